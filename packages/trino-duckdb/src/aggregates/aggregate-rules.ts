import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { BIGINT, duckType, isFloat, isInterval, type TrinoType, typeName } from '../trino/types.ts';
import { castRefusal } from '../values/cast.ts';
import { rescaled, unscaled } from '../values/operators.ts';
import { coerce, raise, type Typed } from '../values/typed.ts';

/** Writes one DuckDB aggregate over the rows of the call: with its DISTINCT, ORDER BY, FILTER and OVER. */
export type Over = (
  duck: string,
  args: string,
  options?: { readonly where?: string; readonly distinct?: boolean },
) => string;

export interface RuleCall {
  readonly args: readonly Typed[];
  /** The arguments as they were given: a literal is one here. */
  readonly given: readonly Typed[];
  readonly result: TrinoType;
  readonly over: Over;
  readonly distinct: boolean;
  readonly position: Position;
}

/** How DuckDB computes an aggregate or window function of Trino's. */
type Rule = (call: RuleCall) => Typed | string;

const first = ({ args, position }: RuleCall): Typed => {
  const [value] = args;
  if (!value) throw refusal('aggregate nothing', position);
  return value;
};

const sum: Rule = (call) => {
  const { sql, type } = first(call);
  if (type.kind === 'real') return `CAST(${call.over('sum', `CAST(${sql} AS DOUBLE)`)} AS FLOAT)`;
  if (type.kind === 'double') return call.over('sum', sql);
  // DuckDB sums into 128 bits; the cast back fails where Trino overflows, for a decimal as text only.
  if (type.kind === 'decimal' && type.precision > 18)
    return `CAST(CAST(${call.over('sum', sql)} AS VARCHAR) AS ${duckType(call.result)})`;
  return `CAST(${call.over('sum', sql)} AS ${duckType(call.result)})`;
};

const avg: Rule = (call) => {
  const { sql, type } = first(call);
  if (type.kind === 'decimal') {
    const total = call.over('sum', unscaled(`CAST(${sql} AS DECIMAL(38,${type.scale}))`, type.scale));
    const count = call.over('count', sql);
    return rescaled(
      `trino_round_divide(CAST(${total} AS HUGEINT), CAST(nullif(${count}, 0) AS HUGEINT))`,
      type.scale,
      type,
    );
  }
  if (isInterval(type)) {
    return `CAST(floor(${call.over('avg', sql)} + 0.5) AS ${duckType(type)})`;
  }
  return type.kind === 'real'
    ? `CAST(${call.over('avg', `CAST(${sql} AS DOUBLE)`)} AS FLOAT)`
    : call.over('avg', sql);
};

/** Values that are no number are neither the largest nor the smallest, unless there are no others. */
const extreme =
  (duck: 'min' | 'max'): Rule =>
  (call) => {
    const value = first(call);
    const { type, sql } = value;
    const [, count] = call.args;
    if (['row', 'map', 'array'].includes(type.kind) && type.kind !== 'array')
      throw refusal(`find the ${duck} of ${typeName(type)}`, call.position);
    if (count) {
      if (isFloat(type)) throw refusal(`find several values with ${duck}`, call.position);
      return `trino_nonempty(${call.over(duck, `${sql}, trino_positive(${count.sql})`, { where: `${sql} IS NOT NULL` })})`;
    }
    if (!isFloat(type)) return call.over(duck, sql);
    return `coalesce(${call.over(duck, sql, { where: `NOT isnan(${sql})` })}, ${call.over(duck, sql)})`;
  };

/** The value beside the extreme key; keys that are null do not count, values that are do. */
const beside =
  (duck: 'arg_min' | 'arg_max'): Rule =>
  (call) => {
    const [value, key, count] = call.args;
    if (!value || !key) throw refusal('compute this', call.position);
    if (isFloat(key.type) || ['array', 'row'].includes(key.type.kind)) {
      const where = `${key.sql} IS NOT NULL AND NOT isnan(CAST(${key.sql} AS DOUBLE))`;
      if (!isFloat(key.type) || count)
        throw refusal(`order by keys of type ${typeName(key.type)}`, call.position);
      return call.over(`${duck}_null`, `${value.sql}, ${key.sql}`, { where });
    }
    if (!count) return call.over(`${duck}_null`, `${value.sql}, ${key.sql}`);
    const pairs = `struct_pack(v := ${value.sql}), ${key.sql}, trino_positive(${count.sql})`;
    const list = call.over(duck, pairs, { where: `${key.sql} IS NOT NULL` });
    return `list_transform(trino_nonempty(${list}), lambda trino_e: trino_e.v)`;
  };

/**
 * The value at place ⌊q·n⌋, as DuckDB's own aggregate of descending values: that is place ⌈(1 − q)·n⌉ from the end. Only
 * for a fraction that is a literal, which DuckDB takes as the decimal it is.
 */
function fastPercentile(call: RuleCall, value: Typed): string | undefined {
  const digits = /^CAST\('0?\.(\d{1,15})' AS DECIMAL/.exec(call.given.at(-1)?.sql ?? '')?.[1];
  if (digits === undefined || Number(digits) === 0) return undefined;
  const rest = String(10n ** BigInt(digits.length) - BigInt(digits)).padStart(digits.length, '0');
  return call.over('quantile_disc', `${value.sql}, -0.${rest}`, { where: `${value.sql} IS NOT NULL` });
}

/** Exact percentiles: Trino's digests give the value at this rank while a group holds few hundred values. */
const percentile: Rule = (call) => {
  const { args, result, position } = call;
  const [value, ...rest] = args;
  const wanted = rest.at(-1);
  if (!value || !wanted) throw refusal('compute this percentile', position);
  if (rest.length > 1) throw refusal('weigh the values of a percentile', position);
  const fast = result.kind === 'array' || isFloat(value.type) ? undefined : fastPercentile(call, value);
  if (fast !== undefined) return `CAST(${fast} AS ${duckType(result)})`;
  const values = call.over('list', value.sql, { where: `${value.sql} IS NOT NULL` });
  const sorted = `list_sort(${values})`;
  const macro = isFloat(value.type) ? 'trino_percentile' : 'trino_percentile_integer';
  const element = result.kind === 'array' ? result.element : result;
  if (result.kind !== 'array') return `CAST(${macro}(${sorted}, ${wanted.sql}) AS ${duckType(element)})`;
  return `CAST(CASE WHEN ${values} IS NOT NULL THEN list_transform(${wanted.sql}, lambda trino_q: ${macro}(${sorted}, trino_q)) END AS ${duckType(result)})`;
};

const statistic =
  (duck: string): Rule =>
  (call) => {
    const { type, sql } = first(call);
    const value = call.over(duck, `CAST(${sql} AS DOUBLE)`);
    return type.kind === 'real' ? `CAST(${value} AS FLOAT)` : value;
  };

const paired =
  (duck: string): Rule =>
  (call) => {
    const [y, x] = call.args;
    if (!y || !x) throw refusal(`compute ${duck}`, call.position);
    const value = call.over(duck, `CAST(${y.sql} AS DOUBLE), CAST(${x.sql} AS DOUBLE)`);
    return y.type.kind === 'real' ? `CAST(${value} AS FLOAT)` : value;
  };

const plain =
  (duck: string): Rule =>
  (call) =>
    call.over(duck, call.args.map(({ sql }) => sql).join(', '));

function checkKey(type: TrinoType, position: Position): void {
  if (['map', 'double', 'real', 'row', 'array'].includes(type.kind))
    throw refusal(`make keys of ${typeName(type)}`, position);
}

const pairs = (call: RuleCall): string => {
  const [key, value] = call.args;
  if (!key || !value) throw refusal('make this map', call.position);
  checkKey(key.type, call.position);
  const item = value.type.kind === 'unknown' ? 'CAST(NULL AS INTEGER)' : value.sql;
  return call.over('list', `struct_pack(k := ${key.sql}, v := ${item})`, { where: `${key.sql} IS NOT NULL` });
};

const NEGATIVE = /^\(?- ?\d+\)?$/;

/** A number that is checked where it is no literal. */
function offsetText(sql: string, least: number, message: string): string {
  if (/^\d+$/.test(sql)) return sql;
  const failed = raise(`'INVALID_FUNCTION_ARGUMENT: ${message}'`, BIGINT);
  return `CASE WHEN ${sql} >= ${least} THEN ${sql} ELSE ${failed} END`;
}

const neighbour =
  (duck: 'lag' | 'lead'): Rule =>
  (call) => {
    const [value, , fallback] = call.args;
    const offset = call.given[1];
    if (!value) throw refusal(`compute ${duck}`, call.position);
    if (offset?.type.kind === 'unknown')
      throw new StatementError('INVALID_FUNCTION_ARGUMENT', 'Offset must not be null', call.position);
    if (offset && !/^\d+$/.test(offset.sql)) {
      if (NEGATIVE.test(offset.sql))
        throw new StatementError('INVALID_FUNCTION_ARGUMENT', 'Offset must be at least 0', call.position);
    }
    const otherwise = fallback ? [coerce(fallback, value.type).sql] : [];
    return call.over(
      duck,
      [
        value.sql,
        ...(offset ? [offsetText(offset.sql, 0, 'Offset must be at least 0')] : []),
        ...otherwise,
      ].join(', '),
    );
  };

const positive =
  (duck: string, message: string, index: number): Rule =>
  (call) => {
    const number = call.given[index];
    if (number && (number.sql === '0' || NEGATIVE.test(number.sql)))
      throw new StatementError('INVALID_FUNCTION_ARGUMENT', message, call.position);
    if (!number) throw refusal(`compute ${duck}`, call.position);
    if (duck === 'ntile' && !/^\d+$/.test(number.sql))
      throw refusal('compute ntile with what is no literal', call.position);
    return call.over(
      duck,
      [...call.args.slice(0, index).map(({ sql }) => sql), offsetText(number.sql, 1, message)].join(', '),
    );
  };

export const AGGREGATE_RULES: Readonly<Record<string, Rule>> = {
  count: (call) => {
    const [value] = call.args;
    if (!value) return call.over('count', '*');
    if (value.type.kind === 'unknown') return call.over('count', 'CAST(NULL AS INTEGER)');
    return call.over('count', value.sql);
  },
  count_if: (call) => call.over('count', `CASE WHEN ${first(call).sql} THEN 1 END`),
  sum,
  avg,
  min: extreme('min'),
  max: extreme('max'),
  arbitrary: plain('any_value'),
  any_value: plain('any_value'),
  min_by: beside('arg_min'),
  max_by: beside('arg_max'),
  bool_and: plain('bool_and'),
  bool_or: plain('bool_or'),
  every: plain('bool_and'),
  array_agg: plain('list'),
  // An exact count lies within the error Trino allows itself.
  approx_distinct: (call) => call.over('count', first(call).sql, { distinct: true }),
  approx_percentile: percentile,
  stddev: statistic('stddev_samp'),
  stddev_samp: statistic('stddev_samp'),
  stddev_pop: statistic('stddev_pop'),
  variance: statistic('var_samp'),
  var_samp: statistic('var_samp'),
  var_pop: statistic('var_pop'),
  corr: paired('corr'),
  covar_pop: paired('covar_pop'),
  covar_samp: paired('covar_samp'),
  regr_slope: paired('regr_slope'),
  regr_intercept: paired('regr_intercept'),
  geometric_mean: (call) => {
    const { type, sql } = first(call);
    const value = `exp(${call.over('avg', `ln(CAST(${sql} AS DOUBLE))`)})`;
    return type.kind === 'real' ? `CAST(${value} AS FLOAT)` : value;
  },
  skewness: (call) => {
    const power = (n: number) => call.over('sum', `pow(CAST(${first(call).sql} AS DOUBLE), ${n})`);
    return `trino_skewness(${call.over('count', first(call).sql)}, ${power(1)}, ${power(2)}, ${power(3)})`;
  },
  kurtosis: (call) => {
    const power = (n: number) => call.over('sum', `pow(CAST(${first(call).sql} AS DOUBLE), ${n})`);
    return `trino_kurtosis(${call.over('count', first(call).sql)}, ${power(1)}, ${power(2)}, ${power(3)}, ${power(4)})`;
  },
  bitwise_and_agg: plain('bit_and'),
  bitwise_or_agg: plain('bit_or'),
  bitwise_xor_agg: plain('bit_xor'),
  histogram: (call) => {
    const { type, sql } = first(call);
    checkKey(type, call.position);
    return `CAST(trino_histogram(${call.over('list', sql, { where: `${sql} IS NOT NULL` })}) AS ${duckType(call.result)})`;
  },
  map_agg: (call) => `CAST(trino_pairs_first(${pairs(call)}) AS ${duckType(call.result)})`,
  multimap_agg: (call) => `CAST(trino_pairs_all(${pairs(call)}) AS ${duckType(call.result)})`,
  map_union: (call) => {
    const value = first(call);
    if (value.type.kind !== 'map') throw castRefusal(value.type, value.type, call.position);
    checkKey(value.type.key, call.position);
    const lists = call.over(
      'list',
      `list_transform(map_entries(${value.sql}), lambda trino_e: struct_pack(k := trino_e.key, v := trino_e.value))`,
      { where: `${value.sql} IS NOT NULL` },
    );
    return `CAST(trino_pairs_first(flatten(${lists})) AS ${duckType(call.result)})`;
  },
  listagg: (call) => {
    const [value, separator] = call.args;
    if (!value || !separator) throw refusal('join these', call.position);
    return call.over('string_agg', `${value.sql}, ${separator.sql}`);
  },
  row_number: plain('row_number'),
  rank: plain('rank'),
  dense_rank: plain('dense_rank'),
  percent_rank: plain('percent_rank'),
  cume_dist: plain('cume_dist'),
  ntile: positive('ntile', 'Buckets must be greater than 0', 0),
  lag: neighbour('lag'),
  lead: neighbour('lead'),
  first_value: plain('first_value'),
  last_value: plain('last_value'),
  nth_value: positive('nth_value', 'Offset must be at least 1', 1),
};

import { lookup } from '../syntax/lookup.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  duckType,
  isInteger,
  isNumeric,
  mapOf,
  type TrinoType,
  typeName,
  VARCHAR,
} from '../trino/types.ts';
import { coerce, expectType, type Typed, unify } from '../values/typed.ts';

/** How DuckDB computes one of Trino's aggregate or window functions. */
export interface AggregateRule {
  readonly duck: string;
  /** Arguments, comma separated. */
  readonly args: string;
  readonly type: TrinoType;
  /** Around the whole call, OVER included. */
  readonly wrap?: (sql: string) => string;
  /** Whether its arguments may end with ORDER BY. */
  readonly ordered?: boolean;
  readonly distinct?: boolean;
  readonly alwaysDistinct?: boolean;
}

type Rule = (args: readonly Typed[], position: Position | undefined) => AggregateRule | undefined;

const sqlOf = (args: readonly Typed[]): string => args.map((arg) => arg.sql).join(', ');
const asBigint = (sql: string): string => `CAST(${sql} AS BIGINT)`;

const sum: Rule = ([value]) => {
  if (!value || !isNumeric(value.type)) return undefined;
  const { type } = value;
  if (type.kind === 'double') return { duck: 'sum', args: value.sql, type, distinct: true };
  if (type.kind === 'decimal') {
    const wide: TrinoType = { kind: 'decimal', precision: 38, scale: type.scale };
    return {
      duck: 'sum',
      args: value.sql,
      type: wide,
      wrap: (sql) => `CAST(${sql} AS ${duckType(wide)})`,
      distinct: true,
    };
  }
  // DuckDB sums into 128 bits; the cast back fails where Trino overflows.
  return isInteger(type)
    ? { duck: 'sum', args: value.sql, type: BIGINT, wrap: asBigint, distinct: true }
    : undefined;
};

const avg: Rule = ([value], position) => {
  if (!value || !isNumeric(value.type)) return undefined;
  if (value.type.kind === 'decimal') throw refusal('average decimals; cast them to double', position);
  return { duck: 'avg', args: coerce(value, DOUBLE).sql, type: DOUBLE, distinct: true };
};

const same =
  (duck: string): Rule =>
  ([value, more], position) => {
    if (!value || more) throw refusal(`call ${duck} like this`, position);
    if (value.type.kind === 'json') return undefined;
    return { duck, args: value.sql, type: value.type, distinct: true };
  };

const spread =
  (duck: string): Rule =>
  ([value]) =>
    value && isNumeric(value.type)
      ? { duck, args: coerce(value, DOUBLE).sql, type: DOUBLE, distinct: true }
      : undefined;

/** The value of the row with the extreme key; null keys are ignored, null values are not. */
const beside =
  (duck: string): Rule =>
  ([value, key, more], position) => {
    if (!value || !key || more) throw refusal('call min_by or max_by like this', position);
    return { duck, args: sqlOf([value, key]), type: value.type };
  };

const ranking =
  (duck: string, type: TrinoType): Rule =>
  (args) =>
    args.length === 0 ? { duck, args: '', type } : undefined;

const neighbour =
  (duck: string): Rule =>
  ([value, offset, fallback], position) => {
    if (!value) return undefined;
    const args = [value.sql];
    if (offset) args.push(expectType(offset, BIGINT, 'Offset', position).sql);
    if (!fallback) return { duck, args: args.join(', '), type: value.type };
    const all = unify(
      [value, fallback],
      (a, b) => `${duck} default must have the type of its value: ${a}, ${b}`,
      position,
    );
    const [first, last] = all.values;
    return { duck, args: `${first?.sql}, ${args[1]}, ${last?.sql}`, type: all.type };
  };

const booleans =
  (duck: string): Rule =>
  ([value], position) =>
    value && {
      duck,
      args: expectType(value, BOOLEAN, 'Argument', position).sql,
      type: BOOLEAN,
      distinct: true,
    };

const AGGREGATES: Readonly<Record<string, Rule>> = {
  count: (args) =>
    args.length === 1 ? { duck: 'count', args: sqlOf(args), type: BIGINT, distinct: true } : undefined,
  count_if: ([value], position) =>
    value && {
      duck: 'count',
      args: `CASE WHEN ${expectType(value, BOOLEAN, 'Argument', position).sql} THEN 1 END`,
      type: BIGINT,
    },
  sum,
  avg,
  min: same('min'),
  max: same('max'),
  arbitrary: same('any_value'),
  any_value: same('any_value'),
  min_by: beside('arg_min_null'),
  max_by: beside('arg_max_null'),
  bool_and: booleans('bool_and'),
  bool_or: booleans('bool_or'),
  array_agg: ([value]) =>
    value && { duck: 'list', args: value.sql, type: arrayOf(value.type), ordered: true, distinct: true },
  // Exact counts and percentiles are within the error that Trino documents.
  approx_distinct: ([value, error], position) => {
    if (error) throw refusal('take a standard error for approx_distinct', position);
    return value && { duck: 'count', args: value.sql, type: BIGINT, alwaysDistinct: true };
  },
  approx_percentile: ([value, percentile, more], position) => {
    if (!value || !percentile || more || percentile.type.kind === 'array') {
      throw refusal('call approx_percentile with weights or several percentiles', position);
    }
    if (!['bigint', 'double', 'real'].includes(value.type.kind) && !isInteger(value.type)) return undefined;
    const args = `${value.sql}, ${expectType(percentile, DOUBLE, 'Percentile', position).sql}`;
    const type = isInteger(value.type) ? BIGINT : value.type;
    return { duck: 'quantile_disc', args, type, wrap: (sql) => `CAST(${sql} AS ${duckType(type)})` };
  },
  stddev: spread('stddev_samp'),
  stddev_samp: spread('stddev_samp'),
  stddev_pop: spread('stddev_pop'),
  variance: spread('var_samp'),
  var_samp: spread('var_samp'),
  var_pop: spread('var_pop'),
  histogram: ([value]) => {
    if (!value) return undefined;
    const type = mapOf(value.type, BIGINT);
    return { duck: 'histogram', args: value.sql, type, wrap: (sql) => `CAST(${sql} AS ${duckType(type)})` };
  },
  listagg: ([value, separator], position) => {
    if (value?.type.kind !== 'varchar') return undefined;
    if (separator && separator.literal === undefined)
      throw refusal('join with a separator that is not a literal', position);
    return {
      duck: 'string_agg',
      args: `${value.sql}, ${separator?.sql ?? "''"}`,
      type: VARCHAR,
      ordered: true,
      distinct: true,
    };
  },
  row_number: ranking('row_number', BIGINT),
  rank: ranking('rank', BIGINT),
  dense_rank: ranking('dense_rank', BIGINT),
  percent_rank: ranking('percent_rank', DOUBLE),
  cume_dist: ranking('cume_dist', DOUBLE),
  ntile: ([buckets], position) =>
    buckets && { duck: 'ntile', args: expectType(buckets, BIGINT, 'Buckets', position).sql, type: BIGINT },
  lag: neighbour('lag'),
  lead: neighbour('lead'),
  first_value: same('first_value'),
  last_value: same('last_value'),
  nth_value: ([value, offset], position) =>
    value &&
    offset && {
      duck: 'nth_value',
      args: `${value.sql}, ${expectType(offset, BIGINT, 'Offset', position).sql}`,
      type: value.type,
    },
};

/** The rule for a call. Throws when there is none. */
export function aggregateRule(
  name: string,
  star: boolean,
  args: readonly Typed[],
  position?: Position,
): AggregateRule {
  if (name === 'count' && (star || args.length === 0)) return { duck: 'count', args: '*', type: BIGINT };
  const known = lookup(AGGREGATES, name);
  if (!known) throw refusal(`compute ${name}`, position);
  const rule = known(args, position);
  if (rule) return rule;
  const types = args.map((arg) => typeName(arg.type)).join(', ');
  throw new StatementError(
    'TYPE_MISMATCH',
    `Unexpected parameters (${types}) for function ${name}`,
    position,
  );
}

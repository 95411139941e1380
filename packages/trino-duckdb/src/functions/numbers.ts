import { refusal } from '../trino/errors.ts';
import { decimal, duckType, isFloat, isInteger, type TrinoType, typeName } from '../trino/types.ts';
import { calculate, rescaled, unscaled } from '../values/operators.ts';
import { typed } from '../values/typed.ts';
import type { Implementation, Implementations } from './implementation.ts';

const kindOf = (type: TrinoType | undefined): string => type?.kind ?? '';

/** Integers stay, decimals lose their fraction, the rest is DuckDB's. */
const toWhole =
  (duck: 'ceil' | 'floor'): Implementation =>
  ([value = ''], { args, result }) => {
    const type = args[0]?.type;
    if (!type || isInteger(type)) return value;
    if (type.kind !== 'decimal') return `CAST(${duck}(${value}) AS ${duckType(result)})`;
    const whole = decimal(Math.min(38, type.precision - type.scale + Math.min(type.scale, 1)), 0);
    return typed(`CAST(${duck}(${value}) AS ${duckType(whole)})`, whole);
  };

const round: Implementation = ([value = '', digits], { args, position }) => {
  const type = args[0]?.type;
  if (!type) return value;
  const duck = duckType(type);
  if (isInteger(type))
    return digits === undefined
      ? value
      : `CAST(trino_round_integer(CAST(${value} AS BIGINT), ${digits}) AS ${duck})`;
  if (isFloat(type))
    return digits === undefined
      ? `CAST(round(${value}) AS ${duck})`
      : `CAST(trino_round_${type.kind}(${value}, ${digits}) AS ${duck})`;
  if (type.kind !== 'decimal') return value;
  const { precision, scale } = type;
  if (digits === undefined) {
    const whole = decimal(Math.min(38, precision - scale + Math.min(1, scale)), 0);
    return typed(`CAST(round(${value}, 0) AS ${duckType(whole)})`, whole);
  }
  const wide = decimal(Math.min(38, precision + 1), scale);
  if (digits === 'NULL' || /^CAST\(NULL/.test(digits)) return typed(`CAST(NULL AS ${duckType(wide)})`, wide);
  const duckWide = duckType(wide);
  const literal = digits.replace(/^\(- (\d+)\)$/, '-$1');
  if (!/^-?\d+$/.test(literal)) throw refusal('round a decimal to digits that are no literal', position);
  if (Number(literal) >= scale) return typed(`CAST(${value} AS ${duckWide})`, wide);
  const unit = `CAST('1${'0'.repeat(scale - Number(literal))}' AS HUGEINT)`;
  return typed(
    rescaled(`trino_round_divide(${unscaled(value, scale)}, ${unit}) * ${unit}`, scale, wide),
    wide,
  );
};

const truncate: Implementation = ([value = '', digits], { args, position }) => {
  const type = args[0]?.type;
  if (type?.kind !== 'decimal') return `trunc(${value})`;
  if (digits === undefined) {
    const whole = decimal(Math.max(1, type.precision - type.scale), 0);
    return typed(`CAST(trunc(${value}) AS ${duckType(whole)})`, whole);
  }
  if (!/^-?\d+$/.test(digits)) throw refusal('truncate to digits that are no literal', position);
  const unit = Number(digits) >= 0 ? `CAST('1${'0'.repeat(Number(digits))}' AS HUGEINT)` : undefined;
  if (Number(digits) >= type.scale) return value;
  const cut = unit
    ? `trunc(${value} * ${unit}) / CAST(${unit} AS DOUBLE)`
    : `trunc(CAST(${value} AS DOUBLE) / 1e${-Number(digits)}) * 1e${-Number(digits)}`;
  if (type.precision > 15) throw refusal('truncate decimals of this many digits', position);
  return `CAST(${cut} AS ${duckType(type)})`;
};

const extreme =
  (duck: 'greatest' | 'least'): Implementation =>
  (values, { result, position }) => {
    if (['array', 'row'].includes(result.kind))
      throw refusal(`find the ${duck} of ${typeName(result)}`, position);
    const anyNull = values.map((value) => `${value} IS NULL`).join(' OR ');
    if (isFloat(result))
      return `CASE WHEN NOT (${anyNull}) THEN trino_list_${duck}([${values.join(', ')}]) END`;
    return `CASE WHEN NOT (${anyNull}) THEN ${duck}(${values.join(', ')}) END`;
  };

const random: Implementation = (bounds, { context, result }) => {
  context.varies();
  const [low, high] = bounds.length === 2 ? bounds : ['0', bounds[0]];
  if (high === undefined) return 'random()';
  return `CAST(trino_random(${low}, ${high}) AS ${duckType(result)})`;
};

const shift =
  (macro: string): Implementation =>
  ([value = '', by = ''], { result, position }) => {
    if (result.kind !== 'bigint' && result.kind !== 'integer')
      throw refusal('shift small integers', position);
    return `CAST(trino_${macro}(CAST(${value} AS BIGINT), ${by}, ${result.kind === 'bigint' ? 64 : 32}) AS ${duckType(result)})`;
  };

/** DuckDB fails where the result is no number. */
const finite = (duck: string): string =>
  `CASE WHEN isinf($1) THEN CAST('NaN' AS DOUBLE) ELSE ${duck}($1) END`;

const log = (duck: string): string =>
  `CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) WHEN $1 = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ${duck}($1) END`;

export const NUMBER_FUNCTIONS: Implementations = {
  abs: ([value = ''], { args }) =>
    isInteger(args[0]?.type ?? decimal(1, 0))
      ? `CAST(trino_abs(${value}, '${kindOf(args[0]?.type)}') AS ${kindOf(args[0]?.type)})`
      : `abs(${value})`,
  sign: ([value = ''], { args, result }) =>
    isFloat(args[0]?.type ?? result)
      ? `CAST(CASE WHEN isnan(${value}) THEN ${value} ELSE sign(${value}) END AS ${duckType(result)})`
      : `CAST(sign(${value}) AS ${duckType(result)})`,
  mod: ([,], { args, position }) => {
    const [left, right] = args;
    if (!left || !right) throw refusal('compute mod', position);
    if (isInteger(left.type))
      return `CAST(trino_integer_mod(${left.sql}, ${right.sql}) AS ${duckType(left.type)})`;
    return calculate('%', left, right, position);
  },
  ceil: toWhole('ceil'),
  ceiling: toWhole('ceil'),
  floor: toWhole('floor'),
  round,
  truncate,
  greatest: extreme('greatest'),
  least: extreme('least'),
  random,
  rand: random,
  exp: 'exp($1)',
  sqrt: "CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt($1) END",
  cbrt: 'trino_js_cbrt($1)',
  ln: log('ln'),
  log2: 'trino_log2($1)',
  log10: log('log10'),
  log: 'trino_log($1, $2)',
  power: 'trino_power($1, $2)',
  pow: 'trino_power($1, $2)',
  pi: 'pi()',
  e: 'exp(CAST(1 AS DOUBLE))',
  nan: "CAST('NaN' AS DOUBLE)",
  infinity: "CAST('Infinity' AS DOUBLE)",
  is_nan: 'isnan($1)',
  is_finite: 'isfinite($1)',
  is_infinite: 'isinf($1)',
  sin: finite('sin'),
  cos: finite('cos'),
  tan: finite('tan'),
  asin: "CASE WHEN abs($1) > 1 THEN CAST('NaN' AS DOUBLE) ELSE asin($1) END",
  acos: "CASE WHEN abs($1) > 1 THEN CAST('NaN' AS DOUBLE) ELSE acos($1) END",
  atan: 'atan($1)',
  atan2: 'atan2($1, $2)',
  sinh: 'trino_js_sinh($1)',
  tanh: 'trino_js_tanh($1)',
  degrees: "($1 * CAST('57.29577951308232' AS DOUBLE))",
  radians: "($1 * CAST('0.017453292519943295' AS DOUBLE))",
  bitwise_and: '($1 & $2)',
  bitwise_or: '($1 | $2)',
  bitwise_xor: 'xor($1, $2)',
  bitwise_not: '(~$1)',
  bitwise_left_shift: shift('left_shift'),
  bitwise_right_shift: shift('right_shift'),
  bitwise_right_shift_arithmetic: shift('right_shift_arithmetic'),
  bit_count: 'trino_bit_count($1, $2)',
  to_base: 'trino_js_to_base($1, $2)',
  from_base: 'trino_js_from_base($1, $2)',
  width_bucket: (args, { args: typedArgs }) =>
    typedArgs.length === 4
      ? `trino_width_bucket(${args.join(', ')})`
      : `trino_array_bucket(${args.join(', ')})`,
  wilson_interval_lower: 'trino_wilson($1, $2, $3, -1)',
  wilson_interval_upper: 'trino_wilson($1, $2, $3, 1)',
};

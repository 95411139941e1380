import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  asDecimal,
  BOOLEAN,
  coercible,
  commonType,
  duckType,
  isInteger,
  isInterval,
  isNumeric,
  simple,
  type TrinoType,
  typeName,
  VARCHAR,
} from '../trino/types.ts';
import { coerce, type Typed, typed } from './typed.ts';

function mismatch(operator: string, left: Typed, right: Typed, position?: Position): StatementError {
  return new StatementError(
    'TYPE_MISMATCH',
    `Cannot apply operator: ${typeName(left.type)} ${operator} ${typeName(right.type)}`,
    position,
  );
}

/** Macros for the operators that treat NaN differently in DuckDB. */
const DOUBLE_COMPARISONS: Readonly<Record<string, string>> = {
  '=': 'trino_double_eq',
  '<>': 'trino_double_neq',
  '<': 'trino_double_lt',
  '<=': 'trino_double_lte',
  '>': 'trino_double_gt',
  '>=': 'trino_double_gte',
};

/** `=`, `<` and the like. Trino compares only values of one type, or of two that have a common one. */
export function compare(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (!type) throw mismatch(operator, left, right, position);
  if (type.kind === 'json') throw refusal('compare JSON values', position);
  if (type.kind === 'map' || type.kind === 'row')
    throw refusal(`compare values of type ${type.kind}`, position);
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql];
  const macro = type.kind === 'double' || type.kind === 'real' ? DOUBLE_COMPARISONS[operator] : undefined;
  return typed(macro ? `${macro}(${a}, ${b})` : `(${a} ${operator} ${b})`, BOOLEAN);
}

/** `||`: two strings, two arrays of one type, or an array and an element. */
export function concatenate(left: Typed, right: Typed, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (type?.kind === 'varchar') return typed(`(${left.sql} || ${right.sql})`, VARCHAR);
  if (type?.kind === 'array')
    return typed(`list_concat(${coerce(left, type).sql}, ${coerce(right, type).sql})`, type);
  const [array, item] = left.type.kind === 'array' ? [left, right] : [right, left];
  if (array.type.kind === 'array' && coercible(item.type, array.type.element)) {
    throw refusal('append an element with ||', position);
  }
  throw mismatch('||', left, right, position);
}

/** `+ - * / %` on numbers, and `+ -` on dates, timestamps and intervals. */
export function calculate(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  if (isNumeric(left.type) && isNumeric(right.type)) return arithmetic(operator, left, right, position);
  const moved = moveMoment(operator, left, right, position);
  if (moved) return moved;
  if (
    [left, right].some(({ type }) => isInterval(type)) &&
    [left, right].some(({ type }) => isNumeric(type))
  ) {
    throw refusal('multiply or divide intervals', position);
  }
  throw mismatch(operator, left, right, position);
}

function arithmetic(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (!type) throw mismatch(operator, left, right, position);
  if (type.kind === 'decimal') return decimalArithmetic(operator, left, right, position);
  const a = coerce(left, type).sql;
  const b = coerce(right, type).sql;
  if (!isInteger(type)) return typed(operator === '%' ? `fmod(${a}, ${b})` : `(${a} ${operator} ${b})`, type);
  if (operator === '/') return typed(`CAST(trino_divide(${a}, ${b}) AS ${duckType(type)})`, type);
  if (operator === '%') return typed(`CAST(trino_modulus(${a}, ${b}) AS ${duckType(type)})`, type);
  // Both operands as the type itself: a bare literal would let DuckDB choose a wider one.
  return typed(`(CAST(${a} AS ${duckType(type)}) ${operator} CAST(${b} AS ${duckType(type)}))`, type);
}

/** Precision and scale by Trino's documentation of decimal arithmetic; division keeps the larger scale and rounds. */
function decimalArithmetic(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const a = asDecimal(left.type);
  const b = asDecimal(right.type);
  if (!a || !b || operator === '%') throw refusal(`compute ${operator} on decimals`, position);
  const scale = operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  const precision =
    operator === '*'
      ? a.precision + b.precision
      : operator === '/'
        ? a.precision + b.scale + Math.max(b.scale - a.scale, 0)
        : whole + scale + 1;
  const type: TrinoType = { kind: 'decimal', precision: Math.min(38, precision), scale };
  const x = coerce(left, { kind: 'decimal', ...a }).sql;
  const y = coerce(right, { kind: 'decimal', ...b }).sql;
  if (operator !== '/') {
    if (precision > 38) throw refusal('compute decimals of more than 38 digits', position);
    return typed(`CAST(${x} ${operator} ${y} AS ${duckType(type)})`, type);
  }
  // In integers: x·10^a.scale, scaled up so that the quotient has `scale` digits.
  const stretch = scale - a.scale + b.scale;
  if (a.precision + a.scale + stretch > 37 || b.precision + b.scale > 37) {
    throw refusal('divide decimals of this many digits', position);
  }
  const quotient = `trino_round_divide(${whole10(x, a.scale)} * ${power10(stretch)}, ${whole10(y, b.scale)})`;
  const unscaled = `CAST(${quotient} AS DECIMAL(${38 - scale},0))`;
  const sql =
    scale === 0
      ? unscaled
      : `${unscaled} * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return typed(`CAST(${sql} AS ${duckType(type)})`, type);
}

const power10 = (digits: number): string => `CAST('1${'0'.repeat(digits)}' AS HUGEINT)`;

/** The unscaled value of a decimal: 150 for 1.50. */
function whole10(sql: string, scale: number): string {
  return scale === 0
    ? `CAST(${sql} AS HUGEINT)`
    : `CAST(${sql} * CAST('1${'0'.repeat(scale)}' AS DECIMAL(${scale + 1},0)) AS HUGEINT)`;
}

function moveMoment(operator: string, left: Typed, right: Typed, position?: Position): Typed | undefined {
  const moments = ['date', 'timestamp', 'timestamp with time zone'];
  if (operator === '+' && isInterval(left.type) && moments.includes(right.type.kind)) {
    return moveMoment(operator, right, left, position);
  }
  if (operator !== '+' && operator !== '-') return undefined;
  if (moments.includes(left.type.kind) && isInterval(right.type)) {
    // date ± interval is a timestamp in DuckDB. In Trino it is a date, and the interval must be whole days.
    if (left.type.kind !== 'date') return typed(`(${left.sql} ${operator} ${right.sql})`, left.type);
    return typed(`trino_move_date(${left.sql}, ${operator === '-' ? '-' : ''}${right.sql})`, left.type);
  }
  if (isInterval(left.type) && left.type.kind === right.type.kind) {
    return typed(`(${left.sql} ${operator} ${right.sql})`, left.type);
  }
  if (operator === '-' && moments.includes(left.type.kind) && left.type.kind === right.type.kind) {
    const [a, b] = [left, right].map(({ sql, type }) =>
      // date - date is a number of days in DuckDB.
      type.kind === 'date' ? `CAST(${sql} AS TIMESTAMP)` : sql,
    );
    return typed(`(${a} - ${b})`, simple('interval day to second'));
  }
  return undefined;
}

/** Unary minus. */
export function negate(value: Typed, position?: Position): Typed {
  if (!isNumeric(value.type) && !isInterval(value.type)) {
    throw new StatementError('TYPE_MISMATCH', `Cannot negate ${typeName(value.type)}`, position);
  }
  return typed(`(-${value.sql})`, value.type);
}

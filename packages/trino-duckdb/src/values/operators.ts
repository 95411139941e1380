import { coercible, commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  asDecimal,
  decimal,
  duckType,
  INTERVAL_DAY,
  isInteger,
  isInterval,
  isMoment,
  isNumeric,
  isText,
  TINYINT,
  type TrinoType,
  typeName,
  VARCHAR,
} from '../trino/types.ts';
import { operatorMismatch } from './equality.ts';
import { coerce, type Typed, typed, wallClock } from './typed.ts';
import { zonedFrom } from './zones.ts';

/** `||`: texts, arrays, an array and an element, bytes. */
export function concatenate(left: Typed, right: Typed, position?: Position): Typed {
  const [a, b] = [left.type, right.type];
  if (a.kind === 'char' && b.kind === 'char') {
    return typed(`(${padded(left)} || ${padded(right)})`, { kind: 'char', length: a.length + b.length });
  }
  if (a.kind === 'unknown' && b.kind === 'unknown') throw ambiguous(position);
  // The overload that Trino finds for a text and a bare null is that of an array and an element.
  if ((a.kind === 'unknown' && b.kind === 'varchar') || (b.kind === 'unknown' && a.kind === 'varchar')) {
    const list: TrinoType = { kind: 'array', element: a.kind === 'unknown' ? b : a };
    return typed(`CAST(NULL AS ${duckType(list)})`, list);
  }
  if (a.kind === 'char' || b.kind === 'char') throw refusal('join char and varchar', position);
  const type = commonType(a, b);
  if ((a.kind === 'array') !== (b.kind === 'array') && (a.kind === 'unknown' || b.kind === 'unknown')) {
    throw ambiguous(position);
  }
  if (type?.kind === 'varchar') return typed(`(${left.sql} || ${right.sql})`, VARCHAR);
  if (type?.kind === 'varbinary') return typed(`(${left.sql} || ${right.sql})`, type);
  if (type?.kind === 'array')
    return typed(`trino_array_concat(${coerce(left, type).sql}, ${coerce(right, type).sql})`, type);
  if (a.kind === 'array' && commonType(a.element, b)) {
    const element = commonType(a.element, b) ?? b;
    const list: TrinoType = { kind: 'array', element };
    return typed(`trino_array_concat(${coerce(left, list).sql}, [${coerce(right, element).sql}])`, list);
  }
  if (b.kind === 'array' && commonType(b.element, a)) {
    const element = commonType(b.element, a) ?? a;
    const list: TrinoType = { kind: 'array', element };
    return typed(`trino_array_concat([${coerce(left, element).sql}], ${coerce(right, list).sql})`, list);
  }
  const message = `Unexpected parameters (${typeName(a)}, ${typeName(b)}) for function concat`;
  throw new StatementError(
    isText(a) || isText(b) ? 'FUNCTION_NOT_FOUND' : 'FUNCTION_NOT_FOUND',
    message,
    position,
  );
}

const padded = (value: Typed): string =>
  value.type.kind === 'char' ? `rpad(${value.sql}, ${value.type.length}, ' ')` : value.sql;

/** `+ - * / %` on numbers, moments and intervals. */
export function calculate(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const [nullLeft, nullRight] = [left, right].map(({ type }) => type.kind === 'unknown');
  if (nullLeft && nullRight && operator === '%') return typed('CAST(NULL AS TINYINT)', TINYINT);
  const double = [left, right].some(({ type }) => type.kind === 'double');
  if (
    (nullLeft && nullRight) ||
    (double && (operator === '*' ? nullLeft || nullRight : operator === '/' && nullLeft))
  ) {
    throw ambiguous(position);
  }
  const [a, b] = [fill(left, right), fill(right, left)];
  if (isNumeric(a.type) && isNumeric(b.type)) return arithmetic(operator, a, b, position);
  const moved = moveMoment(operator, a, b, position) ?? scaleInterval(operator, a, b);
  if (moved) return moved;
  throw operatorMismatch(operator, left, right, position);
}

function ambiguous(position?: Position): StatementError {
  const message = 'Could not choose a best candidate operator. Explicit type casts must be added.';
  return new StatementError('AMBIGUOUS_FUNCTION_CALL', message, position);
}

/** A null takes the type of a number on the other side. */
function fill(value: Typed, other: Typed): Typed {
  if (value.type.kind !== 'unknown') return value;
  if (other.type.kind === 'decimal') return typed('CAST(NULL AS DECIMAL(1,0))', decimal(1, 0));
  return isNumeric(other.type) || isInterval(other.type) ? coerce(value, other.type) : value;
}

function arithmetic(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (!type) throw operatorMismatch(operator, left, right, position);
  if (type.kind === 'decimal') return decimalArithmetic(operator, left, right, position);
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql];
  if (isInteger(type)) {
    if (operator === '/') return typed(`CAST(trino_divide(${a}, ${b}) AS ${duckType(type)})`, type);
    if (operator === '%') return typed(`CAST(trino_modulus(${a}, ${b}) AS ${duckType(type)})`, type);
    return typed(`(${a} ${operator} ${b})`, type);
  }
  if (operator === '%') return typed(`CAST(trino_fmod(${a}, ${b}) AS ${duckType(type)})`, type);
  if (operator === '/') return typed(`CAST(trino_double_divide(${a}, ${b}) AS ${duckType(type)})`, type);
  return typed(`(${a} ${operator} ${b})`, type);
}

/** Precision and scale by Trino's documentation of decimal arithmetic. */
function decimalResult(operator: string, left: TrinoType, right: TrinoType) {
  const a = asDecimal(left) ?? { precision: 38, scale: 0 };
  const b = asDecimal(right) ?? { precision: 38, scale: 0 };
  const scale = operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  const precision =
    operator === '*'
      ? a.precision + b.precision
      : operator === '/'
        ? a.precision + b.scale + Math.max(b.scale - a.scale, 0)
        : operator === '%'
          ? Math.min(a.precision - a.scale, b.precision - b.scale) + scale
          : whole + scale + 1;
  return { a, b, scale, precision: Math.min(38, precision), full: precision };
}

function decimalArithmetic(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const { a, b, scale, precision, full } = decimalResult(operator, left.type, right.type);
  if (scale > 38) {
    throw new StatementError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'DECIMAL scale must be in range [0, precision (38)]',
      position,
    );
  }
  const type = decimal(precision, scale);
  const x = coerce(left, decimal(a.precision, a.scale)).sql;
  const y = coerce(right, decimal(b.precision, b.scale)).sql;
  // DuckDB's own decimals end at 38 digits on the way: beyond them, text and whole numbers of any length take over.
  const stretch = scale - a.scale + b.scale;
  const wide =
    operator === '/' || operator === '%'
      ? a.precision + Math.max(stretch, scale) > 37 || b.precision + scale > 37
      : full > 38;
  if (wide) {
    const result = `trino_js_decimal('${operator}', CAST(${x} AS VARCHAR), CAST(${y} AS VARCHAR), ${precision}, ${scale})`;
    return typed(`CAST(${result} AS ${duckType(type)})`, type);
  }
  if (operator === '%') return typed(`CAST(trino_decimal_modulus(${x}, ${y}) AS ${duckType(type)})`, type);
  if (operator !== '/') return typed(`CAST(${x} ${operator} ${y} AS ${duckType(type)})`, type);
  const quotient = `trino_round_divide(${unscaled(x, a.scale)} * ${power10(stretch)}, ${unscaled(y, b.scale)})`;
  return typed(rescaled(quotient, scale, type), type);
}

const power10 = (digits: number): string => `CAST('1${'0'.repeat(digits)}' AS HUGEINT)`;

/** A decimal without its point: 1.50 becomes 150. */
export function unscaled(sql: string, scale: number): string {
  return scale === 0
    ? `CAST(${sql} AS HUGEINT)`
    : `CAST(${sql} * CAST('1${'0'.repeat(scale)}' AS DECIMAL(${scale + 1},0)) AS HUGEINT)`;
}

/** A whole number as a decimal with this many digits after the point. */
export function rescaled(sql: string, scale: number, type: TrinoType): string {
  const whole = `CAST(${sql} AS DECIMAL(${38 - scale},0))`;
  const point =
    scale === 0 ? whole : `${whole} * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return `CAST(${point} AS ${duckType(type)})`;
}

function moveMoment(operator: string, left: Typed, right: Typed, position?: Position): Typed | undefined {
  if (operator === '+' && isInterval(left.type) && (isMoment(right.type) || right.type.kind === 'time')) {
    return moveMoment(operator, right, left, position);
  }
  if (operator !== '+' && operator !== '-') return undefined;
  const [a, b] = [left.type, right.type];
  if (isInterval(b)) {
    const amount = operator === '-' ? `(-${right.sql})` : right.sql;
    if (a.kind === 'date') {
      return typed(
        b.kind === 'interval year to month'
          ? `CAST(${left.sql} + to_months(${amount}) AS DATE)`
          : `trino_move_date(${left.sql}, ${amount})`,
        a,
      );
    }
    if (isMoment(a)) return moveTimestamp(left, amount, b.kind === 'interval year to month');
    if (a.kind === 'time' && b.kind === 'interval day to second')
      return typed(`trino_move_time(${left.sql}, ${amount})`, { ...a, precision: Math.max(3, a.precision) });
    if (a.kind === b.kind) return typed(`(${left.sql} ${operator} ${right.sql})`, a);
    return undefined;
  }
  if (operator === '-' && a.kind === b.kind && a.kind === 'date') {
    return typed(`(CAST(${left.sql} - ${right.sql} AS BIGINT) * 86400000)`, INTERVAL_DAY);
  }
  const common = isMoment(a) && isMoment(b) && operator === '-' ? commonType(a, b) : undefined;
  if (!common) return undefined;
  const [x, y] = [left, right].map((side) => `epoch_us(${coerce(side, common).sql})`);
  return typed(`((${x} - ${y}) // 1000)`, INTERVAL_DAY);
}

/** Days are 24 hours, months are those of the calendar that the zone shows. */
function moveTimestamp(value: Typed, amount: string, months: boolean): Typed {
  const { type } = value;
  const precision = 'precision' in type ? Math.max(type.precision, months ? 0 : 3) : 3;
  const moved = { ...type, precision } as TrinoType;
  if (!months) return typed(`(${value.sql} + to_microseconds(${amount} * 1000))`, moved);
  if (type.kind !== 'timestamp with time zone') return typed(`(${value.sql} + to_months(${amount}))`, moved);
  return typed(zonedFrom(`(${wallClock(value)} + to_months(${amount}))`, type.zone), moved);
}

function scaleInterval(operator: string, left: Typed, right: Typed): Typed | undefined {
  if (operator === '*' && isNumeric(left.type) && isInterval(right.type))
    return scaleInterval(operator, right, left);
  if (!isInterval(left.type) || !isNumeric(right.type) || (operator !== '*' && operator !== '/'))
    return undefined;
  const kind = duckType(left.type);
  if (isInteger(right.type)) {
    const sql = operator === '*' ? `(${left.sql} * ${right.sql})` : `trino_divide(${left.sql}, ${right.sql})`;
    return typed(`CAST(${sql} AS ${kind})`, left.type);
  }
  const factor = `CAST(${right.sql} AS DOUBLE)`;
  return typed(`CAST(trunc(CAST(${left.sql} AS DOUBLE) ${operator} ${factor}) AS ${kind})`, left.type);
}

/** Unary minus. */
export function negate(value: Typed, position?: Position): Typed {
  if (!isNumeric(value.type) && !isInterval(value.type)) {
    if (value.type.kind === 'unknown') {
      throw ambiguous(position);
    }
    throw new StatementError('TYPE_MISMATCH', `Cannot negate ${typeName(value.type)}`, position);
  }
  return typed(`(- ${value.sql})`, value.type);
}

/** Whether a value may stand where `to` is wanted. */
export const fits = (value: Typed, to: TrinoType): boolean => coercible(value.type, to);

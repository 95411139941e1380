/**
 * The Trino types that the compiler supports. Every expression is typed while it is translated, because the meaning of
 * operators, the implicit casts and the text of values depend on the type.
 */
export type TrinoType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'varchar'; readonly length?: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: TrinoType }
  | { readonly kind: 'map'; readonly key: TrinoType; readonly value: TrinoType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] };

export interface RowField {
  readonly name?: string;
  readonly type: TrinoType;
}

/** `timestamp` and `timestamp with time zone` have millisecond precision, Athena's own. */
export type SimpleKind =
  | 'unknown'
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'varbinary'
  | 'json'
  | 'date'
  | 'timestamp'
  | 'timestamp with time zone'
  | 'interval day to second'
  | 'interval year to month';

export const simple = (kind: SimpleKind): TrinoType => ({ kind });
export const UNKNOWN = simple('unknown');
export const BOOLEAN = simple('boolean');
export const INTEGER = simple('integer');
export const BIGINT = simple('bigint');
export const DOUBLE = simple('double');
export const DATE = simple('date');
export const TIMESTAMP = simple('timestamp');
export const TIMESTAMP_TZ = simple('timestamp with time zone');
export const VARCHAR: TrinoType = { kind: 'varchar' };
export const arrayOf = (element: TrinoType): TrinoType => ({ kind: 'array', element });
export const mapOf = (key: TrinoType, value: TrinoType): TrinoType => ({ kind: 'map', key, value });

const INTEGER_KINDS = ['tinyint', 'smallint', 'integer', 'bigint'];
const NUMERIC_KINDS = [...INTEGER_KINDS, 'decimal', 'real', 'double'];
/** The precision of an integer type in an operation with a decimal (Trino's documentation of decimal operators). */
const INTEGER_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

export const isInteger = (type: TrinoType): boolean => INTEGER_KINDS.includes(type.kind);
export const isNumeric = (type: TrinoType): boolean => NUMERIC_KINDS.includes(type.kind);
export const isInterval = (type: TrinoType): boolean => type.kind.startsWith('interval');

/** Precision and scale of a decimal or integer type; undefined for others. */
export function asDecimal(type: TrinoType): { precision: number; scale: number } | undefined {
  if (type.kind === 'decimal') return { precision: type.precision, scale: type.scale };
  const precision = INTEGER_DIGITS[type.kind];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

/** The name in Trino's error messages and `typeof`: `varchar(3)`, `decimal(10,2)`, `timestamp(3)`, `array(bigint)`. */
export function typeName(type: TrinoType): string {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array(${typeName(type.element)})`;
    case 'map':
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case 'row':
      return `row(${type.fields.map(({ name, type }) => (name ? `${name} ` : '') + typeName(type)).join(', ')})`;
    case 'timestamp':
      return 'timestamp(3)';
    case 'timestamp with time zone':
      return 'timestamp(3) with time zone';
    default:
      return type.kind;
  }
}

/** The DuckDB type that holds its values. */
export function duckType(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckType(type.element)}[]`;
    case 'map':
      return `MAP(${duckType(type.key)}, ${duckType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field, i) => `"f${i}" ${duckType(field.type)}`).join(', ')})`;
    case 'interval day to second':
    case 'interval year to month':
      return 'INTERVAL';
    case 'varbinary':
      return 'BLOB';
    case 'unknown':
      return 'INTEGER';
    default:
      return type.kind.toUpperCase();
  }
}

export function sameType(a: TrinoType, b: TrinoType): boolean {
  return typeName(a) === typeName(b);
}

/** The type that both coerce to implicitly; undefined where Trino reports TYPE_MISMATCH. */
export function commonType(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    return a.length === undefined || b.length === undefined
      ? VARCHAR
      : { kind: 'varchar', length: Math.max(a.length, b.length) };
  }
  if (sameType(a, b)) return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if (a.kind === 'array' && b.kind === 'array') return lift(commonType(a.element, b.element), arrayOf);
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && mapOf(key, value);
  }
  const times = ['date', 'timestamp', 'timestamp with time zone'];
  const rank = Math.max(times.indexOf(a.kind), times.indexOf(b.kind));
  if (times.includes(a.kind) && times.includes(b.kind)) return rank === 2 ? TIMESTAMP_TZ : TIMESTAMP;
  return undefined;
}

function lift(type: TrinoType | undefined, make: (type: TrinoType) => TrinoType): TrinoType | undefined {
  return type && make(type);
}

function commonNumber(a: TrinoType, b: TrinoType): TrinoType {
  if (a.kind === 'double' || b.kind === 'double') return DOUBLE;
  if (a.kind === 'real' || b.kind === 'real') return simple('real');
  const left = asDecimal(a);
  const right = asDecimal(b);
  if ((a.kind === 'decimal' || b.kind === 'decimal') && left && right) {
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
    return { kind: 'decimal', precision: Math.min(38, whole + scale), scale };
  }
  return INTEGER_KINDS.indexOf(a.kind) > INTEGER_KINDS.indexOf(b.kind) ? a : b;
}

/** Whether a value of `from` coerces to `to` implicitly. */
export function coercible(from: TrinoType, to: TrinoType): boolean {
  const common = commonType(from, to);
  return common !== undefined && (sameType(common, to) || (to.kind === 'varchar' && from.kind === 'varchar'));
}

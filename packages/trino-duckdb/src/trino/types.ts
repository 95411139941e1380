/**
 * The types of Trino that this engine knows. Every expression is typed while it is compiled, because what an operator
 * means, which implicit casts exist and how a value is written depend on the type.
 */
export type TrinoType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'varchar'; readonly length?: number }
  | { readonly kind: 'char'; readonly length: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'time' | 'timestamp'; readonly precision: number }
  | {
      readonly kind: 'timestamp with time zone';
      readonly precision: number;
      /** The zone of all its values: it is known from the statement, and not part of the value in DuckDB. */
      readonly zone: string;
    }
  | { readonly kind: 'array'; readonly element: TrinoType }
  | { readonly kind: 'map'; readonly key: TrinoType; readonly value: TrinoType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] };

export interface RowField {
  readonly name?: string | undefined;
  readonly type: TrinoType;
}

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
  | 'interval day to second'
  | 'interval year to month';

export const simple = (kind: SimpleKind): TrinoType => ({ kind });
export const UNKNOWN = simple('unknown');
export const BOOLEAN = simple('boolean');
export const TINYINT = simple('tinyint');
export const SMALLINT = simple('smallint');
export const INTEGER = simple('integer');
export const BIGINT = simple('bigint');
export const REAL = simple('real');
export const DOUBLE = simple('double');
export const DATE = simple('date');
export const JSON_TYPE = simple('json');
export const VARBINARY = simple('varbinary');
export const INTERVAL_DAY = simple('interval day to second');
export const INTERVAL_YEAR = simple('interval year to month');
export const VARCHAR: TrinoType = { kind: 'varchar' };
export const varchar = (length: number): TrinoType => ({ kind: 'varchar', length });
export const timestamp = (precision: number): TrinoType => ({ kind: 'timestamp', precision });
export const zoned = (precision: number, zone: string): TrinoType => ({
  kind: 'timestamp with time zone',
  precision,
  zone,
});
export const TIMESTAMP = timestamp(3);
export const TIMESTAMP_TZ = zoned(3, 'UTC');
export const decimal = (precision: number, scale: number): TrinoType => ({
  kind: 'decimal',
  precision,
  scale,
});
export const arrayOf = (element: TrinoType): TrinoType => ({ kind: 'array', element });
export const mapOf = (key: TrinoType, value: TrinoType): TrinoType => ({ kind: 'map', key, value });
export const rowOf = (...types: TrinoType[]): TrinoType => ({
  kind: 'row',
  fields: types.map((type) => ({ type })),
});

const INTEGER_KINDS = ['tinyint', 'smallint', 'integer', 'bigint'];
const NUMERIC_KINDS = [...INTEGER_KINDS, 'decimal', 'real', 'double'];
/** Decimal digits an integer type needs when it meets a decimal (Trino's documentation of decimal operators). */
const INTEGER_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

export const isInteger = (type: TrinoType): boolean => INTEGER_KINDS.includes(type.kind);
export const isNumeric = (type: TrinoType): boolean => NUMERIC_KINDS.includes(type.kind);
export const isFloat = (type: TrinoType): boolean => type.kind === 'double' || type.kind === 'real';
export const isInterval = (type: TrinoType): boolean => type.kind.startsWith('interval');
export const isText = (type: TrinoType): boolean => type.kind === 'varchar' || type.kind === 'char';
export const isMoment = (type: TrinoType): boolean =>
  type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp with time zone';

/** The type as a decimal, or undefined where it is none and no integer. */
export function asDecimal(type: TrinoType): { precision: number; scale: number } | undefined {
  if (type.kind === 'decimal') return { precision: type.precision, scale: type.scale };
  const precision = INTEGER_DIGITS[type.kind];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

/** As Trino writes it, in error messages and `typeof`: `varchar(3)`, `decimal(10,2)`, `map(varchar, bigint)`. */
export function typeName(type: TrinoType): string {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'time':
    case 'timestamp':
      return `${type.kind}(${type.precision})`;
    case 'timestamp with time zone':
      return `timestamp(${type.precision}) with time zone`;
    case 'array':
      return `array(${typeName(type.element)})`;
    case 'map':
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case 'row':
      return `row(${type.fields.map(({ name, type }) => (name ? `${fieldName(name)} ` : '') + typeName(type)).join(', ')})`;
    default:
      return type.kind;
  }
}

const fieldName = (name: string): string =>
  /^[a-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** The DuckDB type that holds its values: intervals are whole milliseconds or months, JSON is its canonical text. */
export function duckType(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckType(type.element)}[]`;
    case 'map':
      return `MAP(${duckType(type.key)}, ${duckType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field, i) => `f${i} ${duckType(field.type)}`).join(', ')})`;
    case 'interval day to second':
      return 'BIGINT';
    case 'interval year to month':
    case 'unknown':
      return 'INTEGER';
    case 'varbinary':
      return 'BLOB';
    case 'json':
    case 'char':
      return 'VARCHAR';
    case 'timestamp with time zone':
      return 'TIMESTAMPTZ';
    default:
      return type.kind.toUpperCase();
  }
}

export function sameType(a: TrinoType, b: TrinoType): boolean {
  return typeName(a) === typeName(b);
}

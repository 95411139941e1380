import {
  arrayOf,
  asDecimal,
  DOUBLE,
  decimal,
  isNumeric,
  mapOf,
  REAL,
  type RowField,
  sameType,
  type TrinoType,
  timestamp,
  VARCHAR,
  varchar,
  zoned,
} from './types.ts';

const INTEGER_RANK = ['tinyint', 'smallint', 'integer', 'bigint'];

/** The type both coerce to without a cast being written, or undefined: then Trino says TYPE_MISMATCH. */
export function commonType(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (sameType(a, b)) return a;
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    return a.length === undefined || b.length === undefined ? VARCHAR : varchar(Math.max(a.length, b.length));
  }
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element);
    return element && arrayOf(element);
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && mapOf(key, value);
  }
  if (a.kind === 'row' && b.kind === 'row') return commonRow(a.fields, b.fields);
  return commonText(a, b) ?? commonText(b, a) ?? commonMoment(a, b) ?? commonMoment(b, a);
}

function commonRow(a: readonly RowField[], b: readonly RowField[]): TrinoType | undefined {
  if (a.length !== b.length) return undefined;
  const fields: RowField[] = [];
  for (const [i, field] of a.entries()) {
    const other = b[i];
    const type = other && commonType(field.type, other.type);
    if (!type) return undefined;
    fields.push(
      field.name === other.name && field.name !== undefined ? { name: field.name, type } : { type },
    );
  }
  return { kind: 'row', fields };
}

function commonText(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.kind !== 'char') return undefined;
  if (b.kind === 'char') return { kind: 'char', length: Math.max(a.length, b.length) };
  // A char is padded when it meets a varchar only where that has a bound; then both are chars.
  return b.kind === 'varchar' && b.length !== undefined
    ? { kind: 'char', length: Math.max(a.length, b.length) }
    : undefined;
}

/** Moments meet in the wider type; what has no zone is read in that of the session, UTC, or of the other side. */
function commonMoment(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.kind === 'date') {
    return b.kind === 'timestamp' || b.kind === 'timestamp with time zone' ? b : undefined;
  }
  if (a.kind === 'time' && b.kind === 'time') return a.precision > b.precision ? a : b;
  if (a.kind === 'timestamp' && b.kind === 'timestamp') return timestamp(Math.max(a.precision, b.precision));
  if (b.kind !== 'timestamp with time zone') return undefined;
  if (a.kind === 'timestamp') return zoned(Math.max(a.precision, b.precision), b.zone);
  if (a.kind === 'timestamp with time zone') return zoned(Math.max(a.precision, b.precision), a.zone);
  return undefined;
}

function commonNumber(a: TrinoType, b: TrinoType): TrinoType {
  if (a.kind === 'double' || b.kind === 'double') return DOUBLE;
  if (a.kind === 'real' || b.kind === 'real') return REAL;
  const left = asDecimal(a);
  const right = asDecimal(b);
  if ((a.kind === 'decimal' || b.kind === 'decimal') && left && right) {
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
    return decimal(Math.min(38, whole + scale), scale);
  }
  return INTEGER_RANK.indexOf(a.kind) > INTEGER_RANK.indexOf(b.kind) ? a : b;
}

/** Whether a value of `from` may stand where `to` is wanted, without a cast being written. */
export function coercible(from: TrinoType, to: TrinoType): boolean {
  if (from.kind === 'varchar' && to.kind === 'varchar')
    return to.length === undefined || (from.length ?? Number.POSITIVE_INFINITY) <= to.length;
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}

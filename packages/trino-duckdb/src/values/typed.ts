import { coercible, commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { duckType, type TrinoType, typeName } from '../trino/types.ts';
import { wallOf, zonedFrom } from './zones.ts';

/** A compiled expression: DuckDB text that can stand anywhere an operand can, and its Trino type. */
export interface Typed {
  readonly sql: string;
  readonly type: TrinoType;
  /** The value, when it is a string literal: some arguments (formats, patterns, units) are only understood as such. */
  readonly literal?: string;
  /** The same, but null where it fails: TRY need not try row by row then. */
  readonly safe?: string;
}

export const typed = (sql: string, type: TrinoType): Typed => ({ sql, type });

/** A string as a literal: both engines double the quote and know no other escape. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * An expression that fails the query with Trino's message when, and only when, it is evaluated. `message` is SQL.
 * DuckDB's own error() cannot stand inside TRY; a failing cast can. The marks let errors be told from DuckDB's.
 */
export function raise(message: string, type: TrinoType): string {
  const failing = `CAST('«' || ${message} || '»' AS BIGINT)`;
  if (type.kind === 'bigint') return failing;
  if (['array', 'map', 'row', 'varbinary'].includes(type.kind)) {
    return `CASE WHEN ${failing} IS NULL THEN CAST(NULL AS ${duckType(type)}) END`;
  }
  return `CAST(CAST(${failing} AS VARCHAR) AS ${duckType(type)})`;
}

/** The message that `raise` left in an error of DuckDB's, if it came from there. */
export function raisedMessage(error: string): string | undefined {
  return /«(.*?)»/s.exec(error)?.[1];
}

/** The expression as a value of `to`, where Trino converts without being told; the caller has checked that it does. */
export function coerce(value: Typed, to: TrinoType): Typed {
  return typed(convert(value.sql, value.type, to), to);
}

function convert(sql: string, from: TrinoType, to: TrinoType): string {
  if (from.kind === 'unknown') return from.kind === to.kind ? sql : `CAST(${sql} AS ${duckType(to)})`;
  if (to.kind === 'timestamp with time zone') {
    if (from.kind === 'timestamp with time zone') return sql;
    return zonedFrom(`CAST(${sql} AS TIMESTAMP)`, to.zone);
  }
  if (to.kind === 'array' && from.kind === 'array') {
    if (duckType(from) === duckType(to)) return sql;
    return `list_transform(${sql}, lambda trino_e: ${convert('trino_e', from.element, to.element)})`;
  }
  return duckType(from) === duckType(to) ? sql : `CAST(${sql} AS ${duckType(to)})`;
}

/** The wall clock that a moment shows in its zone, as a DuckDB timestamp. */
export function wallClock(value: Typed): string {
  return value.type.kind === 'timestamp with time zone'
    ? wallOf(value.sql, value.type.zone)
    : `CAST(${value.sql} AS TIMESTAMP)`;
}

/** All values as one type, as CASE, COALESCE, IN and VALUES need. Throws TYPE_MISMATCH with `message(type, type)`. */
export function unify(
  values: readonly Typed[],
  message: (a: string, b: string) => string,
  position?: Position,
): { values: Typed[]; type: TrinoType } {
  let type: TrinoType = { kind: 'unknown' };
  for (const value of values) {
    const common = commonType(type, value.type);
    if (!common)
      throw new StatementError('TYPE_MISMATCH', message(typeName(type), typeName(value.type)), position);
    if (
      zoneOf(type) !== undefined &&
      zoneOf(value.type) !== undefined &&
      zoneOf(type) !== zoneOf(value.type)
    ) {
      throw refusal('mix values of several time zones', position);
    }
    type = common;
  }
  return { values: values.map((value) => coerce(value, type)), type };
}

const zoneOf = (type: TrinoType): string | undefined =>
  type.kind === 'timestamp with time zone' ? type.zone : undefined;

/** The value as `to`, or TYPE_MISMATCH saying what `what` must be. */
export function expectType(value: Typed, to: TrinoType, what: string, position?: Position): Typed {
  if (!coercible(value.type, to)) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `${what} must evaluate to a ${typeName(to)} (actual: ${typeName(value.type)})`,
      position,
    );
  }
  return coerce(value, to);
}

import { type Position, StatementError } from '../trino/errors.ts';
import { coercible, commonType, duckType, sameType, type TrinoType, typeName } from '../trino/types.ts';

/** A translated expression: DuckDB text that can stand anywhere an operand can, and its Trino type. */
export interface Typed {
  readonly sql: string;
  readonly type: TrinoType;
  /** The value, when it is a string literal: some arguments (formats, patterns, units) are only understood as such. */
  readonly literal?: string;
}

export const typed = (sql: string, type: TrinoType): Typed => ({ sql, type });

/** A string literal: both engines double the quote and have no other escape. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * An expression that fails the query with Trino's message when, and only when, it is evaluated. `message` is SQL.
 * TRY does not catch DuckDB's error(), but does catch a failing cast. The marks distinguish these errors from DuckDB's
 * own.
 */
export function raise(message: string, type: TrinoType): string {
  const failing = `CAST('«' || ${message} || '»' AS BIGINT)`;
  if (type.kind === 'bigint') return failing;
  return `CAST(CAST(${failing} AS VARCHAR) AS ${duckType(type)})`;
}

/** The message of `raise` in a DuckDB error; undefined for any other error. */
export function raisedMessage(error: string): string | undefined {
  return /«(.*?)»/s.exec(error)?.[1];
}

/** The expression converted to `to`. The caller has checked that Trino converts implicitly. */
export function coerce(value: Typed, to: TrinoType): Typed {
  if (sameType(value.type, to) || (value.type.kind === 'varchar' && to.kind === 'varchar')) return value;
  return typed(`CAST(${value.sql} AS ${duckType(to)})`, to);
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
    if (!common) {
      throw new StatementError('TYPE_MISMATCH', message(typeName(type), typeName(value.type)), position);
    }
    type = common;
  }
  return { values: values.map((value) => coerce(value, type)), type };
}

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

import { StatementError } from '../trino/errors.ts';
import { raisedMessage } from '../values/typed.ts';

/** DuckDB's errors and Trino's words for them. The first match wins. */
const DUCKDB_ERRORS: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /Overflow in (\w+) of INT(\d+)/,
    (match) => `NUMERIC_VALUE_OUT_OF_RANGE: ${match[2] === '64' ? 'bigint' : 'integer'} ${match[1]} overflow`,
  ],
  [
    /(?:out of range|overflow)/i,
    () => 'NUMERIC_VALUE_OUT_OF_RANGE: a number is out of the range of its type',
  ],
  [
    /must appear in the GROUP BY clause|must appear in the GROUP BY/,
    () =>
      'EXPRESSION_NOT_AGGREGATE: an expression must be an aggregate expression or appear in GROUP BY clause',
  ],
  [
    /(?:WHERE clause|JOIN) cannot contain aggregates|aggregate.*cannot be nested|cannot contain window functions/i,
    () => 'EXPRESSION_NOT_SCALAR: aggregations and window functions are not allowed here',
  ],
  [
    /More than one row returned by a subquery/,
    () => 'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows',
  ],
  [
    /Conversion Error: (?:date|timestamp) field value out of range|invalid (?:date|timestamp) field format/i,
    () => 'INVALID_FUNCTION_ARGUMENT: a string is not a valid date or timestamp',
  ],
  [
    /Could not parse string/,
    () => 'INVALID_FUNCTION_ARGUMENT: Invalid format: a string does not match the date format',
  ],
];

/**
 * Why a statement failed, in Trino's words: from a StatementError, or from what DuckDB threw when it ran the compiled
 * statement. Any other DuckDB error becomes NOT_SUPPORTED with the first line of its message; the other lines repeat
 * the statement.
 */
export function failureReason(error: unknown): string {
  if (error instanceof StatementError) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const raised = raisedMessage(message);
  if (raised !== undefined) return raised;
  for (const [pattern, say] of DUCKDB_ERRORS) {
    const match = pattern.exec(message);
    if (match) return say(match);
  }
  const [line = ''] = message.split('\n');
  return `NOT_SUPPORTED: the local engine cannot run this statement (${line}); Athena may`;
}

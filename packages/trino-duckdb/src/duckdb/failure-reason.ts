import { StatementError } from '../trino/errors.ts';
import { raisedMessage } from '../values/typed.ts';

/** DuckDB's errors and Trino's words for them. The order matters: the first that fits is taken. */
const DUCKDB_ERRORS: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /Overflow in (\w+) of INT(\d+)/,
    (match) => `NUMERIC_VALUE_OUT_OF_RANGE: ${match[2] === '64' ? 'bigint' : 'integer'} ${match[1]} overflow`,
  ],
  [/Could not convert string "[^"]*" to DECIMAL\(38/, () => 'NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow'],
  [/as base64/, () => 'INVALID_FUNCTION_ARGUMENT: Illegal base64 text'],
  [/(?:out of range|overflow)/i, () => 'NUMERIC_VALUE_OUT_OF_RANGE: a number left the range of its type'],
  [
    /must appear in the GROUP BY clause|must appear in the GROUP BY/,
    () =>
      'EXPRESSION_NOT_AGGREGATE: an expression must be an aggregate expression or appear in GROUP BY clause',
  ],
  [
    /(?:WHERE clause|JOIN) cannot contain aggregates|aggregate.*cannot be nested|cannot contain window functions/i,
    () => 'EXPRESSION_NOT_SCALAR: aggregations and window functions cannot stand here',
  ],
  [
    /More than one row returned by a subquery/,
    () => 'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows',
  ],
  [
    /Conversion Error: (?:date|timestamp) field value out of range|invalid (?:date|timestamp) field format/i,
    () => 'INVALID_FUNCTION_ARGUMENT: a text is no valid date or timestamp',
  ],
  [
    /Could not parse string/,
    () => 'INVALID_FUNCTION_ARGUMENT: Invalid format: a text does not fit the date format',
  ],
];

/**
 * Why a statement failed, in Trino's words: from a StatementError, or from what DuckDB threw when it ran the compiled
 * statement. What DuckDB refuses for reasons of its own is NOT_SUPPORTED and quotes the first line of its message, not
 * the statement that the others repeat.
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

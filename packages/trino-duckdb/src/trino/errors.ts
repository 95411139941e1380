/** Trino's names of what can be wrong with a statement, as they open Athena's `StateChangeReason`. */
export type TrinoErrorName =
  | 'SYNTAX_ERROR'
  | 'TABLE_NOT_FOUND'
  | 'TABLE_ALREADY_EXISTS'
  | 'INVALID_VIEW'
  | 'SCHEMA_NOT_FOUND'
  | 'CATALOG_NOT_FOUND'
  | 'COLUMN_NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'FUNCTION_NOT_FOUND'
  | 'FUNCTION_NOT_WINDOW'
  | 'AMBIGUOUS_FUNCTION_CALL'
  | 'TYPE_MISMATCH'
  | 'TYPE_NOT_FOUND'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_SCALAR'
  | 'EXPRESSION_NOT_IN_DISTINCT'
  | 'INVALID_LITERAL'
  | 'INVALID_FUNCTION_ARGUMENT'
  | 'INVALID_COLUMN_REFERENCE'
  | 'INVALID_PARAMETER_USAGE'
  | 'INVALID_RECURSIVE_REFERENCE'
  | 'INVALID_WINDOW_FRAME'
  | 'INVALID_WINDOW_REFERENCE'
  | 'MISMATCHED_COLUMN_ALIASES'
  | 'MISSING_COLUMN_ALIASES'
  | 'MISSING_GROUP_BY'
  | 'MISSING_ORDER_BY'
  | 'MISSING_OVER'
  | 'NESTED_AGGREGATION'
  | 'NESTED_WINDOW'
  | 'DUPLICATE_NAMED_QUERY'
  | 'NUMERIC_VALUE_OUT_OF_RANGE'
  | 'INVALID_CAST_ARGUMENT'
  | 'NOT_SUPPORTED'
  | 'GENERIC_USER_ERROR';

/** Where in the statement: both count from 1, as Trino does. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A statement that Athena accepts for execution and then fails: becomes state FAILED with this as its reason. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly errorName: TrinoErrorName;

  constructor(errorName: TrinoErrorName, message: string, position?: Position) {
    super(`${errorName}: ${position ? `line ${position.line}:${position.column}: ` : ''}${message}`);
    this.errorName = errorName;
  }
}

/** A statement that Athena refuses before it runs: StartQueryExecution answers InvalidRequestException. */
export class MalformedQueryError extends Error {
  override readonly name = 'MalformedQueryError';

  constructor(message: string, position: Position) {
    super(`line ${position.line}:${position.column}: ${message}`);
  }
}

/**
 * The answer to everything whose result here could differ from Athena's. `what` completes "the local engine cannot …".
 */
export function refusal(what: string, position?: Position): StatementError {
  return new StatementError('NOT_SUPPORTED', `the local engine cannot ${what}; Athena can`, position);
}

/** Trino's error names, which Athena's `StateChangeReason` starts with. */
export type TrinoErrorName =
  | 'SYNTAX_ERROR'
  | 'TABLE_NOT_FOUND'
  | 'SCHEMA_NOT_FOUND'
  | 'COLUMN_NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'FUNCTION_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_IN_DISTINCT'
  | 'INVALID_LITERAL'
  | 'INVALID_FUNCTION_ARGUMENT'
  | 'NUMERIC_VALUE_OUT_OF_RANGE'
  | 'INVALID_CAST_ARGUMENT'
  | 'NOT_SUPPORTED'
  | 'GENERIC_USER_ERROR';

/** A position in the statement; both numbers start at 1, as in Trino. */
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
 * The error for everything whose result here could differ from Athena's. `what` completes "the local engine cannot …".
 */
export function refusal(what: string, position?: Position): StatementError {
  return new StatementError('NOT_SUPPORTED', `the local engine cannot ${what}; Athena can`, position);
}

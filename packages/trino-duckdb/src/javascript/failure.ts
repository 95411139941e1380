/** Fails a statement from within DuckDB with Trino's error; the marks let it be told from DuckDB's own. */
export class TrinoFailure extends Error {
  constructor(errorName: string, message: string) {
    super(`«${errorName}: ${message}»`);
  }
}

export const invalidArgument = (message: string): TrinoFailure =>
  new TrinoFailure('INVALID_FUNCTION_ARGUMENT', message);

/** What this engine cannot compute although Athena can; completes "the local engine cannot …". */
export const cannot = (what: string): TrinoFailure =>
  new TrinoFailure('NOT_SUPPORTED', `the local engine cannot ${what}; Athena can`);

export const isRefusal = (error: unknown): boolean =>
  error instanceof TrinoFailure && error.message.startsWith('«NOT_SUPPORTED');

/** The error as the text that tells of it; what is no error of Trino's is a limit of this engine. */
export function failureText(error: unknown): string {
  return error instanceof TrinoFailure ? error.message : cannot('compute this').message;
}

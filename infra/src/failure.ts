/**
 * A failure with the sentence a person needs and, where one exists, the command that fixes it. Commands end with its
 * exit code: 1 something failed, 2 the command line is wrong, 3 the user said no.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    message: string,
    readonly options: { readonly fix?: string; readonly exitCode?: 1 | 2 | 3; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
  }
}

/** The AWS error name of whatever was thrown, or an empty string. */
export function errorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}

/** The message of whatever was thrown. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether AWS refused for want of permission: each service names that in its own way. */
export function isAccessDenied(thrown: unknown): boolean {
  return /AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden/i.test(errorName(thrown));
}

/** The HTTP status AWS answered with; HEAD requests have no body to name an error in. */
export function httpStatus(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && '$metadata' in thrown)) return undefined;
  const { $metadata } = thrown;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}

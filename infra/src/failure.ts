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

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

/** Whatever was thrown as a failure, with the fix for what AWS says in every service. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const text = `${errorName(thrown)}: ${errorMessage(thrown)}`;
  const fix = KNOWN.find(([pattern]) => pattern.test(text))?.[1];
  return new Failure(text, fix === undefined ? { cause: thrown } : { fix, cause: thrown });
}

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /Expired|CredentialsProviderError|InvalidClientToken|UnrecognizedClient/,
    'aws sso login, or give --profile.',
  ],
  [/AccessDenied|not authorized/i, 'docs/permissions.md lists the permissions that each command needs.'],
  [
    /Throttling|Rate exceeded|TooManyRequests/,
    'AWS is asked too often just now: run the same command again in a minute.',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'Is the region spelled right, and is there a way to AWS from here?'],
  [/Region (is missing|not accepted)/, 'Give --region, or set AWS_REGION.'],
];

/** The HTTP status AWS answered with; HEAD requests have no body to name an error in. */
export function httpStatus(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && '$metadata' in thrown)) return undefined;
  const { $metadata } = thrown;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}

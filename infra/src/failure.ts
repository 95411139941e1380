/**
 * A failure whose message is shown to the user, with the command that fixes it where there is one. Commands end with
 * its exit code: 1 failed, 2 bad command line, 3 declined.
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

/** Whether AWS denied permission. Each service has its own name for that error. */
export function isAccessDenied(thrown: unknown): boolean {
  return /AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden/i.test(errorName(thrown));
}

/** Whatever was thrown as a failure, with the fix for errors that every AWS service has. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const name = errorName(thrown);
  // The name of an AWS error says which it is; `Error` says nothing.
  const text = name === '' || name === 'Error' ? errorMessage(thrown) : `${name}: ${errorMessage(thrown)}`;
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
    'AWS throttled the request: run the same command again in a minute.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    'Check the spelling of the region and the network connection to AWS. For the emulator, set AWS_ENDPOINT_URL and the other variables that it prints.',
  ],
  [/Region (is missing|not accepted)/, 'Give --region, or set AWS_REGION.'],
];

/** The HTTP status of the response. A HEAD response has no body that names the error. */
export function httpStatus(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error && '$metadata' in thrown)) return undefined;
  const { $metadata } = thrown;
  if (typeof $metadata !== 'object' || $metadata === null || !('httpStatusCode' in $metadata))
    return undefined;
  return typeof $metadata.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}

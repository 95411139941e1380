/** Exception names by which Athena, Bedrock and SSM report throttling. */
const THROTTLING = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ThrottledException',
  'SlowDown',
]);

/** The name of an AWS exception, or of any error. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Whether an AWS service refused for too many requests, after the SDK's own retries. */
export function isThrottling(error: unknown): boolean {
  return THROTTLING.has(nameOf(error));
}

/** Node's error codes for a connection that could not be made or broke. */
const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

/** Whether a service could not be reached at all, after the SDK's own retries. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNREACHABLE.has(String(error.code));
}

/** Exception names for credentials that the service, or the SDK itself, does not accept. */
const CREDENTIALS = new Set([
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'CredentialsProviderError',
]);

/** Whether the credentials of the function were missing or refused, as opposed to what its role allows. */
export function isAboutCredentials(error: unknown): boolean {
  return CREDENTIALS.has(nameOf(error));
}

/** Whether an AWS service made this error, as opposed to our own code. */
export function isOfService(error: unknown): error is Error {
  return error instanceof Error && ('$fault' in error || '$metadata' in error);
}

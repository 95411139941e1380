/** Exception names by which Athena, Bedrock and SSM say that they are asked too often. */
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

/**
 * Attempts of the AWS SDK for one request: it retries throttling and temporary failures with its own back-off and
 * jitter, always with the same body and so with the same idempotency token.
 */
const MAX_ATTEMPTS = 5;

/** Options that all our AWS clients share. Region, credentials and endpoints come from the SDK's own variables. */
export const CLIENT_OPTIONS = { maxAttempts: MAX_ATTEMPTS, retryMode: 'standard' } as const;

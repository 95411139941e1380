const ONE_HOUR_MS = 60 * 60 * 1_000;

/** For what changes with a deployment only: the API is throttled, so clients must not ask for it again. */
export const UNCHANGING = { ttlMs: ONE_HOUR_MS, cacheScope: 'private' } as const;

/** For what is read from the case table: a client must not show a case that its user may no longer see. */
export const ASK_AGAIN = { ttlMs: 0, cacheScope: 'private' } as const;

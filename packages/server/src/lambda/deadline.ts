/** API Gateway gives up on a buffered integration after 29 s, counted from when the request reached it. */
const BUFFERED_LIMIT_MS = 29_000;

/** In a buffered deployment the whole answer must be at the gateway before its limit. */
const BUFFERED_MARGIN_MS = 2_000;

/** Clocks differ and starts take time; more than this between the two is neither. */
const LONGEST_WAY_IN_MS = 15_000;

/** Time kept for the answer to get out: a share of what the function has left, within bounds. */
const MARGIN = { share: 0.05, leastMs: 1_000, mostMs: 15_000 } as const;

/**
 * When work must be over, in ms of `Date.now()`: the function's remaining time less a margin, and in a buffered
 * deployment API Gateway's 29 s less a margin, whichever comes first.
 * @param receivedAt when API Gateway received the request (`requestTimeEpoch`, ms), where it says so.
 */
export function deadlineOf(
  mode: 'stream' | 'buffered',
  receivedAt: number | undefined,
  remainingMs: number,
  now = Date.now(),
): number {
  const margin = Math.min(MARGIN.mostMs, Math.max(MARGIN.leastMs, remainingMs * MARGIN.share));
  const byFunction = now + Math.max(0, remainingMs - margin);
  if (mode === 'stream') return byFunction;
  const wayIn = Math.min(LONGEST_WAY_IN_MS, Math.max(0, now - (receivedAt ?? now)));
  return Math.min(byFunction, now - wayIn + BUFFERED_LIMIT_MS - BUFFERED_MARGIN_MS);
}

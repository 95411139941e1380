/**
 * When to poll a running query: soon at first, since most take under a second, then at a share of the time already
 * waited. With these numbers the end of a query is noticed within 100 ms or 10 % of its duration at the median, and a
 * query of one minute takes under 30 looks (each counts against Athena's account-wide quota of GetQueryExecution).
 */
const FIRST_LOOK_MS = 50;
const SHORTEST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
const SHARE_OF_TIME_WAITED = 0.22;

/** Milliseconds until the next look, after `waitedMs` since the query was started. */
export function nextLookAfter(waitedMs: number): number {
  if (waitedMs < FIRST_LOOK_MS) return FIRST_LOOK_MS - waitedMs;
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitedMs * SHARE_OF_TIME_WAITED));
}

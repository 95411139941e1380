import { setTimeout } from 'node:timers/promises';
import { CaseInsightsError } from '@case-insights/core/errors';

/** Waits so many ms, or throws when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const pause: Pause = async (ms, signal) => {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
};

/** Quotas are counted by the minute, so waits that double from a few seconds on reach into the next one. */
const FIRST_WAIT_MS = 3_000;
const THROTTLED_ATTEMPTS = 5;

/**
 * Repeats a model call that is throttled, waiting as long as the error says, else 3, 6, 12 and 24 seconds with jitter,
 * and repeats once whatever else failed. Throws the last error; at once when the signal has aborted.
 */
export async function withPatience<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  wait: Pause = pause,
): Promise<T> {
  let failures = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CaseInsightsError && error.code === 'throttled')) {
        failures++;
        if (failures > 1) throw error;
        continue;
      }
      if (attempt + 1 >= THROTTLED_ATTEMPTS) throw error;
      const backOff = FIRST_WAIT_MS * 2 ** attempt * (0.5 + Math.random() / 2);
      await wait(Math.max((error.retryAfterSeconds ?? 0) * 1000, backOff), signal);
    }
  }
}

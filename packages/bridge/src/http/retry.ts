import type { BridgeFailure } from '../failure.ts';
import type { AbortSignalLike } from './light-abort.ts';

/**
 * Which failures of a message permit sending it again. `safe`: it changes nothing, so all that may pass. `costly`:
 * a repeated analysis costs money, so only those after which it certainly did not run.
 */
export type RetryRule = 'safe' | 'costly';

const RETRIABLE = new Set([
  'connection_failed',
  'unknown_host',
  'timeout',
  'proxy',
  'throttled',
  'server_error',
  'stream_cut',
]);

/** Whether `failure` is one that may pass, and `rule` permits a repetition after it. */
export function mayRepeat(failure: BridgeFailure, rule: RetryRule): boolean {
  if (!RETRIABLE.has(failure.reason) || failure.standing === 'final') return false;
  return rule === 'safe' || failure.standing === 'not_run';
}

const FIRST_STEP_MS = 250;
/** A server that is full has room when a call ends, and calls take seconds. */
const FIRST_THROTTLED_STEP_MS = 1000;
const LONGEST_STEP_MS = 20_000;
/** No server may ask for a longer wait, in ms: nobody waits longer, and a timer set beyond 2^31 fires at once. */
const LONGEST_RETRY_AFTER_MS = 300_000;
/** What a Node timer can hold, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long to wait before repetition number `attempt` (from 0), in ms: a random part of an exponentially growing step
 * ("full jitter"), never less than the server asked for.
 */
export function backoffMs(attempt: number, retryAfterMs = 0, random: () => number = Math.random): number {
  const step = Math.min(LONGEST_STEP_MS, FIRST_STEP_MS * 2 ** attempt);
  return Math.max(retryAfterMs, random() * step);
}

/**
 * How long to wait before a request goes again that a server refused because it is full (429), in ms: as `backoffMs`, in
 * steps of the length of calls, and at least half a step, for a shorter wait finds the server as full as before.
 */
export function throttledMs(attempt: number, retryAfterMs = 0, random: () => number = Math.random): number {
  const step = Math.min(LONGEST_STEP_MS, FIRST_THROTTLED_STEP_MS * 2 ** attempt);
  return Math.max(retryAfterMs, ((1 + random()) * step) / 2);
}

/** What a `Retry-After` header asks for, in ms, 5 minutes at most: seconds or a date; undefined when absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Math.min(LONGEST_RETRY_AFTER_MS, Number(header) * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, date - now));
}

/** Settles after `ms`, or rejects with the signal's reason when it aborts first. */
export function pause(ms: number, signal: AbortSignalLike | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

import type { AbortSignalLike } from './light-abort.ts';

/** How long to wait before one more call is tried than the server took last time, at first and at most, in ms. */
const FIRST_PROBE_MS = 1000;
const LONGEST_PROBE_MS = 20_000;
/** After so long without a refusal any number of calls may go again, in ms. */
const FORGET_MS = 30_000;

/**
 * Keeps calls back once the server has said that it runs as many as it can (429), so that a burst is answered call by call
 * instead of being refused over and over. What was under way at a refusal is what the server takes. The next call goes
 * when one of them ends, and from time to time one more, since others may have left the server or come to it.
 */
export class CallQueue {
  readonly #waiting: (() => void)[] = [];
  readonly #random: () => number;
  #running = 0;
  #limit = Number.POSITIVE_INFINITY;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #refusedSinceProbe = false;
  #probeMs = FIRST_PROBE_MS;
  #probe: NodeJS.Timeout | undefined;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /**
   * Settles when a call may go; undefined when it may at once. Rejects with the signal's reason when it aborts first. A
   * call that was refused goes before those that have not been tried. Whoever was let in calls `leave` or `refused`.
   */
  enter(signal: AbortSignalLike | undefined, wasRefused: boolean): Promise<void> | undefined {
    if (this.#waiting.length === 0 && performance.now() - this.#refusedAt > FORGET_MS) {
      this.#limit = Number.POSITIVE_INFINITY;
    }
    if (this.#waiting.length === 0 && !wasRefused && this.#running < this.#limit) {
      this.#running++;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const index = this.#waiting.indexOf(go);
        if (index !== -1) this.#waiting.splice(index, 1);
        if (this.#waiting.length === 0) this.#stopProbing();
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', onAbort);
        this.#running++;
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (wasRefused) this.#waiting.unshift(go);
      else this.#waiting.push(go);
      this.#scheduleProbe();
    });
  }

  /** A call has ended, whatever its answer was: the server has room for the next. */
  leave(): void {
    this.#running--;
    while (this.#running < this.#limit && this.#admit());
  }

  /** A call was refused with 429. */
  refused(): void {
    this.#running--;
    this.#limit = Math.max(1, Math.min(this.#limit, this.#running));
    this.#refusedAt = performance.now();
    this.#refusedSinceProbe = true;
  }

  #admit(): boolean {
    const go = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#stopProbing();
    go?.();
    return go !== undefined;
  }

  #scheduleProbe(): void {
    this.#probe ??= setTimeout(() => this.#onProbe(), this.#probeMs * (0.5 + this.#random() / 2));
  }

  #onProbe(): void {
    this.#probe = undefined;
    this.#probeMs = this.#refusedSinceProbe ? Math.min(LONGEST_PROBE_MS, this.#probeMs * 2) : FIRST_PROBE_MS;
    this.#refusedSinceProbe = false;
    this.#limit = Math.max(this.#limit, this.#running + 1);
    this.#admit();
    if (this.#waiting.length > 0) this.#scheduleProbe();
  }

  #stopProbing(): void {
    clearTimeout(this.#probe);
    this.#probe = undefined;
  }
}

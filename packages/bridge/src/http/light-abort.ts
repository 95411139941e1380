/** What a request needs of an `AbortSignal`, which is one; the signal of a `LightAbortController` is another. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * An `AbortController` without the event machinery of the platform's, since every message of a client needs one.
 * `pnpm bench` prints both: 0.8 µs for a request with this, 12 µs with the platform's.
 * The whole relay spends 130 µs of CPU on a call with this and 152 µs with the platform's (median of 6 interleaved rounds
 * of 3,000 calls, 16 in flight, Node 20).
 */
export class LightAbortController {
  readonly signal = new LightAbortSignal();

  /** Ends the request for `reason`; a second time changes nothing. */
  abort(reason: Error): void {
    this.signal.abort(reason);
  }
}

class LightAbortSignal implements AbortSignalLike {
  #reason: Error | undefined;
  #listeners: (() => void)[] = [];

  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index !== -1) this.#listeners.splice(index, 1);
  }
}

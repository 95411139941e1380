import pLimit, { type LimitFunction } from 'p-limit';
import { CallCancelled } from './call-errors.ts';

/** Tool calls that one request may hold; a batch of JSON-RPC messages is one request. */
export const MAX_CALLS = 10;

/** Analyses among them: each may take dozens of model calls, all that one request is allowed. */
export const MAX_ANALYSES = 1;

/**
 * Calls of one request that run at once. With two queries a call and one analysis a request, this bounds what a request
 * asks of Athena (8 queries) and of the model (`ANALYSIS_CONCURRENCY` calls) at any moment.
 */
const CALLS_AT_ONCE = 4;

/** What the calls of one request share: their places, and the news that the client has left. */
export class RequestWork {
  readonly #places: LimitFunction = pLimit(CALLS_AT_ONCE);
  readonly #left = new AbortController();
  readonly #behind = new Set<Promise<unknown>>();
  readonly #afterAnswer: (() => Promise<unknown>)[] = [];

  /** Aborts when the client is known to have left. API Gateway does not tell, so that this is seldom known. */
  get signal(): AbortSignal {
    return this.#left.signal;
  }

  /** Runs a call as soon as one of the request's places is free, unless the signal has aborted by then. */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return await this.#places(async () => {
      signal.throwIfAborted();
      return await call();
    });
  }

  /** Stops every call of the request: nobody is there to read the answer. */
  clientLeft(): void {
    this.#left.abort(new CallCancelled());
  }

  /** Takes work that goes on behind the answer. It must not fail. */
  behind(work: Promise<unknown>): void {
    this.#behind.add(work);
    void work.finally(() => this.#behind.delete(work));
  }

  /** Takes work that begins once the answer is sent. It must not fail. */
  afterAnswer(work: () => Promise<unknown>): void {
    this.#afterAnswer.push(work);
  }

  /** Begins what was to wait for the answer; never called where the answer ends the invocation. */
  answered(): void {
    for (const work of this.#afterAnswer.splice(0)) this.behind(work());
  }

  /** Resolves when nothing goes on behind the answer any more: only then may the invocation end. */
  async settled(): Promise<void> {
    while (this.#behind.size > 0) await Promise.all(this.#behind);
  }
}

import type { RequestId } from '../json-rpc.ts';

/** A request of the client that has not been answered. */
export interface PendingRequest {
  readonly id: RequestId;
  readonly method: string;
  /** Names this call towards the server, unlike `id`, which other clients use too. */
  readonly callId: string;
  /** The 2026-era revision in the request's envelope; undefined for a 2025-era request. */
  readonly revision: string | undefined;
  /** The listed profile that signs it; undefined for the default. */
  readonly profile: string | undefined;
  /** The name of the tool, for `tools/call`. */
  readonly tool: string | undefined;
  /** Whether anything of it may have reached the server. */
  sent: boolean;
  /** Answered, or cancelled by the client: nothing more may be written for it. */
  settled: boolean;
  /** Ends its HTTP request; does nothing for one that shares its HTTP request with others of a batch. */
  end: (reason: Error) => void;
}

/** A subscription stays open for as long as its client does, and is no reason to wait for it. */
export function isSubscription(request: PendingRequest): boolean {
  return request.method === 'subscriptions/listen';
}

/** The client's unanswered requests: each gets one answer, and the process stays until all are out. */
export class PendingRequests {
  readonly #byId = new Map<RequestId, PendingRequest>();
  readonly #open = new Set<PendingRequest>();
  #onIdle: (() => void) | undefined;

  add(request: PendingRequest): void {
    this.#byId.set(request.id, request);
    this.#open.add(request);
  }

  /** The unanswered request with that id. */
  get(id: RequestId): PendingRequest | undefined {
    return this.#byId.get(id);
  }

  /** All unanswered requests. */
  all(): PendingRequest[] {
    return [...this.#open];
  }

  /** Marks `request` as done; false when it was already, so that nobody answers twice. */
  settle(request: PendingRequest): boolean {
    if (request.settled) return false;
    request.settled = true;
    this.#open.delete(request);
    if (this.#byId.get(request.id) === request) this.#byId.delete(request.id);
    if (this.#isIdle()) this.#onIdle?.();
    return true;
  }

  /** Settles when no request is open any more but subscriptions. */
  whenIdle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #isIdle(): boolean {
    for (const request of this.#open) if (!isSubscription(request)) return false;
    return true;
  }
}

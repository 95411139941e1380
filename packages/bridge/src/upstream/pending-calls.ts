import { randomUUID } from 'node:crypto';
import { CALL_KEY, PROFILE_KEY } from '@case-insights/core/names';
import { type JsonObject, metaOf, type RequestId, type RpcMessage, type RpcRequest } from '../json-rpc.ts';
import { revisionOf } from './headers.ts';
import { textWithMeta } from './message-meta.ts';

/** A client's request that has not been answered. */
export interface PendingCall {
  readonly id: RequestId;
  readonly method: string;
  /** Names this call towards the server, unlike `id`, which other clients use too. */
  readonly callId: string;
  /** The 2026-era revision in the request's envelope; undefined for a 2025-era request. */
  readonly revision: string | undefined;
  /** The session the client named with it, where one listener serves several clients. */
  readonly sessionId: string | undefined;
  /** The listed profile that signs it; undefined for the default. */
  readonly profile: string | undefined;
  /** The name of the tool, for `tools/call`. */
  readonly tool: string | undefined;
  /** Whether anything of it may have reached the server. */
  sent: boolean;
  /** Answered, or cancelled by the client: nothing more may be written for it. */
  settled: boolean;
  /** For a call that the server had no room for: since when, by `performance.now()`, and whether it waits still. */
  throttled: { readonly since: number; readonly waits: boolean } | undefined;
  /** Ends its HTTP request; does nothing for one that shares its HTTP request with others of a batch. */
  end: (reason: Error) => void;
}

/** The record of a request, with a call id of its own. */
export function pendingCall(request: RpcRequest, sessionId?: string): PendingCall {
  const profile = metaOf(request.params)[PROFILE_KEY];
  const tool = request.method === 'tools/call' ? request.params?.name : undefined;
  return {
    id: request.id,
    method: request.method,
    callId: randomUUID(),
    revision: revisionOf(request),
    sessionId,
    profile: typeof profile === 'string' ? profile : undefined,
    tool: typeof tool === 'string' ? tool : undefined,
    sent: false,
    settled: false,
    throttled: undefined,
    end: () => undefined,
  };
}

/** A subscription stays open for as long as its client does, and is no reason to wait for it. */
export function isSubscription(call: PendingCall): boolean {
  return call.method === 'subscriptions/listen';
}

/** The unanswered requests: each gets one answer, may be cancelled, and keeps the process until it is answered. */
export class PendingCalls {
  readonly #open = new Set<PendingCall>();
  #onIdle: (() => void) | undefined;

  get size(): number {
    return this.#open.size;
  }

  /** Registers the requests among `messages`, in their order. */
  begin(messages: readonly RpcMessage[], sessionId?: string): PendingCall[] {
    const calls: PendingCall[] = [];
    for (const message of messages)
      if (message.kind === 'request') calls.push(pendingCall(message, sessionId));
    for (const call of calls) this.#open.add(call);
    return calls;
  }

  /** The unanswered requests with that id and session, the newest last. */
  matching(id: unknown, sessionId?: string): PendingCall[] {
    return [...this.#open].filter((call) => call.id === id && call.sessionId === sessionId);
  }

  all(): PendingCall[] {
    return [...this.#open];
  }

  /** Marks `call` as done; false when it was already, so that no call is answered twice. */
  settle(call: PendingCall): boolean {
    if (call.settled) return false;
    call.settled = true;
    this.#open.delete(call);
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

  /**
   * The text to send for what a client wrote: each request with `metadata` and the id of its call, and each cancellation
   * with that of the call it means. Where several clients have a request of that id under way, none is named, so that
   * one client cannot end another's call. `calls` are those that `begin` made of the messages.
   */
  text(
    text: string,
    batch: boolean,
    messages: readonly RpcMessage[],
    calls: readonly PendingCall[],
    metadata: JsonObject,
    sessionId?: string,
  ): string {
    let next = 0;
    return textWithMeta(text, batch, messages, (message) => {
      if (message.kind === 'request') return { ...metadata, [CALL_KEY]: calls[next++]?.callId };
      if (message.kind !== 'notification' || message.method !== 'notifications/cancelled') return {};
      const [meant, ...others] = this.matching(message.params?.requestId, sessionId);
      return meant === undefined || others.length > 0 ? {} : { [CALL_KEY]: meant.callId };
    });
  }

  #isIdle(): boolean {
    for (const call of this.#open) if (!isSubscription(call)) return false;
    return true;
  }
}

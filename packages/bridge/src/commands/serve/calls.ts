import { randomUUID } from 'node:crypto';
import { CALL_KEY, PROFILE_KEY } from '@case-insights/core/names';
import { type JsonObject, metaOf, type RequestId, type RpcMessage } from '../../json-rpc.ts';
import { revisionOf } from '../../relay/headers.ts';
import { outgoingText } from '../../relay/outgoing.ts';

/** A request of a client that is on its way. */
export interface Call {
  readonly requestId: RequestId;
  readonly method: string;
  /** Names it towards the server: the ids of clients that share this listener collide. */
  readonly callId: string;
  /** The 2026-era revision in its envelope; undefined for a 2025-era request. */
  readonly revision: string | undefined;
  /** The session it belongs to, where the server keeps some. */
  readonly sessionId: string | undefined;
  readonly profile: string | undefined;
}

/** The requests that are on their way, to be cancelled by name. */
export class Calls {
  readonly #open = new Set<Call>();

  get size(): number {
    return this.#open.size;
  }

  /** Registers the requests among `messages`. */
  begin(messages: readonly RpcMessage[], sessionId: string | undefined): Call[] {
    const calls = messages.flatMap((message) => {
      if (message.kind !== 'request') return [];
      const profile = metaOf(message.params)[PROFILE_KEY];
      return {
        requestId: message.id,
        method: message.method,
        callId: randomUUID(),
        revision: revisionOf(message),
        sessionId,
        profile: typeof profile === 'string' ? profile : undefined,
      };
    });
    for (const call of calls) this.#open.add(call);
    return calls;
  }

  end(calls: readonly Call[]): void {
    for (const call of calls) this.#open.delete(call);
  }

  /**
   * The text to send: each request with its call id, and each cancellation with that of the call it means. Where
   * several clients have a request of that id under way, none is named, so that nobody's call is ended by another.
   */
  text(
    text: string,
    batch: boolean,
    messages: readonly RpcMessage[],
    calls: readonly Call[],
    metadata: JsonObject,
    sessionId: string | undefined,
  ): string {
    const byId = new Map(calls.map((call) => [call.requestId, call.callId]));
    return outgoingText(text, batch, messages, (message) => {
      const callId =
        message.kind === 'request'
          ? byId.get(message.id)
          : message.kind === 'notification' && message.method === 'notifications/cancelled'
            ? this.#meant(message.params?.requestId, sessionId)
            : undefined;
      return { ...metadata, ...(callId === undefined ? {} : { [CALL_KEY]: callId }) };
    });
  }

  #meant(requestId: unknown, sessionId: string | undefined): string | undefined {
    const candidates = [...this.#open].filter(
      (call) => call.requestId === requestId && call.sessionId === sessionId,
    );
    return candidates.length === 1 ? candidates[0]?.callId : undefined;
  }
}

import { CALL_KEY } from '@case-insights/core/names';
import { BridgeFailure } from '../failure.ts';
import type { JsonObject, RpcNotification } from '../json-rpc.ts';
import { PROTOCOL_VERSION_KEY } from './headers.ts';
import { outgoingText } from './outgoing.ts';
import type { PendingRequest, PendingRequests } from './pending.ts';
import type { Upstream } from './upstream.ts';

/** How long telling the server may take, in ms. */
const TELL_MS = 30_000;

const CANCELLED = new BridgeFailure('cancelled', 'The client has taken the request back.');

/**
 * Takes requests back. The server is told by the call id, since ids of JSON-RPC collide between clients that share a
 * role, and since a gateway does not tell its function that a client has hung up.
 */
export class Canceller {
  readonly #pending: PendingRequests;
  readonly #upstream: Upstream;

  constructor(pending: PendingRequests, upstream: Upstream) {
    this.#pending = pending;
    this.#upstream = upstream;
  }

  /**
   * The client cancels `request` with `notification`. A 2026-era request ends with its stream, before the server is
   * told; a 2025-era one afterwards, for there a closed stream means nothing.
   */
  async cancel(request: PendingRequest, notification: RpcNotification, text: string): Promise<void> {
    this.#pending.settle(request);
    if (request.revision !== undefined) request.end(CANCELLED);
    const told = outgoingText(text, false, [notification], () => this.#meta(request));
    if (request.sent) await this.#tell(notification, told);
    request.end(CANCELLED);
  }

  /** The bridge itself gives `request` up, saying why. */
  async giveUp(request: PendingRequest, reason: string): Promise<void> {
    this.#pending.settle(request);
    request.end(CANCELLED);
    if (!request.sent) return;
    const params = { requestId: request.id, reason, _meta: this.#meta(request) };
    const notification: RpcNotification = { kind: 'notification', method: 'notifications/cancelled', params };
    await this.#tell(notification, JSON.stringify({ jsonrpc: '2.0', method: notification.method, params }));
  }

  #meta(request: PendingRequest): JsonObject {
    return {
      [CALL_KEY]: request.callId,
      ...(request.revision === undefined ? {} : { [PROTOCOL_VERSION_KEY]: request.revision }),
    };
  }

  /** Goes out at once, past everything that waits. */
  #tell(notification: RpcNotification, text: string): Promise<void> {
    const signal = AbortSignal.timeout(TELL_MS);
    return this.#upstream.post({ body: text, messages: [notification], requests: [], signal });
  }
}

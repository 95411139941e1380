import { BridgeFailure } from '../failure.ts';
import type { RpcNotification } from '../json-rpc.ts';
import { cancelMeta, cancelText } from '../upstream/cancel.ts';
import { textWithMeta } from '../upstream/message-meta.ts';
import type { PendingCall, PendingCalls } from '../upstream/pending-calls.ts';
import type { Upstream } from '../upstream/upstream.ts';

const CANCELLED = new BridgeFailure('cancelled', 'The client has cancelled the request.');

/** Takes requests back: for the client, by its own notification, or because the bridge gives them up. */
export class Canceller {
  readonly #pending: PendingCalls;
  readonly #upstream: Upstream;

  constructor(pending: PendingCalls, upstream: Upstream) {
    this.#pending = pending;
    this.#upstream = upstream;
  }

  /**
   * The client cancels `call` with `notification`. A 2026-era request ends with its stream, before the server is
   * told; a 2025-era one afterwards, for there a closed stream means nothing.
   */
  async cancel(call: PendingCall, notification: RpcNotification, text: string): Promise<void> {
    this.#pending.settle(call);
    if (call.revision !== undefined) call.end(CANCELLED);
    const told = textWithMeta(text, false, [notification], () => cancelMeta(call));
    await this.#upstream.tellCancelled(call, told);
    call.end(CANCELLED);
  }

  /** The bridge itself gives `call` up, saying why. */
  async giveUp(call: PendingCall, reason: string): Promise<void> {
    this.#pending.settle(call);
    call.end(CANCELLED);
    await this.#upstream.tellCancelled(call, cancelText(call, reason));
  }
}

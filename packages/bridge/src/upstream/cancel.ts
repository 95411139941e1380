import { CALL_KEY } from '@case-insights/core/names';
import type { JsonObject } from '../json-rpc.ts';
import { PROTOCOL_VERSION_KEY } from './headers.ts';
import type { PendingCall } from './pending-calls.ts';

export const CANCELLED = 'notifications/cancelled';

/** What the `_meta` of a cancellation says: which call is meant, and in which era. */
export function cancelMeta({ callId, revision }: PendingCall): JsonObject {
  return { [CALL_KEY]: callId, ...(revision === undefined ? {} : { [PROTOCOL_VERSION_KEY]: revision }) };
}

/** The notification by which the bridge itself cancels `call`, as text. */
export function cancelText(call: PendingCall, reason = 'The caller no longer waits for it.'): string {
  const params = { requestId: call.id, reason, _meta: cancelMeta(call) };
  return JSON.stringify({ jsonrpc: '2.0', method: CANCELLED, params });
}

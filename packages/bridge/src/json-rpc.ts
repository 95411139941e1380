import { isObject, type JsonObject } from '@case-insights/core/json-text';
import type { BridgeFailure } from './failure.ts';

/** The parts of JSON-RPC 2.0 that a relay has to understand. Everything else passes as it came. */

export { isObject, type JsonObject };
export type RequestId = string | number;

export interface RpcRequest {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject | undefined;
}
export interface RpcNotification {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonObject | undefined;
}
export interface RpcResponse {
  readonly kind: 'response';
  /** Null only in an error whose request could not be read. */
  readonly id: RequestId | null;
  readonly result: unknown;
  readonly error: JsonObject | undefined;
}
export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

/** JSON-RPC 2.0, section 5.1. */
export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
/**
 * The code of every failure the bridge reports for itself: inside the range that JSON-RPC leaves to
 * implementations and that MCP does not claim (-32000 … -32019), and not one of the numbers SDKs use for
 * time-outs and closed connections.
 */
export const BRIDGE_FAILURE = -32010;
/** MCP 2026-07-28: headers and body disagree, or a header is missing. The request was not run. */
export const HEADER_MISMATCH = -32020;

/** What `value` is in JSON-RPC, or undefined when it is none of its messages. */
export function classify(value: unknown): RpcMessage | undefined {
  if (!isObject(value) || value.jsonrpc !== '2.0') return undefined;
  const { id, method } = value;
  const params = isObject(value.params) ? value.params : undefined;
  if (typeof method === 'string') {
    if (isRequestId(id)) return { kind: 'request', id, method, params };
    return id === undefined ? { kind: 'notification', method, params } : undefined;
  }
  if (method !== undefined) return undefined;
  if (isObject(value.error)) {
    if (isRequestId(id)) return { kind: 'response', id, result: undefined, error: value.error };
    return id === null || id === undefined
      ? { kind: 'response', id: null, result: undefined, error: value.error }
      : undefined;
  }
  return 'result' in value && isRequestId(id)
    ? { kind: 'response', id, result: value.result, error: undefined }
    : undefined;
}

/** The `_meta` object of a message's params; empty when there is none. */
export function metaOf(params: JsonObject | undefined): JsonObject {
  return isObject(params?._meta) ? params._meta : {};
}

/** A JSON-RPC error answer as one line of text, without the line break. */
export function errorLine(
  id: RequestId | null,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error });
}

/** The error answer to request `id` that tells a failure of the bridge. */
export function failureLine(id: RequestId, failure: BridgeFailure): string {
  return errorLine(id, {
    code: BRIDGE_FAILURE,
    message: failure.message,
    data: {
      reason: failure.reason,
      ...(failure.status === undefined ? {} : { status: failure.status }),
    },
  });
}

function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}

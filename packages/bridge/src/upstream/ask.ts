import { BridgeFailure } from '../failure.ts';
import type { JsonObject, RpcMessage, RpcRequest } from '../json-rpc.ts';
import { type PendingCall, pendingCall } from './pending-calls.ts';
import { type ListedTool, listedTools, listPages } from './tool-list.ts';
import type { Upstream } from './upstream.ts';

/** A JSON-RPC error that the server answered with. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export interface AskSettings {
  readonly signal?: AbortSignal | undefined;
  /** The record of the request, for one that may be cancelled; made when left out. */
  readonly call?: PendingCall;
  /** Messages that come before the answer, such as progress. */
  readonly onMessage?: (message: RpcMessage) => void;
}

/** A request of the bridge's own. Its id is always 1, for each has an HTTP request to itself. */
export function ownRequest(method: string, params: JsonObject): RpcRequest {
  return { kind: 'request', id: 1, method, params };
}

/**
 * Sends one request, signed, and returns its result. No handshake: the server needs none. Throws an `RpcError` for a
 * JSON-RPC error and a `BridgeFailure` for everything else.
 */
export async function ask(
  upstream: Upstream,
  request: RpcRequest,
  settings: AskSettings = {},
): Promise<unknown> {
  const { id, method, params } = request;
  const { signal = new AbortController().signal, call = pendingCall(request), onMessage } = settings;
  const response = await upstream.ask(JSON.stringify({ jsonrpc: '2.0', id, method, params }), request, {
    signal,
    call,
    sink: { message: (_text, message) => onMessage?.(message), drained: () => undefined },
  });
  if (response.error !== undefined) throw rpcError(response.error);
  return response.result;
}

/** All tools of the server. Throws a `BridgeFailure`. */
export async function listTools(upstream: Upstream, signal?: AbortSignal): Promise<ListedTool[]> {
  const tools: ListedTool[] = [];
  const pages = listPages((params) => ask(upstream, ownRequest('tools/list', params), { signal }));
  try {
    for await (const page of pages) tools.push(...listedTools(page));
  } catch (error) {
    throw error instanceof RpcError ? refusedBy(error, 'tools/list') : error;
  }
  return tools;
}

/** A JSON-RPC error that a method without arguments of the caller's was answered with: the fault is the server's. */
export function refusedBy(error: RpcError, method: string): BridgeFailure {
  return new BridgeFailure(
    'refused',
    `The server refused ${method} (${error.code}: ${error.message}); its log says why.`,
    { cause: error },
  );
}

function rpcError({ code, message, data }: JsonObject): RpcError {
  return new RpcError(
    typeof code === 'number' ? code : 0,
    typeof message === 'string' ? message : 'no message',
    data,
  );
}

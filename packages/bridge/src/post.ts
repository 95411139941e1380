import type { Connection } from './connection.ts';
import { BridgeFailure } from './failure.ts';
import type { RetryRule } from './http/retry.ts';
import { isObject, type JsonObject, type RpcMessage, type RpcResponse } from './json-rpc.ts';
import { readAnswer } from './relay/answer-reader.ts';
import { POST_HEADERS } from './relay/transmitter.ts';
import { OWN_USER_AGENT } from './relay/user-agent.ts';

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

export interface PostOptions {
  readonly signal?: AbortSignal;
  readonly profile?: string;
  /** `costly` (the default) repeats only what certainly did not run; `safe` is for what changes nothing. */
  readonly retry?: RetryRule;
  /** Messages that come before the answer, such as progress. */
  readonly onMessage?: (message: RpcMessage) => void;
}

/**
 * Sends one request, signed, and returns its result. No handshake: the server needs none. Throws an `RpcError` for a
 * JSON-RPC error and a `BridgeFailure` for everything else.
 */
export async function post(
  connection: Connection,
  request: { readonly method: string; readonly params?: JsonObject },
  options: PostOptions = {},
): Promise<unknown> {
  const answer = await connection.client.send({
    method: 'POST',
    headers: { ...POST_HEADERS, 'user-agent': OWN_USER_AGENT },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...request }),
    profile: options.profile,
    retry: options.retry ?? 'costly',
    signal: options.signal,
  });
  if (!answer.ok) throw answer.failure;
  let response: RpcResponse | undefined;
  const end = await readAnswer(answer.response, {
    message: (_text, message) => {
      if (message.kind === 'response') response = message;
      else options.onMessage?.(message);
    },
    drained: () => undefined,
  });
  if (response === undefined) {
    throw (
      end.failure ??
      new BridgeFailure('bad_answer', `The server gave no answer to ${request.method}; try again.`)
    );
  }
  if (response.error !== undefined) throw rpcError(response.error);
  return response.result;
}

function rpcError(error: unknown): RpcError {
  const { code, message, data } = isObject(error) ? error : {};
  return new RpcError(
    typeof code === 'number' ? code : 0,
    typeof message === 'string' ? message : 'no message',
    data,
  );
}

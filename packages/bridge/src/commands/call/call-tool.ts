import { randomUUID } from 'node:crypto';
import { CALL_KEY } from '@case-insights/core/names';
import type { Connection } from '../../connection.ts';
import { BridgeFailure } from '../../failure.ts';
import { isObject, type JsonObject } from '../../json-rpc.ts';
import type { Options } from '../../options/parse.ts';
import { post } from '../../post.ts';
import { POST_HEADERS } from '../../relay/transmitter.ts';
import { OWN_USER_AGENT } from '../../relay/user-agent.ts';

export interface ToolCall {
  readonly name: string;
  readonly args: JsonObject;
  /** Ends the call; the server is told, so that it stops what costs money. */
  readonly signal: AbortSignal;
  /** Hears what the server says of its progress; undefined does not ask for any. */
  readonly onProgress: ((text: string) => void) | undefined;
}

/** How long telling the server of an end may take, in ms: the person waits for it. */
const TELL_MS = 3000;

/**
 * Calls a tool and returns its result, an error of the tool included. Throws an `RpcError` for a JSON-RPC error and a
 * `BridgeFailure` for everything else: `timeout` after `--tool-timeout`, the signal's reason when it aborts.
 */
export async function callTool(
  connection: Connection,
  options: Options,
  call: ToolCall,
): Promise<JsonObject> {
  const callId = randomUUID();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(tooLong(call.name, options)), options.toolTimeoutMs);
  const signal = AbortSignal.any([call.signal, limit.signal]);
  const { onProgress } = call;
  const _meta = {
    ...options.metadata,
    [CALL_KEY]: callId,
    ...(onProgress === undefined ? {} : { progressToken: callId }),
  };
  try {
    const result = await post(
      connection,
      { method: 'tools/call', params: { name: call.name, arguments: call.args, _meta } },
      {
        signal,
        onMessage: (message) => {
          if (message.kind !== 'notification' || message.method !== 'notifications/progress') return;
          onProgress?.(progressText(message.params ?? {}));
        },
      },
    );
    if (isObject(result)) return result;
    throw new BridgeFailure(
      'bad_answer',
      'The server answered the call with something other than a result; try again.',
    );
  } catch (error) {
    if (signal.aborted) await tellCancelled(connection, callId);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Names the call by its random id, for the JSON-RPC ids of callers that share a role collide. */
async function tellCancelled(connection: Connection, callId: string): Promise<void> {
  const params = { requestId: 1, reason: 'The caller has ended it.', _meta: { [CALL_KEY]: callId } };
  try {
    const answer = await connection.client.send({
      method: 'POST',
      headers: { ...POST_HEADERS, 'user-agent': OWN_USER_AGENT },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params }),
      retry: 'costly',
      signal: AbortSignal.timeout(TELL_MS),
    });
    if (answer.ok) answer.response.resume();
  } catch {
    // The call has ended for its caller anyway; the server notices by its own time limit.
  }
}

function progressText({ message, progress, total }: JsonObject): string {
  const done = typeof progress === 'number' && typeof total === 'number' ? ` ${progress}/${total}` : '';
  return `${typeof message === 'string' ? message : 'Working'}${done}`;
}

function tooLong(name: string, options: Options): BridgeFailure {
  return new BridgeFailure(
    'timeout',
    `${name} gave no answer within ${options.toolTimeoutMs / 1000} s and was ended; ask for less, or raise --tool-timeout.`,
  );
}

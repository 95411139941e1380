import { CALL_KEY } from '@case-insights/core/names';
import { BridgeFailure } from '../../failure.ts';
import { isObject, type JsonObject } from '../../json-rpc.ts';
import { ask, ownRequest } from '../../upstream/ask.ts';
import { pendingCall } from '../../upstream/pending-calls.ts';
import { throttled } from '../../upstream/time-limit.ts';
import type { Upstream } from '../../upstream/upstream.ts';

export interface ToolCall {
  readonly name: string;
  readonly args: JsonObject;
  /** Ends the call; the server is told, so that it stops what costs money. */
  readonly signal: AbortSignal;
  /** Hears what the server says of its progress; undefined does not ask for any. */
  readonly onProgress: ((text: string) => void) | undefined;
}

export interface CallSettings {
  /** The longest time for the call, in ms. */
  readonly toolTimeoutMs: number;
  /** Merged into the `_meta` of the request. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Calls a tool and returns its result, an error of the tool included. Throws an `RpcError` for a JSON-RPC error and a
 * `BridgeFailure` for everything else: `timeout` after `--tool-timeout`, the signal's reason when it aborts.
 */
export async function callTool(
  upstream: Upstream,
  settings: CallSettings,
  { name, args, signal: interrupt, onProgress }: ToolCall,
): Promise<JsonObject> {
  const bare = ownRequest('tools/call', { name, arguments: args });
  const call = pendingCall(bare);
  const _meta = {
    ...settings.metadata,
    [CALL_KEY]: call.callId,
    ...(onProgress === undefined ? {} : { progressToken: call.callId }),
  };
  const expired = new AbortController();
  const { toolTimeoutMs } = settings;
  const timer = setTimeout(
    () => expired.abort(throttled([call], toolTimeoutMs) ?? tooLong(name, toolTimeoutMs)),
    toolTimeoutMs,
  );
  const signal = AbortSignal.any([interrupt, expired.signal]);
  try {
    const result = await ask(
      upstream,
      { ...bare, params: { ...bare.params, _meta } },
      {
        signal,
        call,
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
    if (signal.aborted) await upstream.tellCancelled(call);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function progressText({ message, progress, total }: JsonObject): string {
  const done = typeof progress === 'number' && typeof total === 'number' ? ` ${progress}/${total}` : '';
  return `${typeof message === 'string' ? message : 'Working'}${done}`;
}

function tooLong(name: string, limitMs: number): BridgeFailure {
  return new BridgeFailure(
    'timeout',
    `${name} gave no answer within ${limitMs / 1000} s and was cancelled; request less, or raise --tool-timeout.`,
  );
}

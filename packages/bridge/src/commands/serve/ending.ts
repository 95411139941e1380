import type { ServerResponse } from 'node:http';
import { CALL_KEY } from '@case-insights/core/names';
import type { Connection } from '../../connection.ts';
import { BridgeFailure } from '../../failure.ts';
import type { JsonObject } from '../../json-rpc.ts';
import type { Options } from '../../options/parse.ts';
import { PROTOCOL_VERSION_KEY } from '../../relay/headers.ts';
import { POST_HEADERS } from '../../relay/transmitter.ts';
import { OWN_USER_AGENT } from '../../relay/user-agent.ts';
import type { Call } from './calls.ts';

/** How long telling the server of an end may take, in ms. */
const TELL_MS = 10_000;

/** What may end a relayed request before its answer does. */
export interface Ending {
  /** Aborts with the failure to tell. */
  readonly signal: AbortSignal;
  /** Whether it was the client that has gone. */
  readonly abandoned: boolean;
  /** Nothing ends it any more. */
  clear(): void;
}

/** Watches over a relayed request: its time may be up, its client may go, and everything may stop. */
export function endingOf(
  response: ServerResponse,
  calls: readonly Call[],
  options: Options,
  stop: AbortSignal,
): Ending {
  const end = new AbortController();
  let abandoned = false;
  const onClose = () => {
    abandoned = !response.writableFinished;
    if (abandoned) end.abort(new BridgeFailure('cancelled', 'The client has gone.'));
  };
  const onStop = () => end.abort(stop.reason);
  const limitMs = limitOf(calls, options);
  const timer = limitMs === undefined ? undefined : setTimeout(() => end.abort(tooLong(limitMs)), limitMs);
  response.once('close', onClose);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  return {
    signal: end.signal,
    get abandoned() {
      return abandoned;
    },
    clear() {
      clearTimeout(timer);
      response.off('close', onClose);
      stop.removeEventListener('abort', onStop);
    },
  };
}

/**
 * Tells the server which calls nobody waits for any more, so that it stops what costs money. A 2025-era client that
 * hangs up has cancelled nothing (revision 2025-11-25, Streamable HTTP), a 2026-era one has.
 */
export async function tellCancelled(
  calls: readonly Call[],
  { abandoned }: Ending,
  connection: Connection,
): Promise<void> {
  for (const call of calls) {
    if (abandoned && call.revision === undefined) continue;
    try {
      const answer = await connection.client.send({
        method: 'POST',
        headers: { ...POST_HEADERS, 'user-agent': OWN_USER_AGENT, ...eraHeaders(call) },
        body: JSON.stringify({ jsonrpc: '2.0', method: CANCELLED, params: cancelParams(call) }),
        profile: call.profile,
        retry: 'costly',
        signal: AbortSignal.timeout(TELL_MS),
      });
      if (answer.ok) answer.response.resume();
    } catch {
      // Nobody waits for this call, nor for the news of its end; the server's own time limit ends it.
    }
  }
}

const CANCELLED = 'notifications/cancelled';

function eraHeaders({ revision, sessionId }: Call): Record<string, string> {
  if (revision !== undefined) return { 'mcp-protocol-version': revision, 'mcp-method': CANCELLED };
  return sessionId === undefined ? {} : { 'mcp-session-id': sessionId };
}

function cancelParams({ requestId, callId, revision }: Call): JsonObject {
  const envelope = revision === undefined ? {} : { [PROTOCOL_VERSION_KEY]: revision };
  return { requestId, _meta: { [CALL_KEY]: callId, ...envelope } };
}

/** The longest time for an answer, in ms; undefined for a subscription, which stays open as long as its client. */
function limitOf(calls: readonly Call[], options: Options): number | undefined {
  const methods = calls.map(({ method }) => method);
  if (methods.includes('subscriptions/listen')) return undefined;
  return methods.includes('tools/call') ? options.toolTimeoutMs : options.timeoutMs;
}

function tooLong(limitMs: number): BridgeFailure {
  return new BridgeFailure(
    'timeout',
    `The server gave no answer within ${limitMs / 1000} s and the request was ended; ask for less, or raise --tool-timeout.`,
  );
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { asFailure, BridgeFailure } from '../../failure.ts';
import type { Answer } from '../../http/signed-client.ts';
import {
  BRIDGE_FAILURE,
  errorLine,
  INVALID_REQUEST,
  type RequestId,
  type RpcMessage,
} from '../../json-rpc.ts';
import type { Options } from '../../options/parse.ts';
import { readAnswer } from '../../upstream/answer-reader.ts';
import type { Connection } from '../../upstream/connection.ts';
import { POST_HEADERS } from '../../upstream/headers.ts';
import type { PendingCall, PendingCalls } from '../../upstream/pending-calls.ts';
import type { ToolGate } from '../../upstream/tool-gate.ts';
import { OWN_USER_AGENT, userAgentOf } from '../../upstream/user-agent.ts';
import { isEventStream, passBody, passedHeaders, type Restore, sendFailure, sendJson } from './answer.ts';
import { bodyOf, isJsonRpc, MAX_BODY_BYTES, type Messages, readMessages } from './body.ts';
import { watchRequest } from './request-end.ts';

export interface RelayParts {
  readonly connection: Connection;
  readonly options: Options;
  readonly calls: PendingCalls;
  readonly gate: ToolGate;
}

/** Relays one POST of a client, and ends it when `stop` aborts. Settles when it is answered; never rejects. */
export async function relayPost(
  request: IncomingMessage,
  response: ServerResponse,
  parts: RelayParts,
  stop: AbortSignal,
): Promise<void> {
  let text: string | undefined;
  try {
    text = await bodyOf(request);
  } catch {
    // The client disconnected in the middle of its request, so there is no one to answer.
    response.destroy();
    return;
  }
  if (text === undefined) {
    const message = `The message is larger than ${MAX_BODY_BYTES} bytes; send less at once.`;
    sendJson(response, 413, errorLine(null, { code: INVALID_REQUEST, message }));
    return;
  }
  const read = readMessages(text);
  if ('error' in read) sendJson(response, 400, read.error);
  else await relayMessages(request, response, parts, read, stop);
}

async function relayMessages(
  request: IncomingMessage,
  response: ServerResponse,
  { connection, options, calls: open, gate }: RelayParts,
  { text, messages, batch, restore }: Messages,
  stop: AbortSignal,
): Promise<void> {
  const session = request.headers['mcp-session-id'];
  const sessionId = typeof session === 'string' ? session : undefined;
  const calls = open.begin(messages, sessionId);
  const ids = calls.map(({ id }) => id);
  const end = watchRequest(response, messages, calls, options, stop);
  try {
    if (gate.mustCheck) await gate.check(messages, end.signal);
    const answer = await connection.upstream.post({
      body: open.text(text, batch, messages, calls, options.metadata, sessionId),
      messages,
      requests: calls,
      headers: { ...passedOn(request, messages[0]), 'content-type': POST_HEADERS['content-type'] },
      signal: end.signal,
    });
    if (!answer.ok) sendRefusal(answer, response, ids, batch, restore);
    else if (gate.mustCheck && messages.some(isToolList))
      await sendFiltered(answer.response, response, calls, batch, gate, restore);
    else await sendAnswer(answer.response, response, ids, batch, restore);
  } catch (error) {
    if (!response.destroyed) sendFailure(response, ids, batch, asFailure(error), restore);
  } finally {
    end.clear();
    for (const call of calls) open.settle(call);
    if (end.signal.aborted) {
      // A 2025-era client that hangs up has cancelled nothing (revision 2025-11-25, Streamable HTTP), a 2026-era one has.
      const cancelled = calls.filter(({ revision }) => !end.abandoned || revision !== undefined);
      await Promise.all(cancelled.map((call) => connection.upstream.tellCancelled(call)));
    }
  }
}

/** Relays a GET (the server's own stream) or DELETE (the end of a session), which have no body. Never rejects. */
export async function relayBare(
  method: 'GET' | 'DELETE',
  request: IncomingMessage,
  response: ServerResponse,
  { connection }: RelayParts,
  stop: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new BridgeFailure('cancelled', 'The client has gone.')));
  try {
    const answer = await connection.client.send({
      method,
      headers: passedOn(request, undefined),
      retry: 'safe',
      signal: AbortSignal.any([gone.signal, stop]),
    });
    if (!answer.ok) sendRefusal(answer, response, [], false);
    else await sendAnswer(answer.response, response, [], false);
  } catch (error) {
    if (!response.destroyed) sendFailure(response, [], false, asFailure(error));
  }
}

/**
 * A refusal that is a JSON-RPC message passes with its status, and to what asks for nothing any status does. All else is
 * told as a failure; 401 and 403 always, for they are about the signature, which is not the client's affair.
 */
function sendRefusal(
  { status, text, failure }: Answer & { ok: false },
  response: ServerResponse,
  ids: readonly RequestId[],
  batch: boolean,
  restore?: Restore,
): void {
  const aboutSignature = status === 401 || status === 403;
  if (!aboutSignature && isJsonRpc(text)) sendJson(response, status, restore?.(text) ?? text);
  else if (!aboutSignature && ids.length === 0 && status < 429) {
    sendJson(response, status, errorLine(null, { code: BRIDGE_FAILURE, message: failure.message }));
  } else sendFailure(response, ids, batch, failure, restore);
}

async function sendAnswer(
  answer: IncomingMessage,
  response: ServerResponse,
  ids: readonly RequestId[],
  batch: boolean,
  restore?: Restore,
): Promise<void> {
  const type = answer.headers['content-type'] ?? '';
  if (ids.length > 0 && !isEventStream(answer) && !/^application\/json\b/i.test(type)) {
    answer.destroy();
    sendFailure(response, ids, batch, notMcp(type), restore);
    return;
  }
  response.writeHead(answer.statusCode ?? 200, passedHeaders(answer));
  response.flushHeaders();
  await passBody(answer, response, ids, restore);
}

async function sendFiltered(
  answer: IncomingMessage,
  response: ServerResponse,
  calls: readonly PendingCall[],
  batch: boolean,
  gate: ToolGate,
  restore: Restore | undefined,
): Promise<void> {
  const texts: string[] = [];
  const end = await readAnswer(answer, {
    message: (text, message) => {
      if (message.kind !== 'response') return;
      const method = calls.find(({ id }) => id === message.id)?.method ?? '';
      const kept = gate.answer(method, message, text);
      texts.push(restore?.(kept) ?? kept);
    },
    drained: () => undefined,
  });
  if (texts.length === 0) throw end.failure ?? notMcp(answer.headers['content-type'] ?? '');
  sendJson(response, 200, batch ? `[${texts.join(',')}]` : (texts[0] ?? ''));
}

function notMcp(type: string): BridgeFailure {
  return new BridgeFailure(
    'bad_answer',
    `The server answered ${type || 'something without a content type'}; check that --url leads to the MCP server and not to a web page or a proxy.`,
  );
}

function isToolList(message: RpcMessage): boolean {
  return message.kind === 'request' && message.method === 'tools/list';
}

/** The headers of the client's request that belong to MCP; `Authorization` is for this listener alone. */
function passedOn(request: IncomingMessage, message: RpcMessage | undefined): Record<string, string> {
  const client = message === undefined ? undefined : userAgentOf(message);
  const headers: Record<string, string> = { 'user-agent': client ?? OWN_USER_AGENT };
  for (const [name, value] of Object.entries(request.headers)) {
    const passes = name === 'accept' || name === 'last-event-id' || name.startsWith('mcp-');
    if (passes && typeof value === 'string') headers[name] = value;
  }
  return headers;
}

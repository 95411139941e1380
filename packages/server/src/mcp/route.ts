import { CaseInsightsError } from '@case-insights/core/errors';
import { type IdsAsText, idsAsText, isObject, type JsonObject } from '@case-insights/core/json-text';
import { CALL_KEY } from '@case-insights/core/names';
import { createMcpHandler, isJsonContentType, isLegacyRequest } from '@modelcontextprotocol/server';
import { cancelCalls } from '../call/cancel.ts';
import type { RequestContext } from '../call/request-context.ts';
import { isNestedTooDeep, NESTING_SENTENCE, readText } from '../http/body.ts';
import { protocolError } from '../http/errors.ts';
import { answerInTime, KEEP_ALIVE_MS, startedAtOnce } from '../http/slow-answer.ts';
import { originOf } from '../log/log.ts';
import { withoutNulls } from './absent.ts';
import { withIds } from './ids.ts';
import { serveLegacy } from './legacy.ts';
import type { McpServices } from './mcp-services.ts';
import { plainRefusal } from './plain-errors.ts';
import { createMcpServer } from './server.ts';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;
/** The SDK's transports use this code for errors of the HTTP request itself. */
const TRANSPORT_ERROR = -32000;

/**
 * `POST /mcp`: MCP Streamable HTTP without sessions, in both protocol eras, and for plain HTTP clients. The answer is
 * an event stream when the client accepts one and asked for progress or the result takes over a second; otherwise it
 * is one JSON body.
 */
export async function serveMcp(
  services: McpServices,
  context: RequestContext,
  request: Request,
): Promise<Response> {
  const body = await readMessage(request);
  if (body instanceof Response) return body;
  const { message, ids } = body;
  const streams = services.config.RESPONSE_MODE === 'stream';
  const accepted = acceptedFormats(request);
  const asks = asksForAnswer(message);
  const wantsStream = asks && streams && accepted.sse && (!accepted.json || asksForProgress(message));
  if (hasBegun(message)) context.work.afterAnswer(() => services.prepare(context.log));
  try {
    const answer = serveEra(services, context, request, message, wantsStream).then((response) =>
      ids === undefined ? response : withIds(response, ids),
    );
    if (wantsStream) return startedAtOnce(await answer);
    // Notifications get 202 without a body, however long a cancel takes.
    if (!streams || !asks) return await answer;
    const sure = answer.catch((error: unknown) => failed(context, error));
    return await answerInTime(sure, accepted.sse ? 'sse' : 'json');
  } catch (error) {
    return failed(context, error);
  }
}

async function serveEra(
  services: McpServices,
  context: RequestContext,
  request: Request,
  message: unknown,
  wantsStream: boolean,
): Promise<Response> {
  const makeServer = () => createMcpServer(services, context, wantsStream);
  const legacy = await isLegacyRequest(request, message);
  const response = legacy
    ? await serveLegacy(request, message, makeServer, wantsStream ? 'sse' : 'json', services.tools)
    : await plainRefusal(
        await createMcpHandler(makeServer, {
          legacy: 'reject',
          responseMode: wantsStream ? 'sse' : 'auto',
          maxSubscriptions: 0,
          keepAliveMs: KEEP_ALIVE_MS,
        }).fetch(request, { parsedBody: message }),
      );
  // Only an accepted notification cancels. The instance may freeze after answering, so the work is done before.
  if (response.status === 202) await cancelCalls(services, context, cancelledCalls(message));
  return response;
}

interface Body {
  readonly message: unknown;
  /** What puts the ids of the message into the answer; undefined where JavaScript keeps them. */
  readonly ids: IdsAsText | undefined;
}

/** The parsed body, or the response that refuses it. */
async function readMessage(request: Request): Promise<Body | Response> {
  if (!isJsonContentType(request.headers.get('content-type'))) {
    return protocolError(415, TRANSPORT_ERROR, 'The body must be sent with Content-Type: application/json.');
  }
  let text: string;
  try {
    text = await readText(request);
  } catch (error) {
    if (error instanceof CaseInsightsError)
      return protocolError(error.status, TRANSPORT_ERROR, error.message);
    throw error;
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return protocolError(400, PARSE_ERROR, 'The body is not JSON; send one JSON-RPC 2.0 message.');
  }
  if (isNestedTooDeep(message)) return protocolError(400, INVALID_REQUEST, NESTING_SENTENCE);
  if (typeof message !== 'object' || message === null) {
    return protocolError(400, INVALID_REQUEST, 'The body is not a JSON-RPC 2.0 message; send an object.');
  }
  const ids = idsAsText(text, message);
  return { message: withoutNulls(ids === undefined ? message : JSON.parse(ids.text)), ids };
}

function acceptedFormats(request: Request): { readonly json: boolean; readonly sse: boolean } {
  const accept = request.headers.get('accept') ?? '*/*';
  return { json: /application\/(?:json|\*)|\*\/\*/i.test(accept), sse: /text\/event-stream/i.test(accept) };
}

function asksForProgress(message: unknown): boolean {
  return metaOf(message)?.progressToken !== undefined;
}

function asksForAnswer(message: unknown): boolean {
  const messages: readonly unknown[] = Array.isArray(message) ? message : [message];
  return messages.length === 0 || messages.some((one) => !isObject(one) || one.id !== undefined);
}

/**
 * Whether a client has begun, in either era: calls follow once a person has asked something. `initialize` and
 * `server/discover` come before this at once, and what follows an answer at once would wait for another instance to start.
 */
function hasBegun(message: unknown): boolean {
  return isObject(message) && message.method === 'tools/list';
}

/** The call ids that a message, or any of a batch, cancels. */
function cancelledCalls(message: unknown): readonly unknown[] {
  const messages: readonly unknown[] = Array.isArray(message) ? message : [message];
  return messages
    .filter((one) => isObject(one) && one.method === 'notifications/cancelled')
    .map((one) => metaOf(one)?.[CALL_KEY]);
}

function metaOf(message: unknown): JsonObject | undefined {
  if (!isObject(message) || !isObject(message.params) || !isObject(message.params._meta)) return undefined;
  return message.params._meta;
}

function failed(context: RequestContext, error: unknown): Response {
  context.log.error('mcp request failed', { error: 'internal', ...originOf(error) });
  return protocolError(500, INTERNAL_ERROR, 'Internal server error; the log of the server has the details.');
}

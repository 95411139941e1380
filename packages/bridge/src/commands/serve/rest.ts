import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoint } from '../../aws/endpoint.ts';
import { asFailure, type BridgeFailure } from '../../failure.ts';
import { readText } from '../../http/body.ts';
import type { CallQueue } from '../../http/call-queue.ts';
import { isObject, type RpcRequest } from '../../json-rpc.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import { openStage } from '../../upstream/stage.ts';
import { noteThrottled, type Throttleable } from '../../upstream/time-limit.ts';
import type { ToolGate } from '../../upstream/tool-gate.ts';
import { passBody, passedHeaders, sendJson } from './answer.ts';
import { bodyOf, MAX_BODY_BYTES } from './body.ts';
import { watchRequest } from './request-end.ts';

const TOOL_PATH = '/tools/';

/** The routes beside MCP, for tools that cannot sign. */
export interface Rest {
  /** Answers a request for one of them. Never rejects. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    gate: ToolGate,
    stop: AbortSignal,
  ): Promise<void>;
  close(): void;
}

/** Whether a path is one of the server's REST routes. A tool's name holds nothing that would have to be encoded. */
export function isRestPath(path: string): boolean {
  return path === '/' || path === '/tools' || path === '/openapi.json' || /^\/tools\/[\w.-]+$/.test(path);
}

/** The REST routes of the stage that `endpoint` belongs to; calls wait in `queue` while the server is full. */
export async function openRest(
  endpoint: Endpoint,
  options: Options,
  log: Log,
  queue: CallQueue,
): Promise<Rest> {
  const stage = await openStage(endpoint, options, log, queue);
  return {
    async answer(request, response, gate, stop) {
      const { method = '', url = '' } = request;
      const path = url.split('?', 1)[0] ?? '';
      const isCall = path.startsWith(TOOL_PATH) && method === 'POST';
      if (!isCall && method !== 'GET') {
        response.setHeader('allow', path.startsWith(TOOL_PATH) ? 'GET, POST' : 'GET');
        sendJson(response, 405, JSON.stringify({ error: `${method} is not a method of ${path}.` }));
        return;
      }
      const named = path.startsWith(TOOL_PATH) ? [callOf(path.slice(TOOL_PATH.length))] : [];
      const wait: Throttleable = { throttled: undefined };
      const end = watchRequest(response, isCall ? named : [], [wait], options, stop);
      try {
        const body = isCall ? await bodyOf(request) : undefined;
        if (isCall && body === undefined) {
          const error = `The body is larger than ${MAX_BODY_BYTES} bytes; send less at once.`;
          sendJson(response, 413, JSON.stringify({ error, code: 'too_large' }));
          return;
        }
        if (gate.mustCheck) await gate.check(named, end.signal);
        const answer = await stage.client(path).send({
          method: isCall ? 'POST' : 'GET',
          headers: isCall
            ? { accept: acceptOf(request), 'content-type': 'application/json' }
            : { accept: 'application/json' },
          body,
          // A repeated analysis costs money.
          retry: isCall ? 'costly' : 'safe',
          isCall,
          onThrottled: (waits) => noteThrottled(wait, waits),
          signal: end.signal,
        });
        if (answer.ok && gate.mustCheck && named.length === 0) {
          const document: unknown = JSON.parse(await readText(answer.response));
          sendJson(response, 200, JSON.stringify(await readOnlyPart(document, gate, end.signal)));
        } else if (answer.ok) {
          response.writeHead(answer.response.statusCode ?? 200, passedHeaders(answer.response));
          await passBody(answer.response, response, []);
        } else if (isServersOwn(answer.text)) {
          sendJson(response, answer.status, answer.text);
        } else {
          sendRestFailure(response, answer.failure);
        }
      } catch (error) {
        if (!response.destroyed) sendRestFailure(response, asFailure(error));
      } finally {
        end.clear();
      }
    },
    close: () => stage.close(),
  };
}

/** CSV for who asks for it, else JSON. */
function acceptOf({ headers }: IncomingMessage): string {
  return headers.accept?.includes('text/csv') === true ? headers.accept : 'application/json';
}

/** The call that a POST is, in the terms of what limits and checks calls. */
function callOf(name: string): RpcRequest {
  return { kind: 'request', id: 0, method: 'tools/call', params: { name } };
}

/** A list of tools or an OpenAPI document without the tools that do not declare themselves read-only. */
async function readOnlyPart(document: unknown, gate: ToolGate, signal: AbortSignal): Promise<unknown> {
  if (!isObject(document)) return document;
  const { tools, paths } = document;
  const shown = async (name: string) => await gate.isReadOnly(callOf(name), signal);
  if (Array.isArray(tools)) {
    const kept: unknown[] = [];
    for (const tool of tools) if (isObject(tool) && (await shown(String(tool.name)))) kept.push(tool);
    return { ...document, tools: kept };
  }
  if (!isObject(paths)) return document;
  const kept: [string, unknown][] = [];
  for (const [path, operations] of Object.entries(paths)) {
    if (!path.startsWith(TOOL_PATH) || (await shown(path.slice(TOOL_PATH.length)))) {
      kept.push([path, operations]);
    }
  }
  return { ...document, paths: Object.fromEntries(kept) };
}

/** Whether the product's server refused, in its own words; API Gateway has others, about the signature. */
function isServersOwn(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) && typeof body.error === 'string';
  } catch {
    return false;
  }
}

/** A failure in the form of the server's own errors. 502: what failed lies behind this address. */
function sendRestFailure(response: ServerResponse, { message, reason }: BridgeFailure): void {
  sendJson(response, 502, JSON.stringify({ error: message, code: reason }));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listen } from '@case-insights/testing/loopback';

export interface GatewayRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The JSON-RPC message, for a body that is one. */
  readonly message: { id?: unknown; method?: string; params?: Record<string, unknown> };
}

export type Handler = (
  request: GatewayRequest,
  response: ServerResponse,
  index: number,
) => void | Promise<void>;

/** A server that does what a test tells it, in the place of the gateway. */
export interface Gateway {
  readonly url: string;
  /** What arrived, in order. */
  readonly requests: GatewayRequest[];
  readonly server: Server;
  /** Settles when `count` requests that `match` have arrived. */
  received(count: number, match?: (request: GatewayRequest) => boolean): Promise<GatewayRequest[]>;
  close(): Promise<void>;
}

export async function startGateway(handler: Handler): Promise<Gateway> {
  const requests: GatewayRequest[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const request: GatewayRequest = {
      method: incoming.method ?? '',
      headers: incoming.headers,
      text: body,
      message: body === '' ? {} : JSON.parse(body),
    };
    requests.push(request);
    for (const check of [...waiting]) check();
    await handler(request, response, requests.length - 1);
  });
  return {
    url: `${await listen(server)}/prod`,
    requests,
    server,
    received: (count, match = () => true) =>
      new Promise((resolve) => {
        const check = () => {
          const found = requests.filter(match);
          if (found.length < count) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    close: () => closeServer(server),
  };
}

/** Answers with a JSON body. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Answers the request with a result. */
export function sendResult(
  response: ServerResponse,
  request: GatewayRequest,
  result: unknown = { ok: true },
): void {
  if (request.message.id === undefined) response.writeHead(202).end();
  else sendJson(response, { jsonrpc: '2.0', id: request.message.id, result });
}

/** Starts an event stream. */
export function openEvents(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
}

/** One event with a message. */
export function event(message: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`;
}

export const INITIALIZE_RESULT = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: { listChanged: true } },
  serverInfo: { name: 'gateway', version: '1.0.0' },
};

/** Answers a handshake as a server without sessions; false when the request is none of it. */
export function sendHandshake(request: GatewayRequest, response: ServerResponse): boolean {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return true;
  }
  if (request.message.method === 'initialize') {
    sendResult(response, request, INITIALIZE_RESULT);
    return true;
  }
  if (request.message.method?.startsWith('notifications/')) {
    response.writeHead(202).end();
    return true;
  }
  return false;
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { closeServer, listen } from '@case-insights/testing/loopback';
import type { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  type EventStore,
  StreamableHTTPServerTransport,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, type McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import * as z from 'zod';

/** A reference server of the SDK, listening on a free port of this computer. */
export interface ReferenceServer {
  readonly url: string;
  /** What arrived, in order. */
  readonly requests: ReceivedRequest[];
  close(): Promise<void>;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** The SDK's v1 server with sessions, resumable streams and a stream of its own: all of the 2025 era. */
export interface SessionServer extends ReferenceServer {
  /** Forgets every session, as a restart does. */
  forgetSessions(): void;
  /** The servers of the open sessions. */
  readonly sessions: Map<string, { server: McpServerV1; transport: StreamableHTTPServerTransport }>;
}

export async function startSessionServer(
  build: () => McpServerV1,
  options: { readonly json?: boolean; readonly resumable?: boolean; readonly retryInterval?: number } = {},
): Promise<SessionServer> {
  const sessions: SessionServer['sessions'] = new Map();
  const eventStore = options.resumable === false ? undefined : new MemoryEventStore();
  const requests: ReceivedRequest[] = [];
  const http = createServer(async (request, response) => {
    const body = await bodyOf(request);
    requests.push({ method: request.method ?? '', headers: request.headers, body });
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (known) {
      await known.transport.handleRequest(request, response, body);
      return;
    }
    const opens = (Array.isArray(body) ? body : [body]).some(isInitializeRequest);
    if (id !== undefined || !opens) {
      response.writeHead(id === undefined ? 400 : 404, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } }),
      );
      return;
    }
    const server = build();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.json ?? false,
      ...(eventStore === undefined ? {} : { eventStore }),
      ...(options.retryInterval === undefined ? {} : { retryInterval: options.retryInterval }),
      onsessioninitialized: (sessionId) => {
        sessions.set(sessionId, { server, transport });
      },
      onsessionclosed: (sessionId) => {
        sessions.delete(sessionId);
      },
    });
    await server.connect(transport as Parameters<McpServerV1['connect']>[0]);
    await transport.handleRequest(request, response, body);
  });
  return {
    url: `${await listen(http)}/mcp`,
    requests,
    sessions,
    forgetSessions() {
      for (const { transport } of sessions.values()) void transport.close();
      sessions.clear();
    },
    close: () => closeServer(http),
  };
}

/** The SDK's v2 entry, which serves both eras without sessions. */
export async function startStatelessServer(build: () => McpServerV2): Promise<ReferenceServer> {
  const handler = createMcpHandler(build);
  const requests: ReceivedRequest[] = [];
  const http = createServer(async (request, response) => {
    const body = await bodyOf(request);
    requests.push({ method: request.method ?? '', headers: request.headers, body });
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    const answer = await handler.fetch(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        signal: abort.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    await sendWeb(answer, response);
  });
  return { url: `${await listen(http)}/mcp`, requests, close: () => closeServer(http) };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const body = await text(request);
  return body === '' ? undefined : JSON.parse(body);
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}

async function sendWeb(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body === null) {
    response.end();
    return;
  }
  response.flushHeaders();
  Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0])
    .on('error', () => response.destroy())
    .pipe(response);
}

/** Keeps every event, so that a broken stream can be resumed. */
class MemoryEventStore implements EventStore {
  readonly #events: { id: string; streamId: string; message: JSONRPCMessage }[] = [];

  async storeEvent(streamId: string, message: JSONRPCMessage): Promise<string> {
    const id = `${streamId}_${this.#events.length}`;
    this.#events.push({ id, streamId, message });
    return id;
  }

  async replayEventsAfter(
    lastEventId: string,
    { send }: { send: (eventId: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const index = this.#events.findIndex((event) => event.id === lastEventId);
    const streamId = this.#events[index]?.streamId ?? '';
    for (const event of this.#events.slice(index + 1)) {
      if (event.streamId === streamId && Object.keys(event.message).length > 0)
        await send(event.id, event.message);
    }
    return streamId;
  }
}

export { z };

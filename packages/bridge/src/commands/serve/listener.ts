import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BridgeFailure } from '../../failure.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import type { Connection } from '../../upstream/connection.ts';
import { PendingCalls } from '../../upstream/pending-calls.ts';
import { ToolCatalog } from '../../upstream/tool-catalog.ts';
import { ToolGate } from '../../upstream/tool-gate.ts';
import { type Address, origin } from './address.ts';
import { denial, type GuardSettings } from './guard.ts';
import { relayBare, relayPost } from './relay-request.ts';
import { isRestPath, type Rest } from './rest.ts';

export interface ListenerParts {
  readonly connection: Connection;
  readonly rest: Rest;
  readonly options: Options;
  readonly guard: Omit<GuardSettings, 'port'>;
  readonly log: Log;
}

/** A local endpoint that signs what it is asked. */
export interface Listener {
  /** The address for clients; ends in `/mcp`. */
  readonly url: string;
  /** Requests that are on their way. */
  readonly busy: number;
  /** Takes nothing more and settles when everything on its way is answered; `now` ends that too. */
  close(now?: boolean): Promise<void>;
}

const METHODS = 'POST, GET, DELETE';

/** Listens at `address`. Throws a `configuration` failure when the port is not available. */
export async function startListener(address: Address, parts: ListenerParts): Promise<Listener> {
  const calls = new PendingCalls();
  const stopStreams = new AbortController();
  const stopAll = new AbortController();
  const { connection, options } = parts;
  const { readOnly } = options;
  const gate = new ToolGate({ upstream: connection.upstream, catalog: new ToolCatalog(), readOnly });
  const relay = { connection, options, calls, gate };
  /** REST calls under way. */
  let asking = 0;
  let guard: GuardSettings = { ...parts.guard, port: address.port };

  /** Connections without a request; Node's own list of them leaves out those that never had one. */
  const idle = new Set<Socket>();
  const server = createServer((request, response) => {
    idle.delete(request.socket);
    response.once('close', () => {
      parts.log.debug(`${request.method} ${request.url} ${response.statusCode}`);
      if (stopStreams.signal.aborted) request.socket.destroySoon();
      else if (!request.socket.destroyed) idle.add(request.socket);
    });
    // A client that goes away is no failure of ours.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (!admit(request, response, guard)) return;
    if (pathOf(request) !== '/mcp') {
      asking++;
      void parts.rest.answer(request, response, gate, stopAll.signal).finally(() => asking--);
    } else if (request.method === 'POST') void relayPost(request, response, relay, stopAll.signal);
    else if (request.method === 'GET') void relayBare('GET', request, response, relay, stopStreams.signal);
    else void relayBare('DELETE', request, response, relay, stopAll.signal);
  });
  server.on('connection', (socket) => {
    idle.add(socket);
    socket.once('close', () => idle.delete(socket));
  });
  const port = await listen(server, address);
  guard = { ...guard, port };

  let closed: Promise<void> | undefined;
  return {
    url: `${origin({ ...address, port })}/mcp`,
    get busy() {
      return calls.size + asking;
    },
    close(now = false) {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of idle) socket.destroy();
        stopStreams.abort(new BridgeFailure('cancelled', 'The relay is stopping.'));
      });
      if (now) stopAll.abort(new BridgeFailure('cancelled', 'The relay was stopped.'));
      return closed;
    },
  };
}

/** Answers what is not for the relay; true when the request is. */
function admit(request: IncomingMessage, response: ServerResponse, guard: GuardSettings): boolean {
  const { origin: page } = request.headers;
  const isPreflight = request.method === 'OPTIONS' && page !== undefined;
  // Browsers send no Authorization with a preflight.
  const denied = denial(request.headers, isPreflight ? { ...guard, token: undefined } : guard);
  if (denied === undefined && page !== undefined) {
    response.setHeader('access-control-allow-origin', page);
    response.setHeader('access-control-expose-headers', 'mcp-session-id');
    response.setHeader('vary', 'origin');
  }
  if (denied !== undefined) {
    if (denied.status === 401) response.setHeader('www-authenticate', 'Bearer');
    refuse(response, denied.status, denied.message);
  } else if (isPreflight) {
    response.setHeader('access-control-allow-methods', METHODS);
    response.setHeader(
      'access-control-allow-headers',
      request.headers['access-control-request-headers'] ?? '',
    );
    response.writeHead(204).end();
  } else if (pathOf(request) !== '/mcp' && !isRestPath(pathOf(request))) {
    refuse(response, 404, 'There are only /mcp, /tools, /tools/<name>, /openapi.json and / here.');
  } else if (!METHODS.split(', ').includes(request.method ?? '')) {
    response.setHeader('allow', METHODS);
    refuse(response, 405, `${request.method} is not a method of MCP.`);
  } else {
    return true;
  }
  return false;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: message }));
}

function listen(server: Server, { host, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `is not available (${error.code})`;
      reject(
        new BridgeFailure(
          'configuration',
          `Port ${port} on ${host} ${why}; choose another with --listen, or ${host}:0 for any free one.`,
          {
            cause: error,
          },
        ),
      );
    });
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

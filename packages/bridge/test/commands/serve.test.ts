import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CREDENTIALS } from '../bridge.ts';
import { closeServer, listen, startSessionServer, startStatelessServer, z } from '../reference-servers.ts';
import { type LocalStack, STACK_IS_BUILT, signingAs, startLocalStack } from './local-stack.ts';
import { bareEnvironment, runBridge } from './run.ts';
import { type Serve, startServe } from './serve-process.ts';

const home = mkdtempSync(join(tmpdir(), 'bridge-serve-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const CLIENT_INFO = { name: 'http-client', version: '1.2.3' };
const KINDS = ['v1', 'v2', 'v2 auto'] as const;

async function serve(
  endpoint: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Serve> {
  const served = await startServe(endpoint, ['--retries', '0', ...args], {
    ...bareEnvironment(home),
    ...CREDENTIALS,
    ...env,
  });
  closing.push(() => served.stop());
  return served;
}

async function connect(kind: (typeof KINDS)[number], url: string, headers: Record<string, string> = {}) {
  const options = { requestInit: { headers } };
  if (kind === 'v1') {
    const client = new ClientV1(CLIENT_INFO);
    await client.connect(new HttpV1(new URL(url), options) as Parameters<ClientV1['connect']>[0]);
    closing.push(() => client.close());
    return client;
  }
  const negotiation = kind === 'v2 auto' ? { versionNegotiation: { mode: 'auto' as const } } : {};
  const client = new ClientV2(CLIENT_INFO, negotiation);
  await client.connect(new HttpV2(new URL(url), options));
  closing.push(() => client.close());
  return client;
}

const INFO = { name: 'behind', version: '1.0.0' };

function buildV2(): McpServerV2 {
  const server = new McpServerV2(INFO);
  server.registerTool(
    'echo',
    { inputSchema: z.object({ text: z.string() }), annotations: { readOnlyHint: true } },
    async ({ text: said }) => ({ content: [{ type: 'text', text: said }] }),
  );
  server.registerTool('write', { inputSchema: z.object({}) }, async () => ({ content: [] }));
  return server;
}

function buildV1(): McpServerV1 {
  const server = new McpServerV1(INFO);
  server.registerTool('echo', { inputSchema: { text: z.string() } }, async ({ text: said }) => ({
    content: [{ type: 'text', text: said }],
  }));
  return server;
}

async function startGateway(
  answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(Object.assign(request, { body }), response);
  });
  closing.push(() => closeServer(server));
  return listen(server);
}

/** A promise, and what fulfils it. */
function deferred<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Sends one request with exactly these headers, which `fetch` would not. */
async function send(url: string, headers: Record<string, string>, body?: string, method = 'POST') {
  const request = httpRequest(url, { method, headers: { 'content-type': 'application/json', ...headers } });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

const CALL = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'echo' } });
const ACCEPT = { accept: 'application/json, text/event-stream' };

describe.each(KINDS)('serve with the %s client over HTTP', (kind) => {
  it('relays to a server without sessions, signed', async () => {
    const server = await startStatelessServer(buildV2);
    closing.push(() => server.close());
    const { url } = await serve(server.url, ['--metadata', 'team=ops']);
    const client = await connect(kind, url);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['echo', 'write']);
    for (const said of ['one', 'two \u{1f600}']) {
      const { content } = await client.callTool({ name: 'echo', arguments: { text: said } });
      expect(content).toEqual([{ type: 'text', text: said }]);
    }
    const { headers, body } = server.requests.at(-1)!;
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
    expect(body).toMatchObject({
      params: { _meta: { team: 'ops', 'case-insights/call': expect.any(String) } },
    });
    expect(headers['mcp-protocol-version']).toBe(kind === 'v2 auto' ? '2026-07-28' : '2025-11-25');
  });

  it('relays to a server with sessions and a stream of its own', async () => {
    const server = await startSessionServer(buildV1);
    closing.push(() => server.close());
    const { url } = await serve(server.url);
    const client = await connect(kind, url);
    const { content } = await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    expect(content).toEqual([{ type: 'text', text: 'x' }]);
    expect([...server.sessions.keys()]).toHaveLength(1);
    const changed = new Promise<void>((resolve) => {
      if (client instanceof ClientV1)
        client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve());
      else client.setNotificationHandler('notifications/tools/list_changed', () => resolve());
    });
    await expect.poll(() => server.requests.some(({ method }) => method === 'GET')).toBe(true);
    for (const session of server.sessions.values()) session.server.sendToolListChanged();
    await changed;
  });
});

describe('serve', () => {
  it('passes a stream on as it comes, and a cancellation with the id of its call', async () => {
    let callId: unknown;
    const told = deferred<unknown>();
    const stream = deferred<ServerResponse>();
    const gateway = await startGateway((request, response) => {
      const message = JSON.parse(request.body);
      if (message.method === 'notifications/cancelled') {
        response.writeHead(202).end();
        told.resolve(message.params._meta['case-insights/call']);
        return;
      }
      callId = message.params._meta['case-insights/call'];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n');
      stream.resolve(response);
    });
    const { url } = await serve(gateway);
    const response = await fetch(url, { method: 'POST', headers: ACCEPT, body: CALL });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('notifications/progress');
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(cancel) })).status).toBe(202);
    expect(await told.promise).toBe(callId);
    (await stream.promise).end('data: {"jsonrpc":"2.0","id":7,"result":{}}\n\n');
    expect((await reader.read()).value).toContain('"id":7,"result"');
    expect((await reader.read()).done).toBe(true);
  });

  it('tells the server when a 2026-era client hangs up', async () => {
    let callId: unknown;
    const told = deferred<unknown>();
    const arrived = deferred();
    const gateway = await startGateway((request, response) => {
      const { method, params } = JSON.parse(request.body);
      if (method === 'notifications/cancelled') {
        response.writeHead(202).end();
        told.resolve(params._meta['case-insights/call']);
      } else {
        callId = params._meta['case-insights/call'];
        arrived.resolve();
      }
    });
    const { url } = await serve(gateway);
    const gone = new AbortController();
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'x', _meta },
    });
    const call = fetch(url, { method: 'POST', body, signal: gone.signal }).catch(() => undefined);
    await arrived.promise;
    gone.abort();
    await call;
    expect(await told.promise).toBe(callId);
  });

  it.each([
    [
      'a refusal of AWS',
      (response: ServerResponse) =>
        response
          .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' })
          .end('{"Message":"User: arn:u is not authorized to perform: execute-api:Invoke on resource: r"}'),
      'not_authorized',
      /^arn:u may not call/,
    ],
    [
      'throttling',
      (response: ServerResponse) => response.writeHead(429).end('{}'),
      'throttled',
      /too many requests/,
    ],
    [
      'a web page',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'bad_answer',
      /answered text\/html/,
    ],
    [
      'a reset',
      (response: ServerResponse) => response.destroy(),
      'connection_failed',
      /broke before an answer/,
    ],
  ])('tells the client of %s as an error of its request', async (_name, answer, reason, message) => {
    const gateway = await startGateway((_request, response) => void answer(response));
    const { url } = await serve(gateway);
    const { status, text: body } = await send(url, ACCEPT, CALL);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32010, message: expect.stringMatching(message), data: { reason } },
    });
  });

  it('answers in the place of a stream that ends too early', async () => {
    const gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': begun\n\ndata: {"jsonrpc"', () => response.destroy());
    });
    const { url } = await serve(gateway);
    const { text: body } = await send(url, ACCEPT, CALL);
    const last = body.trim().split('\n').at(-1)!;
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({
      id: 7,
      error: { data: { reason: 'stream_cut' } },
    });
  });

  it('breaks the connection where a JSON answer breaks', async () => {
    const gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"jsonrpc"', () => response.destroy());
    });
    const { url } = await serve(gateway);
    await expect(send(url, ACCEPT, CALL)).rejects.toThrow(/aborted|terminated|hang up/);
  });

  it('passes a JSON-RPC error on with its status', async () => {
    const error = '{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"no"}}';
    const gateway = await startGateway((_request, response) => response.writeHead(404).end(error));
    const { url } = await serve(gateway);
    expect(await send(url, ACCEPT, CALL)).toMatchObject({ status: 404, text: error });
  });

  it('ends a call after --tool-timeout', async () => {
    const gateway = await startGateway((request, response) => {
      if (request.body.includes('notifications/cancelled')) response.writeHead(202).end();
    });
    const { url } = await serve(gateway, ['--tool-timeout', '0.2']);
    const { text: body } = await send(url, ACCEPT, CALL);
    expect(JSON.parse(body).error).toMatchObject({ message: expect.stringMatching(/within 0\.2 s/) });
  });

  it.each([
    ['not JSON', '{', 400, -32700],
    ['no message', '{"a":1}', 400, -32600],
    ['an empty batch', '[]', 400, -32600],
  ])('answers %s itself', async (_name, body, status, code) => {
    const { url } = await serve(await startGateway((_request, response) => response.destroy()));
    const answer = await send(url, ACCEPT, body);
    expect({ status: answer.status, code: JSON.parse(answer.text).error.code }).toEqual({ status, code });
  });

  it('keeps back with --read-only what may write', async () => {
    const server = await startStatelessServer(buildV2);
    closing.push(() => server.close());
    const { url } = await serve(server.url, ['--read-only']);
    const client = await connect('v1', url);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['echo']);
    await expect(client.callTool({ name: 'write' })).rejects.toThrow(
      /"write" does not declare itself read-only/,
    );
    const { content } = await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    expect(content).toEqual([{ type: 'text', text: 'x' }]);
  });
});

describe('what serve lets in', () => {
  const refusing = () => startGateway((_request, response) => response.writeHead(500).end());

  it('is no request under another name, as after DNS rebinding', async () => {
    const { url } = await serve(await refusing());
    const { status, text: body } = await send(url, { host: 'evil.example' }, CALL);
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 421,
      body: { error: expect.stringMatching(/by 127\.0\.0\.1 or localhost/) },
    });
  });

  it('is no web page, unless it is allowed', async () => {
    const { url } = await serve(await refusing(), ['--allow-origin', 'http://localhost:6274']);
    expect((await send(url, { origin: 'http://evil.example' }, CALL)).status).toBe(403);
    const preflight = await send(
      url,
      { origin: 'http://localhost:6274', 'access-control-request-headers': 'content-type,mcp-method' },
      undefined,
      'OPTIONS',
    );
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'http://localhost:6274',
        'access-control-allow-headers': 'content-type,mcp-method',
      },
    });
    const call = await send(url, { origin: 'http://localhost:6274' }, CALL);
    expect(call).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'http://localhost:6274' },
    });
  });

  it('is only who knows the token, which goes no further', async () => {
    let seen: IncomingMessage['headers'] = {};
    const gateway = await startGateway((request, response) => {
      seen = request.headers;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"jsonrpc":"2.0","id":7,"result":{}}');
    });
    const { url } = await serve(gateway, [], { CASE_INSIGHTS_SERVE_TOKEN: 'a-good-token' });
    const without = await send(url, {}, CALL);
    expect(without).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect((await send(url, { authorization: 'Bearer a-bad-token' }, CALL)).status).toBe(401);
    expect((await send(url, { authorization: 'Bearer a-good-token', cookie: 'c=1' }, CALL)).status).toBe(200);
    expect(seen.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(seen).not.toHaveProperty('cookie');
    expect(seen).not.toHaveProperty('origin');
  });

  it('is only /mcp, by the methods of MCP', async () => {
    const { url } = await serve(await refusing());
    expect((await send(url.replace('/mcp', '/other'), {}, CALL)).status).toBe(404);
    expect((await send(url, {}, undefined, 'PUT')).status).toBe(405);
  });
});

describe('serve as a process', () => {
  it('lets what is on its way finish, and then ends with 0', async () => {
    const arrived = deferred<ServerResponse>();
    const gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      arrived.resolve(response);
    });
    const served = await serve(gateway);
    const call = send(served.url, ACCEPT, CALL);
    const answer = await arrived.promise;
    const stopped = served.stop();
    await once(served.process.stderr!, 'data');
    await expect(send(served.url, {}, CALL)).rejects.toThrow(/ECONNREFUSED/);
    answer.end('{"jsonrpc":"2.0","id":7,"result":{}}');
    expect((await call).text).toBe('{"jsonrpc":"2.0","id":7,"result":{}}');
    expect(await stopped).toBe(0);
    expect(await served.stderr).toBe('Waiting for 1 running requests; once more ends them.\n');
  });

  it('ends what is on its way at the second signal', async () => {
    const arrived = deferred();
    const gateway = await startGateway((request, response) => {
      if (request.body.includes('notifications/cancelled')) response.writeHead(202).end();
      else arrived.resolve();
    });
    const served = await serve(gateway);
    const call = send(served.url, ACCEPT, CALL);
    await arrived.promise;
    served.process.kill('SIGTERM');
    await once(served.process.stderr!, 'data');
    expect(await served.stop()).toBe(0);
    expect(JSON.parse((await call).text).error.message).toBe('The relay was stopped.');
  });

  it('prints a configuration ready to paste, without the token', async () => {
    const { url, ready } = await serve('http://127.0.0.1:9', [], {
      CASE_INSIGHTS_SERVE_TOKEN: 'a-good-token',
    });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    expect(ready).toEqual({
      url,
      mcpServers: {
        'case-insights': { type: 'http', url, headers: { Authorization: 'Bearer <your token>' } },
      },
    });
  });

  it.each([
    [['--listen', '0.0.0.0:8787'], /addresses of this computer only/],
    [['--token', 'short'], /at least 8/],
    [['--allow-origin', 'localhost'], /takes an origin/],
    [['now'], /takes no "now"/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await runBridge(['serve', '--url', 'http://127.0.0.1:9', ...args], {
      env: bareEnvironment(home),
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('says that a port is taken', async () => {
    const port = new URL(await startGateway(() => undefined)).port;
    const { code, stderr } = await runBridge(['serve', '--url', 'http://127.0.0.1:9', '--listen', port], {
      env: bareEnvironment(home),
    });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `Port ${port} on 127.0.0.1 is taken by another program; choose another with --listen`,
    );
  });
});

describe.skipIf(!STACK_IS_BUILT)('serve before the local stack', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocalStack();
  });
  afterAll(() => stack.stop());

  it.each(KINDS)('gives the product’s tools to the %s client', async (kind) => {
    const { url } = await serve(stack.endpoint, [], signingAs(stack.identities.allowed, stack.region));
    const client = await connect(kind, url);
    expect((await client.listTools()).tools).toHaveLength(6);
    const result = await client.callTool({ name: 'get_case_summary', arguments: { days_back: 3650 } });
    expect(result.structuredContent).toMatchObject({ total_cases: expect.any(Number) });
  });
});

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deferred } from '@case-insights/testing/deferred';
import { bareEnvironment } from '@case-insights/testing/environment';
import { ACCEPT } from '@case-insights/testing/protocol';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, describe, expect, it } from 'vitest';
import { send, startGateway } from './gateway.ts';
import { runBridge } from './run.ts';
import { CALL, serve } from './serve-process.ts';

const home = temporaryFolder(afterAll);

describe('what serve lets in', () => {
  const refusing = () => startGateway((_request, response) => response.writeHead(500).end());

  it('is no request under another name, as after DNS rebinding', async () => {
    const { url } = await serve(await refusing());
    const { status, text: body } = await send(url, { host: 'evil.example' }, CALL);
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 421,
      body: { error: expect.stringMatching(/use 127\.0\.0\.1 or localhost/) },
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

  it('asks for a new token at each start, and prints it once', async () => {
    const starts = await Promise.all([
      serve('http://127.0.0.1:9', [], { CASE_INSIGHTS_SERVE_TOKEN: '' }),
      serve(await refusing(), [], { CASE_INSIGHTS_SERVE_TOKEN: '' }),
    ]);
    const [first, second] = starts.map(
      ({ ready }) =>
        (ready as { mcpServers: { 'case-insights': { headers: { Authorization: string } } } }).mcpServers[
          'case-insights'
        ].headers.Authorization,
    );
    expect(first).toMatch(/^Bearer [\w-]{32}$/);
    expect(second).not.toBe(first);
    const { url } = starts[0]!;
    expect((await send(url, {}, CALL)).status).toBe(401);
    expect((await send(url, { authorization: first! }, CALL)).status).toBe(200);
  });

  it('is every origin that is named, however often', async () => {
    const args = [
      '--allow-origin',
      'http://a.example',
      '--allow-origin',
      'http://b.example,http://c.example',
    ];
    const { url } = await serve(await refusing(), args);
    for (const letter of ['a', 'b', 'c']) {
      expect((await send(url, { origin: `http://${letter}.example` }, CALL)).status).toBe(200);
    }
  });

  it('is no REST call with --read-only that may write', async () => {
    const asked: string[] = [];
    const gateway = await startGateway((request, response) => {
      asked.push(request.url ?? '');
      const { id } = JSON.parse(request.body);
      const tools = [{ name: 'write', inputSchema: {} }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { tools } }));
    });
    const { url } = await serve(gateway, ['--read-only']);
    const { status, text: body } = await send(url.replace('/mcp', '/tools/write'), {}, '{}');
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 502,
      body: { code: 'read_only', error: expect.stringMatching(/"write" does not declare itself read-only/) },
    });
    expect(asked).toEqual(['/mcp']);
  });

  it('is only MCP and REST, by their methods', async () => {
    const { url } = await serve(await refusing());
    expect((await send(url.replace('/mcp', '/other'), {}, CALL)).status).toBe(404);
    expect((await send(url.replace('/mcp', '/tools/a/b'), {}, CALL)).status).toBe(404);
    expect((await send(url, {}, undefined, 'PUT')).status).toBe(405);
    expect((await send(url.replace('/mcp', '/tools'), {}, '{}')).status).toBe(405);
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
    expect(await served.stderr).toBe('Waiting for 1 running requests; press Ctrl-C again to end them.\n');
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
    [['--token', 'a-good-token', '--no-token'], /exclude each other/],
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

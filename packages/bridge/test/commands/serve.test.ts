import { PROMPT_NAMES, RESOURCE_URIS, TOOL_NAMES } from '@case-insights/core/names';
import { signingAs } from '@case-insights/testing/environment';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { CLIENTS } from '@case-insights/testing/sdk-clients';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSessionServer, startStatelessServer, z } from '../reference-servers.ts';
import { startGateway } from './gateway.ts';
import { connect } from './http-clients.ts';
import { serve } from './serve-process.ts';

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

describe.each(CLIENTS)('serve with the %s client over HTTP', (kind) => {
  it('relays to a server without sessions, signed', async () => {
    const server = await startStatelessServer(buildV2);
    onTestFinished(() => server.close());
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
    onTestFinished(() => server.close());
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

describe('serve --read-only', () => {
  it('keeps back with --read-only what may write', async () => {
    const server = await startStatelessServer(buildV2);
    onTestFinished(() => server.close());
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

describe('the REST routes of serve --read-only', () => {
  const tools = [
    { name: 'look', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
    { name: 'write', inputSchema: { type: 'object' } },
  ];

  it('show only what may be called', async () => {
    const endpoint = await startGateway((request, response) => {
      const answers: Record<string, unknown> = {
        '/mcp': { jsonrpc: '2.0', id: 'case-insights-bridge-tools', result: { tools } },
        '/tools': { tools },
        '/tools/look': tools[0],
        '/openapi.json': { openapi: '3.1.0', paths: { '/tools': {}, '/tools/look': {}, '/tools/write': {} } },
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[request.url ?? '']));
    });
    const { url } = await serve(endpoint, ['--read-only']);
    const get = async (path: string) => {
      const response = await fetch(url.replace('/mcp', path));
      return { status: response.status, body: await response.json() };
    };
    expect(await get('/openapi.json')).toEqual({
      status: 200,
      body: { openapi: '3.1.0', paths: { '/tools': {}, '/tools/look': {} } },
    });
    expect(await get('/tools')).toEqual({ status: 200, body: { tools: [tools[0]] } });
    expect(await get('/tools/look')).toEqual({ status: 200, body: tools[0] });
    expect(await get('/tools/write')).toEqual({
      status: 502,
      body: { code: 'read_only', error: expect.stringMatching(/"write" does not declare itself read-only/) },
    });
  });
});

describe('serve before the local stack', () => {
  let stack: RunningStack;
  beforeAll(async () => {
    stack = await sharedStack('pinned');
  });

  it.each(CLIENTS)('gives the product’s tools to the %s client', async (kind) => {
    const { url } = await serve(stack.endpoint, [], signingAs(stack.identities.allowed, stack.region));
    const client = await connect(kind, url);
    expect((await client.listTools()).tools).toHaveLength(TOOL_NAMES.length);
    const result = await client.callTool({ name: 'get_case_summary', arguments: { days_back: 3650 } });
    expect(result.structuredContent).toMatchObject({ total_cases: expect.any(Number) });
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(PROMPT_NAMES);
    const { contents } = await client.readResource({ uri: RESOURCE_URIS.services });
    expect(contents).toMatchObject([{ text: expect.stringContaining('**RDS**') }]);
  });

  it('gives the REST routes to what cannot sign', async () => {
    const { url } = await serve(stack.endpoint, [], signingAs(stack.identities.allowed, stack.region));
    const ask = async (path: string, body?: object) => {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(url.replace('/mcp', path), init);
      return { status: response.status, body: await response.json() };
    };
    expect(await ask('/tools')).toMatchObject({ status: 200, body: { tools: expect.any(Array) } });
    expect(await ask('/openapi.json')).toMatchObject({ status: 200, body: { servers: [{ url: '.' }] } });
    expect(await ask('/tools/get_case_summary', { days_back: 3650 })).toMatchObject({
      status: 200,
      body: { total_cases: expect.any(Number) },
    });
    expect(await ask('/tools/get_case_summary', { days_back: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    });
    expect((await ask('/tools/nothing', {})).status).toBe(404);
    const csv = await fetch(url.replace('/mcp', '/tools/query_athena'), {
      method: 'POST',
      headers: { accept: 'text/csv' },
      body: JSON.stringify({ query: 'SELECT case_number FROM case_summary ORDER BY 1', max_results: 2 }),
    });
    expect(csv.headers.get('case-insights-next-token')).toMatch(/^[\w-]+$/);
    expect(await csv.text()).toMatch(/^case_number\r\n\d+\r\n\d+\r\n$/);
  });

  it('says on REST too what is wrong with the signature', async () => {
    const { url } = await serve(stack.endpoint, [], signingAs(stack.identities.denied, stack.region));
    const response = await fetch(url.replace('/mcp', '/tools'));
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({
      code: 'not_authorized',
      error: expect.stringMatching(/may not call/),
    });
  });
});

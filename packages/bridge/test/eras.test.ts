import { ACCEPT } from '@case-insights/testing/protocol';
import { CLIENTS } from '@case-insights/testing/sdk-clients';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from './bridge.ts';
import { type ReferenceServer, startSessionServer, startStatelessServer, z } from './reference-servers.ts';

const INFO = { name: 'echo-server', version: '1.0.0' };

function buildV1(): McpServerV1 {
  const server = new McpServerV1(INFO);
  server.registerTool('echo', { inputSchema: { text: z.string() } }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
  return server;
}

function buildV2(): McpServerV2 {
  const server = new McpServerV2(INFO);
  server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, async ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
  return server;
}

const SERVERS = {
  'v1 with sessions and event streams': () => startSessionServer(buildV1),
  'v1 with sessions and JSON answers': () => startSessionServer(buildV1, { json: true }),
  'v2 without sessions, both eras': () => startStatelessServer(buildV2),
} as const;

let server: ReferenceServer | undefined;

afterEach(async () => {
  await server?.close();
});

describe.each(Object.entries(SERVERS))('the bridge before the reference server %s', (_name, start) => {
  it.each(CLIENTS)('serves the %s client over stdio', async (kind) => {
    server = await start();
    const { client, stderr } = await connect(kind, server.url);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(['echo']);
    for (const text of ['one', 'two \u{1f600}', '"\\\n\u2028']) {
      const result = await client.callTool({ name: 'echo', arguments: { text } });
      expect(result.content).toEqual([{ type: 'text', text }]);
    }
    const unknown = await client
      .callTool({ name: 'none', arguments: {} })
      .then((result) => JSON.stringify(result), String);
    expect(unknown).toMatch(/none not found|Tool none/);
    await client.close();
    expect(stderr()).toBe('');
  });
});

describe('the bridge with a client that prefers 2026-07-28', () => {
  it('lets it speak 2026 to a server that does, with headers that mirror the body', async () => {
    server = await startStatelessServer(buildV2);
    const { client } = await connect('v2 auto', server.url);
    await client.callTool({ name: 'echo', arguments: { text: 'x' } });
    await client.close();
    const call = server.requests.at(-1);
    expect(call?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      ...ACCEPT,
      'content-type': 'application/json',
    });
  });

  it('lets it fall back to initialize with a server that does not', async () => {
    const sessions = await startSessionServer(buildV1);
    server = sessions;
    const { client } = await connect('v2 auto', server.url);
    await client.listTools();
    await client.close();
    expect(server.requests.map((request) => request.headers['mcp-protocol-version']).slice(-1)).toEqual([
      '2025-11-25',
    ]);
    expect(sessions.sessions.size).toBe(0);
  });
});

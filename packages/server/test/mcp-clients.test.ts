import { guardStatement } from '@case-insights/core/guard';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appUnderTest, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  // Loading the grammar is the slow part of a first query, and slow answers are streams.
  await guardStatement('SELECT 1');
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']] });
});

const ERAS = [
  { era: '2025', mode: 'legacy' },
  { era: '2026', mode: { pin: '2026-07-28' } },
] as const;

describe.each(ERAS)("the SDK's client of the $era era", ({ mode }) => {
  async function connect() {
    const contentTypes: (string | null)[] = [];
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    const transport = new StreamableHTTPClientTransport(new URL('https://case-insights/mcp'), {
      fetch: async (url, init) => {
        const response = await app.fetch(new URL(url).pathname, init);
        contentTypes.push(response.headers.get('content-type'));
        return response;
      },
    });
    await client.connect(transport);
    return { client, contentTypes };
  }

  it('connects, lists the tools and calls one', async () => {
    const { client, contentTypes } = await connect();
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain('query_athena');
    for (const tool of tools)
      expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    const result = await client.callTool({ name: 'query_athena', arguments: { query: 'SELECT 1' } });
    expect(result.structuredContent).toMatchObject({ rows: [{ n: 1 }] });
    expect(JSON.parse((result.content as { text: string }[])[0]!.text)).toEqual(result.structuredContent);
    // Fast answers that nobody wants progress of are one JSON body.
    expect(contentTypes.at(-1)).toContain('application/json');
    await client.close();
  });

  it('gets progress of what really happens, on a stream', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']], runningLooks: 3 });
    const { client, contentTypes } = await connect();
    const seen: { progress: number; message?: string | undefined }[] = [];
    await client.callTool(
      { name: 'query_athena', arguments: { query: 'SELECT 1' } },
      { onprogress: (step) => seen.push(step) },
    );
    expect(contentTypes.at(-1)).toContain('text/event-stream');
    expect(seen).toMatchObject([
      { progress: 1, message: 'Query queued at Athena' },
      { progress: 2, message: 'Query running for 2 s, 1.2 MB scanned' },
      { progress: 3, message: 'Query running for 3 s, 1.2 MB scanned' },
    ]);
    await client.close();
  });

  it('reads of bad arguments in a result it can act on', async () => {
    const { client } = await connect();
    const result = await client.callTool({
      name: 'get_rca_analysis',
      arguments: { limit: 0, colour: 'red' },
    });
    expect(result.isError).toBe(true);
    expect((result.content as { text: string }[])[0]!.text).toMatch(
      /rca_category is missing.*limit is 0,.*"colour"/,
    );
    expect(result._meta?.['case-insights/error']).toMatchObject({
      code: 'invalid_input',
      request_id: expect.stringMatching(/^request-/),
    });
    await client.close();
  });

  it('gets a JSON-RPC error for an unknown tool', async () => {
    const { client } = await connect();
    await expect(client.callTool({ name: 'no_such_tool' })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('There is no tool "no_such_tool"; the tools are query_athena'),
    });
    await client.close();
  });

  it('finds the query and a token in a result that ran out of time', async () => {
    const { client } = await connect();
    athena.script = () => ({ failure: { reason: 'SYNTAX_ERROR: line 2:1: nope' } });
    const result = await client.callTool({ name: 'query_athena', arguments: { query: 'SELECT 1' } });
    expect(result._meta?.['case-insights/error']).toMatchObject({
      code: 'query_failed',
      query_execution_id: expect.any(String),
    });
    expect(result.structuredContent).toBeUndefined();
    await client.close();
  });
});

describe('cache hints', () => {
  it('tell 2026-era clients to keep the list and the discovery for an hour', async () => {
    const bodies: string[] = [];
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const transport = new StreamableHTTPClientTransport(new URL('https://case-insights/mcp'), {
      fetch: async (url, init) => {
        const response = await app.fetch(new URL(url).pathname, init);
        bodies.push(await response.clone().text());
        return response;
      },
    });
    await client.connect(transport);
    await client.listTools();
    expect(bodies.map((body) => JSON.parse(body).result.ttlMs)).toEqual([3_600_000, 3_600_000]);
    await client.close();
  });
});

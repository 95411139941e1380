import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { appUnderTest } from './app-under-test.ts';

const app = appUnderTest({});

const SHOWS_VIEWS = {
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
};

async function connect(mode: 'legacy' | { pin: string }, capabilities: object) {
  const client = new Client({ name: 'test', version: '1' }, { capabilities, versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL('https://case-insights/mcp'), {
    fetch: (url, init) => app.fetch(new URL(url).pathname, init),
  });
  await client.connect(transport);
  return client;
}

const VIEWS = {
  query_athena: 'ui://case-insights/rows.html',
  get_case_summary: 'ui://case-insights/summary.html',
  get_service_trends: 'ui://case-insights/trends.html',
  analyze_case_summaries: 'ui://case-insights/analysis.html',
};

function viewsOf(
  tools: readonly { readonly name: string; readonly _meta?: Record<string, unknown> | undefined }[],
) {
  return Object.fromEntries(
    tools.flatMap(({ name, _meta: meta }) => (meta === undefined ? [] : [[name, meta['ui/resourceUri']]])),
  );
}

describe('views', () => {
  it('are named by the tools to a host of the 2026 era that shows them, listed and read', async () => {
    const client = await connect({ pin: '2026-07-28' }, SHOWS_VIEWS);
    expect(viewsOf((await client.listTools()).tools)).toEqual(VIEWS);
    const [query] = (await client.listTools()).tools;
    expect(query?._meta).toEqual({
      ui: { resourceUri: 'ui://case-insights/rows.html' },
      'ui/resourceUri': 'ui://case-insights/rows.html',
    });
    const { resources } = await client.listResources();
    const views = resources.filter(({ uri }) => uri.startsWith('ui:'));
    expect(views.map(({ uri, mimeType }) => [uri, mimeType])).toEqual([
      ['ui://case-insights/summary.html', 'text/html;profile=mcp-app'],
      ['ui://case-insights/trends.html', 'text/html;profile=mcp-app'],
      ['ui://case-insights/analysis.html', 'text/html;profile=mcp-app'],
      ['ui://case-insights/rows.html', 'text/html;profile=mcp-app'],
    ]);
    const { contents } = await client.readResource({ uri: 'ui://case-insights/trends.html' });
    expect(contents).toEqual([
      {
        uri: 'ui://case-insights/trends.html',
        mimeType: 'text/html;profile=mcp-app',
        text: expect.stringContaining('<html data-view="trends">'),
        _meta: { ui: { csp: {}, permissions: { clipboardWrite: {} }, prefersBorder: true } },
      },
    ]);
    await client.close();
  });

  it.each([
    ['of the 2026 era that shows none', { pin: '2026-07-28' }, {}],
    ['of the 2026 era that shows views of another type', { pin: '2026-07-28' }, otherType()],
    ['of the 2025 era, which cannot say it in a request', 'legacy', SHOWS_VIEWS],
  ] as const)('are not mentioned to a client %s', async (_, mode, capabilities) => {
    const client = await connect(mode, capabilities);
    expect(JSON.stringify(await client.listTools())).not.toContain('ui://');
    expect(JSON.stringify(await client.listResources())).not.toContain('ui://');
    await client.close();
  });

  it('are named to a client of the 2025 era of whom the bridge says that it shows them', async () => {
    const told = { name: 'host', version: '1', capabilities: SHOWS_VIEWS };
    const response = await app.fetch('/mcp', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/list',
        params: { _meta: { 'case-insights/client': told } },
      }),
    });
    expect(viewsOf(JSON.parse(await response.text()).result.tools)).toEqual(VIEWS);
  });

  it('of another name are not found', async () => {
    const client = await connect({ pin: '2026-07-28' }, SHOWS_VIEWS);
    await expect(client.readResource({ uri: 'ui://case-insights/report.html' })).rejects.toThrow(
      'ui://case-insights/report.html',
    );
    await client.close();
  });
});

function otherType() {
  return { extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html'] } } };
}

import { PROMPT_NAMES, RESOURCE_URIS, TOOL_NAMES } from '@case-insights/core/names';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS, type ClientKind, connect, type TestClient } from './support/clients.ts';
import { PINNED_CASES } from './support/expected.ts';

let stack: RunningStack;
const clients: TestClient[] = [];

beforeAll(async () => {
  stack = await sharedStack('pinned');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function open(kind: ClientKind): Promise<TestClient> {
  const client = await connect(kind, stack);
  clients.push(client);
  return client;
}

const CALLS: readonly [tool: string, args: Record<string, unknown>, expected: Record<string, unknown>][] = [
  [
    'query_athena',
    { query: 'SELECT count(*) AS n FROM case_summary' },
    { rows: [{ n: 1500 }], columns: ['n'] },
  ],
  [
    'analyze_with_bedrock',
    { data: 'EC2,45\nS3,23', analysis_prompt: 'Which is larger?' },
    { data_truncated: false },
  ],
  ['get_case_summary', { days_back: 3650 }, { unique_accounts: 12 }],
  ['get_rca_analysis', { rca_category: 'throttling', limit: 1 }, { rca_category: 'Throttling' }],
  ['get_service_trends', { days_back: 3650 }, { interval: 'month' }],
  [
    'analyze_case_summaries',
    { start_date: '2025-01-01', end_date: '2025-01-31', max_cases: 20 },
    { summaries_analyzed: 20 },
  ],
];

describe.each(CLIENT_KINDS)('the SDK client %s through the bridge', (kind) => {
  it('agrees on its revision and lists every tool', async () => {
    const client = await open(kind);
    expect(client.revision()).toBe(kind.slice(-10));
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    for (const tool of tools) {
      expect(tool.inputSchema).toMatchObject({ type: 'object' });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
    }
  });

  it('is told of views if it shows them', async () => {
    const shows = { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } };
    const client = await connect(kind, stack, stack.identities.allowed, {
      capabilities: { extensions: shows },
    });
    clients.push(client);
    const summary = (await client.listTools()).find(({ name }) => name === 'get_case_summary');
    expect(summary?._meta).toMatchObject({ ui: { resourceUri: 'ui://case-insights/summary.html' } });
    const { contents } = await client.sdk.readResource({ uri: 'ui://case-insights/summary.html' });
    expect(JSON.stringify(contents)).toContain('data-view=\\"summary\\"');
  });

  it('calls every tool', async () => {
    const client = await open(kind);
    await client.listTools();
    for (const [tool, args, expected] of CALLS) {
      const result = await client.callTool(tool, args);
      expect(result.isError ?? false, `${tool}: ${result.content[0]?.text}`).toBe(false);
      expect(result.structuredContent).toMatchObject(expected);
      expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
    }
  });

  it('gets prompts, resources and completions', async () => {
    const { sdk } = await open(kind);
    expect((await sdk.listPrompts()).prompts.map(({ name }) => name)).toEqual(PROMPT_NAMES);
    const { messages } = await sdk.getPrompt({ name: 'weekly_review', arguments: { service: 'RDS' } });
    expect(JSON.stringify(messages)).toContain('for what has been rising or falling');
    const ref = { type: 'ref/prompt', name: 'weekly_review' } as const;
    const { completion } = await sdk.complete({ ref, argument: { name: 'service', value: 'CloudFo' } });
    expect(completion.values[0]).toBe('CloudFormation');
    expect((await sdk.listResources()).resources.map(({ uri }) => uri)).toEqual(Object.values(RESOURCE_URIS));
    const textOf = async (uri: string) => JSON.stringify((await sdk.readResource({ uri })).contents);
    expect(await textOf(RESOURCE_URIS.data)).toContain('\\"total_cases\\": 1500');
    const { caseNumber } = PINNED_CASES[0]!;
    expect(await textOf(`case-insights://case/${caseNumber}`)).toContain(
      `\\"case_number\\": \\"${caseNumber}\\"`,
    );
    const uri = 'case-insights://case/1';
    await expect(sdk.readResource({ uri })).rejects.toMatchObject({ code: -32602, data: { uri } });
  });

  it('is told which argument is wrong, in a result that a model can act on', async () => {
    const client = await open(kind);
    const result = await client.callTool('get_rca_analysis', {
      rca_category: 'Throttling',
      limit: 0,
      colour: 'red',
    });
    expect(result.isError).toBe(true);
    expect(result.content[0]?.text).toMatch(/limit/);
    expect(result.content[0]?.text).toMatch(/colour/);
    expect(result._meta?.['case-insights/error']).toMatchObject({ code: 'invalid_input' });
  });

  it('gets a JSON-RPC error for a tool that does not exist', async () => {
    const client = await open(kind);
    await expect(client.callTool('no_such_tool')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('no_such_tool'),
    });
  });

  it('has many calls in flight at once, and gets each its own answer', async () => {
    const client = await open(kind);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((days) => client.callTool('get_case_summary', { days_back: days })),
    );
    expect(answers.map((answer) => answer.structuredContent)).toEqual(
      [1, 2, 3, 4, 5, 6].map((days) =>
        expect.objectContaining({ filters_applied: expect.objectContaining({ days_back: days }) }),
      ),
    );
  });
});

describe('a denied identity', () => {
  // A client pinned to one revision reports only that the revision was not offered; these say what the bridge said.
  it.each<ClientKind>(['v2, auto', 'v2, 2025-11-25', 'v1, 2025-11-25'])(
    'is told by the SDK client %s who is denied, and which policy to attach',
    async (kind) => {
      const opening = connect(kind, stack, stack.identities.denied).then((client) => clients.push(client));
      await expect(opening).rejects.toThrow(
        /arn:aws:iam::123456789012:user\/denied.*MCPCaseInsights-UserAccess/s,
      );
    },
  );
});

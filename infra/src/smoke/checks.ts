import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Check, expectThat } from './check.ts';
import type { SignedFetch } from './signed-fetch.ts';

/** What the checks spent, added up from the tools' own answers. */
export interface Spending {
  queries: number;
  scannedBytes: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Stage {
  /** The stage's URL without a slash at its end. */
  readonly base: string;
  readonly fetch: SignedFetch;
  /** The UTC day the small windows end on, YYYY-MM-DD. */
  readonly today: string;
  readonly spending: Spending;
}

const TOOLS = [
  'query_athena',
  'analyze_with_bedrock',
  'get_case_summary',
  'get_rca_analysis',
  'get_service_trends',
  'analyze_case_summaries',
] as const;
const JSON_HEADERS = { 'content-type': 'application/json' };
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };

/** Requests without a valid signature must not get through. */
export function refusalChecks(base: string, signed?: SignedFetch): readonly Check[] {
  const refused = async (response: Response) => {
    await response.text();
    expectThat(response.status === 403, 'status 403', response.status);
    return response.headers.get('x-amzn-errortype') ?? undefined;
  };
  const unsigned: Check = {
    name: 'an unsigned request is refused',
    run: async () => refused(await fetch(`${base}/tools`)),
  };
  if (signed === undefined) return [unsigned];
  const body = JSON.stringify(LIST);
  const tampered: Check = {
    name: 'a request altered on its way is refused',
    run: async () =>
      refused(
        await signed(`${base}/mcp`, { method: 'POST', headers: JSON_HEADERS, body }, (request) => {
          const { url, method, headers } = request;
          return new Request(url, { method, headers, body: body.replace('list', 'call') });
        }),
      ),
  };
  return [unsigned, tampered];
}

/** Every route, without running a tool. */
export function routeChecks(stage: Stage): readonly Check[] {
  const { base } = stage;
  const status = (name: string, method: string, path: string, expected: number): Check => ({
    name,
    run: async () => {
      const response = await stage.fetch(base + path, { method });
      await response.text();
      expectThat(response.status === expected, `status ${expected}`, response.status);
      return undefined;
    },
  });
  return [
    {
      name: 'GET / names the server',
      run: async () => {
        const { name, version } = await json(await stage.fetch(`${base}/`));
        expectThat(typeof name === 'string' && typeof version === 'string', 'a name and a version', {
          name,
          version,
        });
        return `${name} ${version}`;
      },
    },
    {
      name: 'GET /tools lists six tools',
      run: async () => {
        const { tools } = await json(await stage.fetch(`${base}/tools`));
        expectSixTools(tools);
        return undefined;
      },
    },
    {
      name: 'GET /tools/{name} describes one',
      run: async () => {
        const { name } = await json(await stage.fetch(`${base}/tools/get_case_summary`));
        expectThat(name === 'get_case_summary', 'get_case_summary', name);
        return undefined;
      },
    },
    {
      name: 'GET /openapi.json describes REST',
      run: async () => {
        const { openapi } = await json(await stage.fetch(`${base}/openapi.json`));
        expectThat(String(openapi).startsWith('3.1'), 'OpenAPI 3.1', openapi);
        return undefined;
      },
    },
    status('an unknown route is 404', 'GET', '/no-such-route', 404),
    status('GET /mcp is 405', 'GET', '/mcp', 405),
    status('DELETE /mcp is 405', 'DELETE', '/mcp', 405),
    {
      name: 'bad arguments are 400, named',
      run: async () => {
        const response = await post(stage, '/tools/get_case_summary', { days_back: 'soon' });
        const { code, error } = (await response.json()) as Record<string, unknown>;
        expectThat(response.status === 400 && code === 'invalid_input', '400 invalid_input', { code, error });
        return undefined;
      },
    },
  ];
}

/** Both protocol eras through the SDK's own client, and a plain POST without any handshake. */
export function protocolChecks(stage: Stage): readonly Check[] {
  const era = (name: string, mode: 'legacy' | { pin: string }): Check => ({
    name,
    run: async () => {
      const client = new Client(
        { name: 'case-insights-smoke', version: '1' },
        { versionNegotiation: { mode } },
      );
      const url = new URL(`${stage.base}/mcp`);
      try {
        await client.connect(
          new StreamableHTTPClientTransport(url, { fetch: (to, init) => stage.fetch(to, init) }),
        );
        expectSixTools((await client.listTools()).tools);
        return client.getServerVersion()?.version;
      } finally {
        await client.close();
      }
    },
  });
  return [
    {
      name: 'MCP by a plain POST lists six tools',
      run: async () => {
        const { result } = await json(await post(stage, '/mcp', LIST));
        expectSixTools((result as { tools?: unknown } | undefined)?.tools);
        return undefined;
      },
    },
    era('MCP of 2025 (initialize) lists six tools', 'legacy'),
    era('MCP of 2026 (no handshake) lists six tools', { pin: '2026-07-28' }),
    {
      name: 'progress arrives in pieces',
      run: async () => {
        const pieces = await streamPieces(stage);
        expectThat(pieces >= 2, 'at least 2 pieces', pieces);
        return `${pieces} pieces`;
      },
    },
  ];
}

/** Every tool on a small window. The two that may call a model are left out where nothing may be spent on one. */
export function toolChecks(stage: Stage, options: { model: boolean }): readonly Check[] {
  const yesterday = new Date(Date.parse(stage.today) - 86_400_000).toISOString().slice(0, 10);
  const calls: readonly (readonly [(typeof TOOLS)[number], Record<string, unknown>])[] = [
    ['query_athena', { query: 'SELECT 1 AS one', max_results: 1 }],
    ['get_case_summary', { days_back: 1 }],
    ['get_rca_analysis', { rca_category: 'Throttling', limit: 1 }],
    ['get_service_trends', { days_back: 7 }],
    [
      'analyze_with_bedrock',
      { data: 'service,cases\nEC2,2\nS3,1\n', analysis_prompt: 'Which service has more cases? One word.' },
    ],
    ['analyze_case_summaries', { start_date: yesterday, end_date: stage.today, max_cases: 1 }],
  ];
  return calls
    .filter(([name]) => options.model || !name.startsWith('analyze_'))
    .map(([name, input]) => ({
      name: `${name} answers`,
      run: async () => {
        const result = await json(await post(stage, `/tools/${name}`, input));
        return account(stage.spending, result);
      },
    }));
}

/** Adds what one answer cost; returns it in words. */
function account(spending: Spending, result: Record<string, unknown>): string | undefined {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  const usage = (result.usage ?? {}) as Record<string, unknown>;
  const tokens = number(usage.input_tokens);
  if (typeof result.query_execution_id === 'string') spending.queries += 1;
  spending.scannedBytes += number(result.data_scanned_bytes);
  spending.inputTokens += tokens;
  spending.outputTokens += number(usage.output_tokens);
  if (tokens > 0) return `${tokens} input tokens`;
  const cases = result.total_cases ?? result.total_cases_found;
  return typeof cases === 'number' ? `${cases} cases` : undefined;
}

async function streamPieces(stage: Stage): Promise<number> {
  const call = { name: 'get_service_trends', arguments: { days_back: 7 }, _meta: { progressToken: 1 } };
  const response = await stage.fetch(`${stage.base}/mcp`, {
    method: 'POST',
    headers: { ...JSON_HEADERS, accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }),
  });
  const type = response.headers.get('content-type') ?? '';
  expectThat(type.startsWith('text/event-stream'), 'an event stream', type);
  stage.spending.queries += 1;
  let pieces = 0;
  for await (const piece of response.body ?? []) pieces += piece.length > 0 ? 1 : 0;
  return pieces;
}

function post(stage: Stage, path: string, body: unknown): Promise<Response> {
  return stage.fetch(stage.base + path, {
    method: 'POST',
    headers: JSON_HEADERS,
    body: JSON.stringify(body),
  });
}

/** The body of a 2xx answer; anything else fails with what was said. */
async function json(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  expectThat(response.ok, 'a 2xx answer', `${response.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

function expectSixTools(tools: unknown): void {
  const names = Array.isArray(tools) ? tools.map((tool: { name?: unknown }) => tool.name) : [];
  expectThat(
    TOOLS.every((name) => names.includes(name)),
    `the tools ${TOOLS.join(', ')}`,
    names,
  );
}

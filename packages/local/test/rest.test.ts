import { TOOL_NAMES } from '@case-insights/core/names';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { sign } from '@case-insights/testing/sign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceProxy } from './support/service-proxy.ts';
import { startLocal } from './support/stack.ts';

const SCOPED = {
  accessKeyId: 'SCOPEDKEYEXAMPLE0001',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  arn: 'arn:aws:sts::123456789012:assumed-role/Payments/ann',
};

let stack: LocalStack;
let athena: ServiceProxy;
let bedrock: ServiceProxy;

beforeAll(async () => {
  [athena, bedrock] = await Promise.all([ServiceProxy.start(), ServiceProxy.start()]);
  stack = await startLocal({
    identities: [SCOPED],
    accessPolicy: {
      default: 'all',
      rules: [{ callers: ['arn:aws:iam::123456789012:role/Payments'], accounts: ['111122223333'] }],
    },
    variables: {
      AWS_ENDPOINT_URL_ATHENA: athena.endpoint,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.endpoint,
    },
  });
  athena.target = stack.athenaEndpoint;
  bedrock.target = stack.bedrockEndpoint;
});
afterAll(async () => {
  await stack?.stop();
  await Promise.all([athena?.stop(), bedrock?.stop()]);
});

describe('each route', () => {
  it('GET / says what the server is', async () => {
    const response = await stack.send('GET', '/');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      name: 'case-insights-mcp',
      protocol_versions: expect.arrayContaining(['2026-07-28', '2025-11-25']),
      endpoints: { mcp: 'POST /mcp' },
    });
  });

  it('GET /tools lists every tool with its schemas', async () => {
    const { tools } = (await (await stack.send('GET', '/tools')).json()) as {
      tools: { inputSchema: unknown }[];
    };
    expect(tools).toHaveLength(TOOL_NAMES.length);
    for (const tool of tools)
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('GET /tools/{name} describes one', async () => {
    const response = await stack.send('GET', '/tools/get_service_trends');
    expect(await response.json()).toMatchObject({
      name: 'get_service_trends',
      outputSchema: { type: 'object' },
    });
  });

  it('POST /tools/{name} calls it, and takes no body for no arguments', async () => {
    const response = await stack.send('POST', '/tools/get_service_trends');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ days_back: 90, interval: 'week' });
  });

  it('GET /openapi.json describes the surface', async () => {
    expect(await (await stack.send('GET', '/openapi.json')).json()).toMatchObject({
      openapi: expect.stringMatching(/^3\.1/),
      paths: { '/tools/query_athena': { post: expect.any(Object) } },
    });
  });

  it.each(['GET', 'DELETE'])('%s /mcp is not allowed', async (method) => {
    const response = await stack.send(method, '/mcp');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('POST /mcp answers a client without an Accept header in one JSON body', async () => {
    const method = 'POST';
    const url = `${stack.endpoint}/mcp`;
    const body = '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"get_service_trends"}}';
    const headers = await sign(
      { method, url, body, headers: { 'content-type': 'application/json' } },
      stack.identities.allowed,
    );
    for (const accept of [undefined, '*/*', 'application/json']) {
      const response = await fetch(url, {
        method,
        body,
        headers: accept === undefined ? headers : { ...headers, accept },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toMatchObject({
        jsonrpc: '2.0',
        id: 'a',
        result: { structuredContent: { days_back: 90 } },
      });
    }
  });
});

interface RestError {
  readonly error: string;
  readonly code: string;
  readonly details: readonly unknown[];
  readonly request_id: string;
}

async function errorOf(response: Response): Promise<RestError & { status: number }> {
  const body = (await response.json()) as RestError;
  expect(body.request_id).toBe(response.headers.get('x-amzn-requestid'));
  expect(body.error).toMatch(/\w+ \w+/);
  return { ...body, status: response.status };
}

const query = (text: string) => stack.send('POST', '/tools/query_athena', { query: text });
const analyze = () =>
  stack.send('POST', '/tools/analyze_with_bedrock', { data: 'a,1', analysis_prompt: 'What?' });

describe('each error', () => {
  it('invalid_input names every field that is wrong', async () => {
    const body = { start_date: '2025-02-30', end_date: '2025-01-01', max_cases: 0, colour: 'red' };
    const refused = await errorOf(await stack.send('POST', '/tools/analyze_case_summaries', body));
    expect(refused).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(refused.details).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'start_date' }),
        expect.objectContaining({ field: 'max_cases' }),
        expect.objectContaining({ field: 'colour' }),
      ]),
    );
  });

  it('invalid_input for a body that is not JSON', async () => {
    const refused = await errorOf(await stack.send('POST', '/tools/get_case_summary', '{"days_back":'));
    expect(refused).toMatchObject({ status: 400, code: 'invalid_input' });
  });

  it.each(['DROP TABLE case_summary', 'SELECT 1; SELECT 2', 'INSERT INTO case_summary VALUES (1)', ''])(
    'query_rejected or invalid_input: %s',
    async (text) => {
      const refused = await errorOf(await query(text));
      expect(refused).toMatchObject({ status: 400, code: text === '' ? 'invalid_input' : 'query_rejected' });
    },
  );

  it('query_failed carries the engine’s message and a hint', async () => {
    const refused = await errorOf(await query('SELECT * FROM no_such_table'));
    expect(refused).toMatchObject({ status: 400, code: 'query_failed' });
    expect(refused.error).toMatch(/no_such_table/);
    expect(refused.error).toMatch(/SHOW TABLES/);
  });

  it('forbidden for an account outside the caller’s scope', async () => {
    const body = { account_number: '444455556666', days_back: 3650 };
    const refused = await errorOf(await stack.send('POST', '/tools/get_case_summary', body, { as: SCOPED }));
    expect(refused).toMatchObject({ status: 403, code: 'forbidden' });
    expect(refused.error).toContain('444455556666');
  });

  it.each(['/tools/no_such_tool', '/no/such/route'])('not_found: POST %s', async (path) => {
    expect(await errorOf(await stack.send('POST', path, {}))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it('payload_too_large for a body over 4 MB, and says the limit', async () => {
    const body = { data: 'x'.repeat(4.2 * 1024 * 1024), analysis_prompt: 'What?' };
    const refused = await errorOf(await stack.send('POST', '/tools/analyze_with_bedrock', body));
    expect(refused).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(refused.error).toMatch(/4 MB/);
  });

  it('throttled when Athena still throttles after retries', async () => {
    athena.intercept = (operation) =>
      operation === 'StartQueryExecution' ? { status: 400, type: 'TooManyRequestsException' } : undefined;
    athena.operations.length = 0;
    try {
      const response = await query('SELECT 1');
      expect(await errorOf(response)).toMatchObject({ status: 429, code: 'throttled' });
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(athena.operations.length).toBeGreaterThan(1);
    } finally {
      athena.intercept = () => undefined;
    }
  });

  it('model_unavailable says which model, and how to get it', async () => {
    bedrock.intercept = () => ({
      status: 403,
      type: 'AccessDeniedException',
      message: "You don't have access to the model with the specified model ID.",
    });
    try {
      const refused = await errorOf(await analyze());
      expect(refused).toMatchObject({ status: 502, code: 'model_unavailable' });
      expect(refused.error).toContain('local.extractive-v1');
    } finally {
      bedrock.intercept = () => undefined;
    }
  });

  it('athena_unavailable names an exception that nobody knows, and repeats nothing of its text', async () => {
    athena.intercept = (operation) =>
      operation === 'StartQueryExecution'
        ? { status: 400, type: 'SomethingNewException', message: 'something inside' }
        : undefined;
    try {
      const refused = await errorOf(await stack.send('POST', '/tools/get_case_summary', {}));
      expect(refused).toMatchObject({ status: 502, code: 'athena_unavailable' });
      expect(refused.error).toContain('SomethingNewException');
      expect(refused.error).not.toContain('inside');
    } finally {
      athena.intercept = () => undefined;
    }
  });
});

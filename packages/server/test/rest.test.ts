import { ERROR_STATUS } from '@case-insights/core/errors';
import { TOOLS } from '@case-insights/core/tools';
import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appUnderTest, type UnderTest } from './app-under-test.ts';
import { instantAws } from './instant-aws.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());

const get = async (path: string) => jsonOf(await app.fetch(path));

describe('REST', () => {
  it('GET / names the server, its revisions and its endpoints', async () => {
    const body = await get('/');
    expect(body).toMatchObject({
      name: 'case-insights-mcp',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(body.protocol_versions).toEqual(
      expect.arrayContaining(['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26']),
    );
    expect(body.endpoints.mcp).toBe('POST /mcp');
  });

  it('GET /tools and GET /tools/{name} describe each tool with its schemas', async () => {
    const { tools } = await get('/tools');
    for (const tool of tools) expect(await get(`/tools/${tool.name}`)).toEqual(tool);
    expect(tools[0]).toMatchObject({
      name: 'query_athena',
      inputSchema: { type: 'object', required: ['query'], properties: { max_results: { default: 100 } } },
      outputSchema: { type: 'object' },
    });
  });

  it('GET /openapi.json says of each tool what it takes and what it gives', async () => {
    const { tools } = await get('/tools');
    const document = await get('/openapi.json');
    expect(document.openapi).toBe('3.1.0');
    // Without it a client would call the root of the host, above the stage.
    expect(new URL(document.servers[0].url, 'https://api.example/prod/openapi.json').pathname).toBe('/prod/');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/', '/tools', '/openapi.json', '/tools/query_athena']),
    );
    const { content } = document.paths['/tools/query_athena'].post.responses[200];
    expect(content['text/csv']).toEqual({ schema: { type: 'string' } });
    for (const tool of tools) {
      const { post } = document.paths[`/tools/${tool.name}`];
      const { max_tokens, ...properties } = post.requestBody.content['application/json'].schema.properties;
      expect(max_tokens).toMatchObject({ type: 'integer', minimum: 1_000 });
      expect({ ...post.requestBody.content['application/json'].schema, properties }).toEqual(
        tool.inputSchema,
      );
      expect(post.responses[200].content['application/json'].schema).toEqual(tool.outputSchema);
      expect(Object.keys(post.responses).map(Number)).toEqual(
        expect.arrayContaining(Object.values(ERROR_STATUS)),
      );
    }
  });

  it('POST /tools/query_athena answers CSV to who asks for it, with the token as a header', async () => {
    athena.script = () => ({
      columns: [
        ['n', 'bigint'],
        ['subject', 'varchar'],
      ],
      rows: [
        ['-1', '=HYPERLINK("http://example.org")'],
        [null, 'a, b'],
        ['3', 'left out'],
      ],
    });
    const ask = (tool: string, accept: string, args: object) =>
      app.fetch(`/tools/${tool}`, { method: 'POST', headers: { accept }, body: JSON.stringify(args) });
    const args = { query: 'SELECT n, subject FROM case_summary', max_results: 2 };
    const response = await ask('query_athena', 'text/csv, */*;q=0.1', args);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(await response.text()).toBe(
      'n,subject\r\n-1,"\'=HYPERLINK(""http://example.org"")"\r\n,"a, b"\r\n',
    );
    const token = response.headers.get('case-insights-next-token');
    const rest = await ask('query_athena', 'text/csv', { ...args, next_token: token });
    expect(await rest.text()).toBe('n,subject\r\n3,left out\r\n');
    expect(rest.headers.has('case-insights-next-token')).toBe(false);
    for (const accept of ['application/json', '*/*', 'text/csv;q=0']) {
      const other = await ask('query_athena', accept, args);
      expect(other.headers.get('content-type')).toContain('application/json');
    }
    expect((await ask('get_case_summary', 'text/csv', {})).headers.get('content-type')).toContain('json');
    const refused = await ask('query_athena', 'text/csv', { query: '' });
    expect(refused.status).toBe(400);
    expect(await jsonOf(refused)).toMatchObject({ error: expect.any(String) });
  });

  it('POST /tools/query_athena leaves nothing out of CSV for the tokens of a model', async () => {
    const rows = Array.from({ length: 1_500 }, (_, row) => [`${row} ${'summary '.repeat(40)}`]);
    athena.script = () => ({ columns: [['s', 'varchar']], rows });
    const send = (accept: string) =>
      app.fetch('/tools/query_athena', {
        method: 'POST',
        headers: { accept },
        body: JSON.stringify({ query: 'SELECT s FROM case_summary', max_results: 5000 }),
      });
    expect((await (await send('text/csv')).text()).split('\r\n')).toHaveLength(1_502);
    expect((await jsonOf(await send('application/json'))).rows.length).toBeLessThan(500);
  });

  it('GET /openapi.json requires a body where a tool requires an argument', async () => {
    const { paths } = await get('/openapi.json');
    const required = ({ post }: { post?: { operationId: string; requestBody: { required: boolean } } }) =>
      post === undefined ? [] : [[post.operationId, post.requestBody.required]];
    expect(Object.fromEntries(Object.values<object>(paths).flatMap(required))).toEqual({
      query_athena: true,
      analyze_with_bedrock: true,
      get_case_summary: false,
      get_rca_analysis: true,
      get_service_trends: false,
      analyze_case_summaries: true,
    });
    expect((await app.fetch('/tools/get_case_summary', { method: 'POST' })).status).toBe(200);
  });

  it('GET /openapi.json has a body for each tool to begin with, which the tool takes', async () => {
    const { paths } = await get('/openapi.json');
    for (const { name, inputSchema } of TOOLS) {
      const { example } = paths[`/tools/${name}`].post.requestBody.content['application/json'];
      expect(inputSchema.safeParse(example).error, name).toBeUndefined();
    }
  });

  it("GET /openapi.json tells API Gateway's refusals from the server's", async () => {
    const { paths, components } = await get('/openapi.json');
    const { responses } = paths['/tools/query_athena'].post;
    const schemaOf = (status: string) => responses[status].content['application/json'].schema;
    const ours = { $ref: '#/components/schemas/Error' };
    const gateways = { $ref: '#/components/schemas/GatewayRefusal' };
    for (const status of ['403', '413', '429', '500', '502', '504'])
      expect(schemaOf(status)).toEqual({ anyOf: [ours, gateways] });
    for (const status of ['400', '404']) expect(schemaOf(status)).toEqual(ours);
    expect(paths['/tools'].get.responses['403'].content['application/json'].schema).toEqual(gateways);
    expect(components.schemas.GatewayRefusal.properties).toHaveProperty('message');
  });

  it('GET /openapi.json describes the body of all errors', async () => {
    const { components } = await get('/openapi.json');
    expect(components.schemas.Error).toEqual({
      type: 'object',
      required: ['error', 'code', 'details', 'request_id'],
      properties: {
        error: { type: 'string', description: 'One sentence that says what to do' },
        code: {
          type: 'string',
          enum: [
            'invalid_input',
            'query_rejected',
            'query_failed',
            'forbidden',
            'not_found',
            'method_not_allowed',
            'payload_too_large',
            'throttled',
            'internal',
            'athena_unavailable',
            'model_unavailable',
            'deadline',
          ],
        },
        details: {
          type: 'array',
          items: {
            type: 'object',
            required: ['message'],
            properties: { field: { type: 'string' }, message: { type: 'string' } },
          },
        },
        request_id: { type: 'string' },
        query_execution_id: { type: 'string' },
        next_token: { type: 'string' },
      },
    });
  });

  it.each([
    ['an unknown tool', 'POST', '/tools/nope', '{}', 404, 'not_found', /tools are query_athena/],
    [
      'an unknown tool to describe',
      'GET',
      '/tools/nope',
      undefined,
      404,
      'not_found',
      /There is no tool "nope"/,
    ],
    ['an unknown route', 'GET', '/nope', undefined, 404, 'not_found', /There is no route "GET \/nope"/],
    ['a path with an escape', 'GET', '/a%2Fb%20c', undefined, 404, 'not_found', /"GET \/a%2Fb%20c"/],
    [
      'another method',
      'DELETE',
      '/tools',
      undefined,
      405,
      'method_not_allowed',
      /^"\/tools" does not take DELETE; send one of GET, HEAD\.$/,
    ],
    ['a body that is not JSON', 'POST', '/tools/get_case_summary', '{', 400, 'invalid_input', /not JSON/],
    [
      'a body that is no object',
      'POST',
      '/tools/get_case_summary',
      '[]',
      400,
      'invalid_input',
      /must be an object/,
    ],
    [
      'a nest',
      'POST',
      '/tools/get_case_summary',
      `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
      400,
      'invalid_input',
      /nested/,
    ],
    [
      'a bad field',
      'POST',
      '/tools/get_case_summary',
      '{"days_back":0}',
      400,
      'invalid_input',
      /days_back is 0/,
    ],
    ['an unknown field', 'POST', '/tools/get_case_summary', '{"days":1}', 400, 'invalid_input', /"days"/],
    [
      'a body over 4 MB',
      'POST',
      '/tools/get_case_summary',
      ' '.repeat(4_194_305),
      413,
      'payload_too_large',
      /4194304 bytes/,
    ],
  ])('answers %s in the shape of all errors', async (_, method, path, body, status, code, sentence) => {
    const response = await app.fetch(path, { method, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBe(status);
    expect(await jsonOf(response)).toEqual({
      error: expect.stringMatching(sentence),
      code,
      details: expect.any(Array),
      request_id: expect.stringMatching(/^request-/),
    });
  });

  it.each([
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/tools', 'GET, HEAD'],
    ['PUT', '/tools/get_case_summary', 'GET, HEAD, POST'],
    ['DELETE', '/tools/nope', 'GET, HEAD, POST'],
    ['OPTIONS', '/openapi.json', 'GET, HEAD'],
  ])('answers %s %s with the methods of the route in Allow', async (method, path, allow) => {
    const response = await app.fetch(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('takes a call without a body for one without arguments, and a trailing slash for none', async () => {
    athena.script = () => ({ columns: [], rows: [] });
    expect((await app.fetch('/tools/get_case_summary/', { method: 'POST' })).status).toBe(200);
  });

  it('begins an answer that may outlast the gateway after four minutes, and keeps it alive', async () => {
    vi.useFakeTimers();
    try {
      let open = () => {};
      const gate = new Promise<'all'>((resolve) => {
        open = () => resolve('all');
      });
      const aws = instantAws(() => ({ columns: [], rows: [] }));
      const slow = appUnderTest({}, {}, { ...aws, scopes: { scopeOf: () => gate } });
      const deadline = Date.now() + 600_000;
      const answered = slow.fetch('/tools/get_case_summary', { method: 'POST' }, { deadline });
      await vi.advanceTimersByTimeAsync(240_000);
      const response = await answered;
      expect(response.status).toBe(200);
      await vi.advanceTimersByTimeAsync(30_000);
      open();
      const text = await response.text();
      expect(text).toMatch(/^ {3}\{/);
      expect(JSON.parse(text)).toMatchObject({ total_cases: 0 });
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells nothing of an error that nobody foresaw, but its request id', async () => {
    const broken = appUnderTest(
      {},
      {},
      { scopes: { scopeOf: () => Promise.reject(new TypeError('secret detail')) } },
    );
    const response = await broken.fetch('/tools/get_case_summary', { method: 'POST' });
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).toContain('"request_id":"request-1"');
    expect(body + JSON.stringify(broken.logLines)).not.toContain('secret detail');
    expect(broken.logLines).toMatchObject([
      { level: 'INFO', message: 'executing tool', tool: 'get_case_summary' },
      {
        level: 'ERROR',
        error: 'internal',
        error_name: 'TypeError',
        stack: expect.stringContaining('rest.test.ts'),
      },
    ]);
  });
});

describe('CORS', () => {
  const origin = 'https://cases.example';
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };

  it('is off unless origins are configured', async () => {
    const response = await app.fetch('/', { headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await app.fetch('/mcp', preflight)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('allows the configured origin, and no other', async () => {
    const open = appUnderTest({}, { CORS_ORIGINS: `${origin},https://two.example` });
    const answer = await open.fetch('/tools/get_case_summary', preflight);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-headers')).toContain('X-Amz-Security-Token');
    const elsewhere = await open.fetch('/', { headers: { origin: 'https://evil.example' } });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  });
});

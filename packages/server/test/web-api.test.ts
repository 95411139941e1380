import { jsonOf } from '@case-insights/testing/answers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../src/app.ts';
import { type RequestContext, webCallerOf } from '../src/call/request-context.ts';
import { createLog } from '../src/log/log.ts';
import { IssuerUnavailable, TokenRefused } from '../src/oauth/refusals.ts';
import { SETTINGS, webOf } from '../src/oauth/testing/test-issuer.ts';
import { appUnderTest } from './app-under-test.ts';
import { instantAws } from './instant-aws.ts';
import { invokeStreaming, proxyEvent } from './lambda-runtime.ts';

const scopes = { scopeOf: async () => 'all' as const };
const aws = { ...instantAws(() => ({ columns: ['n'], rows: [['1']] })), scopes };
const app = appUnderTest({}, {}, aws);
beforeEach(() => {
  app.logLines.length = 0;
});

const METADATA = '/.well-known/oauth-protected-resource';
const NO_TOKEN = new TokenRefused(
  undefined,
  'This server needs an access token in the Authorization header.',
);

/** A request of the web API, by a known caller or refused. */
const web = (refusal?: unknown, access = webOf()): Partial<RequestContext> => ({
  caller: webCallerOf('oidc:login.example.com#ann', ['Payments']),
  web: { access, ...(refusal === undefined ? {} : { refusal }) },
});

describe('the API for assistants on the web', () => {
  it.each([METADATA, `${METADATA}/mcp`])('tells everybody at %s where to get a token', async (path) => {
    const response = await app.fetch(path, {}, web(NO_TOKEN));
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await jsonOf(response)).toEqual({
      resource: 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod/mcp',
      authorization_servers: ['https://login.example.com/tenant'],
      scopes_supported: ['cases/read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Case Insights MCP',
    });
  });

  it('has clients ask for a scope as the issuer writes it', async () => {
    const access = webOf({ request_scope: 'api://cases/read offline_access' });
    const { scopes_supported: asked } = await jsonOf(await app.fetch(METADATA, {}, web(NO_TOKEN, access)));
    expect(asked).toEqual(['api://cases/read', 'offline_access']);
    expect(
      (await app.fetch('/mcp', { method: 'POST' }, web(NO_TOKEN, access))).headers.get('www-authenticate'),
    ).toBe(
      'Bearer scope="api://cases/read offline_access", resource_metadata="https://abc123def4.execute-api.us-east-1.amazonaws.com/prod/.well-known/oauth-protected-resource/mcp"',
    );
  });

  it('refuses a request without a token with the challenge, and no error that there was none', async () => {
    const response = await app.fetch('/mcp', { method: 'POST', body: 'x' }, web(NO_TOKEN));
    expect({ status: response.status, body: await jsonOf(response) }).toEqual({
      status: 401,
      body: {
        error: 'This server needs an access token in the Authorization header.',
        code: 'unauthorized',
        details: [],
        request_id: expect.any(String),
      },
    });
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer scope="cases/read", resource_metadata="https://abc123def4.execute-api.us-east-1.amazonaws.com/prod/.well-known/oauth-protected-resource/mcp"',
    );
    expect(app.logLines).toMatchObject([{ level: 'INFO', message: 'web request refused' }]);
  });

  it('says that the issuer is the reason where it is', async () => {
    const unavailable = new IssuerUnavailable('The issuer answers with status 500.', {
      cause: new TypeError('x'),
    });
    const response = await app.fetch('/tools', {}, web(unavailable));
    expect({ status: response.status, code: (await jsonOf(response)).code }).toEqual({
      status: 503,
      code: 'issuer_unavailable',
    });
    expect(app.logLines).toMatchObject([
      { level: 'ERROR', reason: 'The issuer answers with status 500.', error_name: 'TypeError' },
    ]);
  });

  it('answers 500 without details where an error is one that nobody foresaw, and logs its kind', async () => {
    const response = await app.fetch('/tools', {}, web(new RangeError('token eyJ is odd')));
    expect({ status: response.status, body: await jsonOf(response) }).toEqual({
      status: 500,
      body: {
        error:
          'Internal server error; give the request id to the operator of the server, whose log has the details.',
        code: 'internal',
        details: [],
        request_id: expect.any(String),
      },
    });
    expect(response.headers.get('retry-after')).toBeNull();
    expect(app.logLines).toMatchObject([{ level: 'ERROR', error: 'internal', error_name: 'RangeError' }]);
    expect(JSON.stringify(app.logLines)).not.toContain('eyJ');
  });

  it('lets pages of configured origins read a refusal, and no other', async () => {
    const open = appUnderTest({}, { CORS_ORIGINS: 'https://cases.example' }, aws);
    const from = async (origin: string) =>
      (await open.fetch('/mcp', { method: 'POST', headers: { origin } }, web(NO_TOKEN))).headers.get(
        'access-control-allow-origin',
      );
    expect([await from('https://cases.example'), await from('https://evil.example')]).toEqual([
      'https://cases.example',
      null,
    ]);
  });

  it('serves MCP and REST to who has a token', async () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    };
    const { result } = await jsonOf(await app.fetch('/mcp', init, web()));
    expect(result.tools).toHaveLength(app.services.tools.length);
    const called = await app.fetch(
      '/tools/query_athena',
      { method: 'POST', body: '{"query":"SELECT 1"}' },
      web(),
    );
    expect(await jsonOf(called)).toMatchObject({ row_count: 1 });
  });

  it.each([
    ['within 40 s, since a GPT action gives up after 45', {}, 40],
    ['within the time that is asked for', { prefer: 'wait=9' }, 9],
  ])('answers a call by REST %s', async (_, headers, seconds) => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const init = { method: 'POST', headers, body: '{}' };
    const context = { ...web(), deadline: Date.now() + 900_000 };
    expect((await app.fetch('/tools/get_service_trends', init, context)).status).toBe(200);
    expect(timers.mock.calls.map(([, ms]) => Math.round((ms ?? 0) / 1_000))).toContain(seconds);
    timers.mockRestore();
  });

  it('does not decode the body of a request that is refused', async () => {
    const bodies: string[] = [];
    const log = createLog('ERROR', () => {});
    const event = proxyEvent(
      'POST',
      '/mcp',
      '{"jsonrpc":',
      {},
      {
        stageVariables: { ...SETTINGS, api_id: 'abc' },
        requestContext: { apiId: 'abc', requestId: 'gateway-1' },
      },
    );
    const app = createApp(appUnderTest({}, {}, aws).services);
    const { statusCode } = await invokeStreaming(
      async (request, context) => {
        bodies.push(await request.clone().text());
        return await app(request, context);
      },
      log,
      event,
    );
    expect({ statusCode, bodies }).toEqual({ statusCode: 401, bodies: [''] });
  });
});

describe('GET /openapi.json of the web API', () => {
  const document = async (refusal?: unknown) =>
    await jsonOf(await app.fetch('/openapi.json', {}, web(refusal)));

  it('tells everybody the tools, where they are, and how to sign in', async () => {
    const { servers, security, components, paths } = await document(NO_TOKEN);
    expect({ servers, security, schemes: components.securitySchemes }).toEqual({
      servers: [{ url: 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod' }],
      security: [{ oauth: ['cases/read'] }],
      schemes: {
        oauth: {
          type: 'openIdConnect',
          openIdConnectUrl: 'https://login.example.com/tenant/.well-known/openid-configuration',
        },
      },
    });
    expect(Object.keys(paths)).toEqual(
      app.services.tools.map(({ definition }) => `/tools/${definition.name}`),
    );
  });

  it('fits the limits of GPT actions, which may call each tool without asking', async () => {
    const { paths } = await document();
    for (const path of Object.values<Record<string, Record<string, string>>>(paths)) {
      expect(Object.keys(path)).toEqual(['post']);
      expect(path.post).toMatchObject({ 'x-openai-isConsequential': false });
      expect(path.post?.summary?.length).toBeLessThanOrEqual(300);
      expect(path.post?.description?.length).toBeLessThanOrEqual(300);
      expect(path.post?.responses).toHaveProperty('401');
    }
    expect(paths['/tools/query_athena'].post.description).toMatch(/lifecycle_reason; all text\.$/);
  });

  it('describes refusals of a token beside errors of a call', async () => {
    const { paths, components } = await document();
    const { responses } = paths['/tools/query_athena'].post;
    const bodyOf = (status: number) => responses[status].content['application/json'].schema;
    const [error, web, gateway] = ['Error', 'WebRefusal', 'GatewayRefusal'].map((name) => ({
      $ref: `#/components/schemas/${name}`,
    }));
    expect([bodyOf(400), bodyOf(401), bodyOf(403), bodyOf(503)]).toEqual([
      error,
      web,
      { anyOf: [error, web, gateway] },
      web,
    ]);
    expect(responses[403].description).toBe(
      'forbidden, insufficient_scope, origin_not_allowed, or a refusal by API Gateway',
    );
    expect(components.schemas.WebRefusal).toMatchObject({
      required: ['error', 'code', 'request_id'],
      properties: {
        code: {
          enum: [
            'unauthorized',
            'invalid_token',
            'insufficient_scope',
            'origin_not_allowed',
            'issuer_unavailable',
          ],
        },
      },
    });
  });

  it('is another one for requests that IAM lets in', async () => {
    const { servers, security } = await jsonOf(await app.fetch('/openapi.json'));
    expect({ servers, security }).toEqual({ servers: [{ url: '.' }], security: [{ sigv4: [] }] });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { type Credentials, sign } from '../../test/support/sign.ts';
import { ConcurrencyExceeded, PayloadTooLarge } from '../lambda/function.ts';
import type { AccessLogEntry } from './access-log.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import type { Identity } from './identity.ts';

const caller = (name: string, access: Identity['access']): Identity => ({
  accessKeyId: `KEYOF${name}`,
  secretAccessKey: 'secret',
  arn: `arn:aws:iam::123456789012:user/${name}`,
  access,
});
const ALLOWED = caller('allowed', 'allow');
const DENIED = caller('denied', 'implicit-deny');
const BANNED = caller('banned', 'explicit-deny');

type Invocation = Parameters<GatewayOptions['function']['invoke']>[0];
const head = (metadata: unknown) => Buffer.from(`${JSON.stringify(metadata)}${'\0'.repeat(8)}`);
const streamed =
  (metadata: unknown, body: string) =>
  async ({ onChunk }: Invocation) => {
    onChunk(Buffer.concat([head(metadata), Buffer.from(body)]));
  };

const running: Gateway[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.close()));
});

async function start(
  invoke: (invocation: Invocation) => Promise<void>,
  overrides: Partial<GatewayOptions> = {},
) {
  const entries: AccessLogEntry[] = [];
  const gateway = await startGateway({
    api: { accountId: '123456789012', apiId: 'api123', region: 'us-east-1', stage: 'prod' },
    identities: [ALLOWED, DENIED, BANNED],
    function: { invoke },
    integration: { responseMode: 'stream', timeoutMs: 10_000 },
    throttle: { rate: 1000, burst: 1000 },
    corsOrigins: [],
    accessLog: (entry) => entries.push(entry),
    port: 0,
    ...overrides,
  });
  running.push(gateway);
  const send = async (
    method: string,
    path: string,
    body?: string | Uint8Array,
    options: { as?: Credentials | undefined; headers?: Record<string, string> } = {},
  ) => {
    const url = gateway.endpoint + path;
    const given = options.headers ?? {};
    const headers =
      'as' in options && options.as === undefined
        ? given
        : await sign(
            { method, url, headers: given, ...(body === undefined ? {} : { body }) },
            options.as ?? ALLOWED,
          );
    return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  };
  return { gateway, entries, send };
}

const refusal = async (response: Response) => ({
  status: response.status,
  errorType: response.headers.get('x-amzn-errortype'),
  body: await response.text(),
});

describe('the event', () => {
  const eventOf = async (
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ) => {
    const events: unknown[] = [];
    const { send } = await start(async (invocation) => {
      events.push(invocation.event);
      await streamed({ statusCode: 200 }, 'ok')(invocation);
    });
    await send(method, path, body, { headers });
    return events[0];
  };

  it('is what a REST proxy integration sends', async () => {
    const event = await eventOf('POST', '/mcp?a=1&a=2&b=x%20y', '{"é":1}', {
      'content-type': 'application/json',
      'user-agent': 'test/1',
    });
    expect(event).toMatchObject({
      resource: '/mcp',
      path: '/mcp',
      httpMethod: 'POST',
      queryStringParameters: { a: '2', b: 'x y' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
      pathParameters: null,
      stageVariables: null,
      headers: { 'content-type': 'application/json', 'X-Forwarded-Proto': 'https' },
      multiValueHeaders: { 'content-type': ['application/json'] },
      body: '{"é":1}',
      isBase64Encoded: false,
      requestContext: {
        resourcePath: '/mcp',
        path: '/prod/mcp',
        stage: 'prod',
        httpMethod: 'POST',
        accountId: '123456789012',
        apiId: 'api123',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        extendedRequestId: expect.any(String),
        requestTimeEpoch: expect.any(Number),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        identity: {
          userArn: ALLOWED.arn,
          accountId: '123456789012',
          accessKey: ALLOWED.accessKeyId,
          caller: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
          user: expect.stringMatching(/^AIDA/),
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
      },
    });
  });

  it('does not carry the signature', async () => {
    expect(JSON.stringify(await eventOf('GET', '/'))).not.toMatch(/authorization|Signature=/i);
  });

  it.each([
    ['/', '/', null],
    ['/tools', '/tools', null],
    ['/tools/get_case_summary', '/tools/{name}', { name: 'get_case_summary' }],
    ['/openapi.json', '/{proxy+}', { proxy: 'openapi.json' }],
    ['/a/b%20c', '/{proxy+}', { proxy: 'a/b c' }],
  ])('of %s belongs to the resource %s', async (path, resource, pathParameters) => {
    expect(await eventOf('GET', path)).toMatchObject({ path, resource, pathParameters, body: null });
  });
});

describe('the answer of the function', () => {
  it('reaches the client in pieces, as it is written', async () => {
    let finish: () => void = () => {};
    const { send } = await start(async ({ onChunk }) => {
      onChunk(head({ statusCode: 201, headers: { 'content-type': 'text/plain', 'x-one': '1' } }));
      onChunk(Buffer.from('first'));
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      onChunk(Buffer.from('second'));
    });
    const response = await send('GET', '/');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('x-amz-apigw-id')).toBeTruthy();
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('second');
    expect((await reader.read()).done).toBe(true);
  });

  it('may come with its prelude cut anywhere', async () => {
    const { send } = await start(async ({ onChunk }) => {
      const whole = Buffer.concat([head({ statusCode: 202, cookies: ['a=1', 'b=2'] }), Buffer.from('body')]);
      for (const byte of whole) onChunk(Buffer.from([byte]));
    });
    const response = await send('GET', '/');
    expect(response.status).toBe(202);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('body');
  });

  it.each<[string, GatewayOptions['function']['invoke']]>([
    ['fails', () => Promise.reject(new Error('secret detail'))],
    ['writes nothing', () => Promise.resolve()],
    ['writes no prelude', async ({ onChunk }) => onChunk(Buffer.from('plain'))],
    ['has no end of its prelude in 16 KB', async ({ onChunk }) => onChunk(Buffer.alloc(16_385, 'x'))],
    ['has a prelude that is not JSON', async ({ onChunk }) => onChunk(Buffer.from(`{${'\0'.repeat(8)}`))],
    ['has a status that is none', streamed({ statusCode: 99 }, 'x')],
  ])('is 502 when it %s', async (_, invoke) => {
    const { send } = await start(invoke);
    expect(await refusal(await send('GET', '/'))).toEqual({
      status: 502,
      errorType: 'InternalServerErrorException',
      body: '{"message":"Internal server error"}',
    });
  });

  it('is cut, not ended, when the function fails in the middle of it', async () => {
    const { send } = await start(async ({ onChunk }) => {
      onChunk(Buffer.concat([head({ statusCode: 200 }), Buffer.from('half')]));
      throw new Error('broken');
    });
    const response = await send('GET', '/');
    await expect(response.text()).rejects.toThrow();
  });

  it('is 413 when Lambda does not take the event', async () => {
    const { send } = await start(() => Promise.reject(new PayloadTooLarge()));
    expect(await refusal(await send('POST', '/', 'x'))).toMatchObject({
      status: 413,
      body: '{"message":"Request Too Long"}',
    });
  });

  it('is 429 when every instance is busy', async () => {
    const { send } = await start(() => Promise.reject(new ConcurrencyExceeded()));
    expect(await refusal(await send('GET', '/'))).toEqual({
      status: 429,
      errorType: 'TooManyRequestsException',
      body: '{"message":"Too Many Requests"}',
    });
  });

  it('is 504 when it takes too long', async () => {
    const never = () => new Promise<void>(() => {});
    const { send } = await start(never, { integration: { responseMode: 'stream', timeoutMs: 20 } });
    expect(await refusal(await send('GET', '/'))).toEqual({
      status: 504,
      errorType: null,
      body: '{"message":"Endpoint request timed out"}',
    });
  });
});

describe('the answer of a buffered integration', () => {
  const buffered = { integration: { responseMode: 'buffered', timeoutMs: 10_000 } } as const;
  const returning =
    (value: unknown) =>
    async ({ onChunk }: Invocation) =>
      onChunk(Buffer.from(JSON.stringify(value)));

  it('is sent whole', async () => {
    const { send } = await start(
      returning({
        statusCode: 200,
        headers: { 'x-a': '1' },
        multiValueHeaders: { 'x-b': ['2', '3'] },
        body: 'ü',
      }),
      buffered,
    );
    const response = await send('GET', '/');
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.get('x-b')).toBe('2, 3');
    expect(response.headers.get('content-length')).toBe('2');
    expect(await response.text()).toBe('ü');
  });

  it('is decoded when it says so', async () => {
    const body = Buffer.from('bytes').toString('base64');
    const { send } = await start(returning({ statusCode: 200, body, isBase64Encoded: true }), buffered);
    expect(await (await send('GET', '/')).text()).toBe('bytes');
  });

  it.each([
    ['is no proxy response', returning('text')],
    ['comes as a stream', streamed({ statusCode: 200 }, 'x')],
    ['is longer than 6 MB', returning({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) })],
  ])('is 502 when it %s', async (_, invoke) => {
    const { send } = await start(invoke, buffered);
    expect((await send('GET', '/')).status).toBe(502);
  });
});

describe('the gateway refuses', () => {
  const ok = streamed({ statusCode: 200 }, 'ok');

  it.each([
    ['without a policy', DENIED, ''],
    ['with an explicit deny', BANNED, ' with an explicit deny'],
  ])('a caller %s, and says who may not do what', async (_, as, ending) => {
    const { send } = await start(ok);
    const resource = 'arn:aws:execute-api:us-east-1:********9012:api123/prod/POST/mcp';
    expect(await refusal(await send('POST', '/mcp', '{}', { as }))).toEqual({
      status: 403,
      errorType: 'AccessDeniedException',
      body: JSON.stringify({
        Message: `User: ${as.arn} is not authorized to perform: execute-api:Invoke on resource: ${resource}${ending}`,
      }),
    });
  });

  it('an unsigned request', async () => {
    const { send } = await start(ok);
    expect(await refusal(await send('GET', '/', undefined, { as: undefined }))).toEqual({
      status: 403,
      errorType: 'MissingAuthenticationTokenException',
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  it('another stage', async () => {
    const { gateway } = await start(ok);
    const response = await fetch(`${new URL(gateway.endpoint).origin}/test/mcp`);
    expect(await refusal(response)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  it('a malformed escape', async () => {
    const { gateway } = await start(ok);
    expect((await fetch(`${gateway.endpoint}/%zz`)).status).toBe(400);
  });

  it('a body over 10 MB, and takes one of 10 MB', async () => {
    const { send } = await start(ok);
    const limit = 10 * 1024 * 1024;
    expect((await send('POST', '/mcp', Buffer.alloc(limit, 'x'))).status).toBe(200);
    expect(await refusal(await send('POST', '/mcp', Buffer.alloc(limit + 1, 'x')))).toEqual({
      status: 413,
      errorType: 'RequestEntityTooLargeException',
      body: '{"message":"Request Too Long"}',
    });
  });

  it('what comes faster than the throttle allows', async () => {
    const { send } = await start(ok, { throttle: { rate: 0.001, burst: 2 } });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await send('GET', '/')).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('CORS', () => {
  const invoke = streamed({ statusCode: 204 }, ' ');

  it('lets an unsigned OPTIONS through where it is on, and marks the own refusals', async () => {
    const { send } = await start(invoke, { corsOrigins: ['https://app.example'] });
    const headers = { origin: 'https://app.example' };
    expect((await send('OPTIONS', '/mcp', undefined, { as: undefined, headers })).status).toBe(204);
    const refused = await send('POST', '/mcp', '{}', { as: undefined, headers });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  it('is off otherwise', async () => {
    const { send } = await start(invoke);
    const refused = await send('OPTIONS', '/mcp', undefined, {
      as: undefined,
      headers: { origin: 'https://app.example' },
    });
    expect(refused.status).toBe(403);
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('the access log', () => {
  it('has the fields of the template, numbers as numbers', async () => {
    const { send, entries } = await start(streamed({ statusCode: 200 }, 'four'));
    await (
      await send('POST', '/tools/get_case_summary', '{}', { headers: { 'user-agent': 'test/1' } })
    ).text();
    await expect.poll(() => entries).toHaveLength(1);
    expect(entries[0]).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      timestamp: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      httpMethod: 'POST',
      resourcePath: '/tools/{name}',
      path: '/prod/tools/get_case_summary',
      status: 200,
      responseTime: expect.any(Number),
      responseLength: 4,
      clientIp: '127.0.0.1',
      userAgent: 'test/1',
      caller: ALLOWED.arn,
      user: expect.stringMatching(/^AIDA/),
      error: '-',
      errorType: '-',
    });
  });

  it('names a caller who was denied', async () => {
    const { send, entries } = await start(streamed({ statusCode: 200 }, 'x'));
    await send('GET', '/', undefined, { as: DENIED });
    await expect.poll(() => entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ status: 403, caller: DENIED.arn, errorType: 'ACCESS_DENIED' });
  });

  it('tells why a request was refused', async () => {
    const { send, entries } = await start(streamed({ statusCode: 200 }, 'x'));
    await send('GET', '/', undefined, { as: undefined });
    await expect.poll(() => entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      status: 403,
      caller: '-',
      error: 'Missing Authentication Token',
      errorType: 'MISSING_AUTHENTICATION_TOKEN',
    });
  });
});

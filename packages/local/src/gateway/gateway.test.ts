import { describe, expect, it } from 'vitest';
import { ALLOWED, BANNED, DENIED, refusal, start, streamed } from './test-gateway.ts';

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

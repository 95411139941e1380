import { deferred } from '@case-insights/testing/deferred';
import { describe, expect, it } from 'vitest';
import { ConcurrencyExceeded, PayloadTooLarge } from '../lambda/function.ts';
import type { GatewayOptions } from './gateway.ts';
import { head, type Invocation, refusal, start, streamed } from './test-gateway.ts';

describe('the answer of the function', () => {
  it('reaches the client in pieces, as it is written', async () => {
    const finish = deferred();
    const { send } = await start(async ({ onChunk }) => {
      onChunk(head({ statusCode: 201, headers: { 'content-type': 'text/plain', 'x-one': '1' } }));
      onChunk(Buffer.from('first'));
      await finish.promise;
      onChunk(Buffer.from('second'));
    });
    const response = await send('GET', '/');
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('x-amz-apigw-id')).toBeTruthy();
    const reader = response.body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('first');
    finish.resolve();
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

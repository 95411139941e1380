import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../src/log/log.ts';
import { appUnderTest, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let url: string;
let app: UnderTest;
beforeAll(async () => {
  url = await athena.listen();
  app = appUnderTest({ athena: url });
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  athena.refusals.length = 0;
  app.logLines.length = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lets more than a second pass while something else is awaited. */
async function overASecond() {
  await vi.advanceTimersByTimeAsync(1_100);
}
const slowScopes = {
  scopeOf: async () => {
    await overASecond();
    return 'all' as const;
  },
};

const CALL_IDS = ['call-0123456789abcdef', 'call-fedcba9876543210'] as const;
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const cancelOf = (callId: string) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId: 0, _meta: { 'case-insights/call': callId } },
});
const call = (meta: object = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'get_case_summary', arguments: {}, _meta: meta },
});

function post(body: unknown, headers: Record<string, string> = {}, to = app, context = {}) {
  return to.fetch(
    '/mcp',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      // Bytes, since a text body would bring a content type of its own.
      body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    context,
  );
}

describe('a body that is no message', () => {
  it.each([
    [
      'of another type',
      ping,
      { 'content-type': 'text/plain' },
      415,
      -32000,
      'The body must be sent with Content-Type: application/json.',
    ],
    [
      'over 4 MB',
      ' '.repeat(4_194_305),
      {},
      413,
      -32000,
      'The request body is larger than 4194304 bytes (4 MB); send less data, or narrow the question.',
    ],
    ['of no JSON', '{', {}, 400, -32700, 'The body is not JSON; send one JSON-RPC 2.0 message.'],
    [
      'nested too deep',
      `${'['.repeat(40)}${']'.repeat(40)}`,
      {},
      400,
      -32600,
      'The JSON is nested deeper than 32 levels; flatten it.',
    ],
    ['of a text', '"ping"', {}, 400, -32600, 'The body is not a JSON-RPC 2.0 message; send an object.'],
    ['of null', 'null', {}, 400, -32600, 'The body is not a JSON-RPC 2.0 message; send an object.'],
  ])('%s is refused', async (_, body, headers, status, code, message) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await jsonOf(response)).toEqual({ jsonrpc: '2.0', error: { code, message }, id: null });
  });

  it('but broke off is an internal error', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('broken off')) });
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    };
    const response = await app.fetch('/mcp', init);
    expect(response.status).toBe(500);
    expect(await jsonOf(response)).toMatchObject({ code: 'internal' });
  });
});

describe('the format of an answer', () => {
  const progress = { progressToken: 'p' };
  it.each([
    ['no Accept', undefined, progress, 'application/json'],
    ['Accept: */*', '*/*', progress, 'application/json'],
    ['Accept: application/*', 'application/*', progress, 'application/json'],
    ['Accept: text/html', 'text/html', progress, 'application/json'],
    ['both formats and no progress', 'application/json, text/event-stream', {}, 'application/json'],
    ['both formats and progress', 'application/json, text/event-stream', progress, 'text/event-stream'],
    ['both formats in capitals', 'APPLICATION/JSON, TEXT/EVENT-STREAM', progress, 'text/event-stream'],
    ['any format and streams', '*/*, text/event-stream', {}, 'application/json'],
    ['any application format and streams', 'application/*, text/event-stream', {}, 'application/json'],
    ['capitals and no progress', 'APPLICATION/JSON, TEXT/EVENT-STREAM', {}, 'application/json'],
    ['streams alone', 'text/event-stream', {}, 'text/event-stream'],
  ])('with %s is right', async (_, accept, meta, type) => {
    const response = await post(call(meta), accept === undefined ? {} : { accept });
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toContain('"structuredContent"');
  });

  it.each([
    ['JSON after white space', {}, 'application/json', / \{"result"/],
    [
      'an event stream after a comment',
      { accept: 'application/json, text/event-stream' },
      'text/event-stream',
      /^: waiting\n\nevent: message\ndata: \{"result"/,
    ],
  ])('of a call that takes over a second is %s', async (_, headers, type, body) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = appUnderTest({ athena: url }, {}, { scopes: slowScopes });
    const response = await post(call(), headers, slow);
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toMatch(body);
  });

  it('of a call that takes over a second is its own where the deployment buffers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = appUnderTest({ athena: url }, { RESPONSE_MODE: 'buffered' }, { scopes: slowScopes });
    expect(await (await post(call(), {}, slow)).text()).toMatch(/^\{"result"/);
  });
});

describe('cancelling', () => {
  const looksFor = (count: number) =>
    athena.calls.filter((operation) => operation === 'ListQueryExecutions').length === count;

  it('looks for all cancelled calls of a batch at once, and once more', async () => {
    expect((await post(CALL_IDS.map(cancelOf))).status).toBe(202);
    expect(looksFor(2)).toBe(true);
  });

  it.each([
    ['another notification', { ...cancelOf(CALL_IDS[0]), method: 'notifications/initialized' }],
    ['no params', { jsonrpc: '2.0', method: 'notifications/cancelled' }],
    [
      'a call id outside _meta',
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { 'case-insights/call': CALL_IDS[0] } },
    ],
  ])('looks for nothing with %s', async (_, message) => {
    expect((await post(message)).status).toBe(202);
    expect(athena.calls).toEqual([]);
  });

  it('does nothing where the message itself is refused', async () => {
    const response = await post(cancelOf(CALL_IDS[0]), { 'mcp-protocol-version': '1999-01-01' });
    expect(response.status).toBe(400);
    expect(athena.calls).toEqual([]);
  });

  it('answers 202 however long it takes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = appUnderTest({ athena: url }, {}, { sleep: overASecond });
    expect((await post(cancelOf(CALL_IDS[0]), {}, slow)).status).toBe(202);
  });
});

describe('a fault of the server itself', () => {
  const answerToNothing = { jsonrpc: '2.0', id: 9, result: {} };
  it.each([
    ['a notification', cancelOf(CALL_IDS[0]), {}],
    ['a message that asks for something', [cancelOf(CALL_IDS[0]), answerToNothing], {}],
    [
      'a message that asks for a stream',
      [cancelOf(CALL_IDS[0]), answerToNothing],
      { accept: 'text/event-stream' },
    ],
  ])('answers %s with a JSON-RPC error, and logs where it happened', async (_, message, headers) => {
    athena.refusals.push({ operation: 'ListQueryExecutions', type: 'InvalidRequestException' });
    const logged: unknown[] = [];
    const log: Log = {
      debug: () => {},
      info: () => {},
      warn: () => {
        throw new RangeError('secret detail');
      },
      error: (...line) => logged.push(line),
      with: () => log,
      always: () => {},
    };
    const response = await post(message, headers, app, { log });
    expect(response.status).toBe(500);
    const { error } = await jsonOf(response);
    expect(error.code).toBe(-32603);
    expect(error.message).toBe('Internal server error; the log of the server has the details.');
    expect(logged).toEqual([
      [
        'mcp request failed',
        { error: 'internal', error_name: 'RangeError', stack: expect.stringContaining('at ') },
      ],
    ]);
    expect(JSON.stringify(logged)).not.toContain('secret');
  });
});

describe('the text of a result', () => {
  it.each([
    [{}, (structure: unknown) => JSON.stringify(structure)],
    [
      { TEXT_CONTENT: 'summary' },
      () => expect.stringMatching(/^Count cases: total_cases \d+, unique_accounts/),
    ],
  ])('is what the deployment chose: %j', async (environment, expected) => {
    const { result } = await jsonOf(await post(call(), {}, appUnderTest({ athena: url }, environment)));
    expect(result.content).toEqual([{ type: 'text', text: expected(result.structuredContent) }]);
    expect(result.structuredContent).toMatchObject({ total_cases: expect.any(Number) });
  });
});

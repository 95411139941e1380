import { guardStatement } from '@case-insights/core/guard';
import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerOf } from '../src/call/request-context.ts';
import { appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let url: string;
/** Two instances of the function, as a call and its cancel may reach different ones. */
let app: UnderTest;
let other: UnderTest;
beforeAll(async () => {
  await guardStatement('SELECT 1');
  url = await athena.listen();
  app = appUnderTest({ athena: url });
  other = appUnderTest({ athena: url });
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  athena.onLook = () => {};
  athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']], runningLooks: 'forever' });
});

const CALL_ID = 'call-0123456789abcdef';
const SSE = 'application/json, text/event-stream';

function post(to: UnderTest, message: object, headers: Record<string, string> = {}, context = {}) {
  return to.fetch(
    '/mcp',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    },
    context,
  );
}

const toolCall = (name: string, args: object, meta: object = {}) => ({
  id: 0,
  method: 'tools/call',
  params: { name, arguments: args, _meta: { 'case-insights/call': CALL_ID, ...meta } },
});
const cancel = (callId: string = CALL_ID) => ({
  method: 'notifications/cancelled',
  params: { requestId: 0, _meta: { 'case-insights/call': callId } },
});

/** Resolves at the first look at a running query. */
const running = () =>
  new Promise<void>((resolve) => {
    athena.onLook = () => resolve();
  });

/** Resolves when exactly so many queries ran and all are stopped, for which an answer waits a quarter of a second at most. */
const untilStopped = (count: number) =>
  vi.waitFor(
    () =>
      expect([...athena.executions.values()].map(({ stopped }) => stopped)).toEqual(
        new Array(count).fill(true),
      ),
    30_000,
  );

describe('a call that fails', () => {
  it('stops the query that ran beside the one that failed', async () => {
    athena.script = (query) =>
      query.includes('GROUPING SETS') ? { failure: { reason: 'INTERNAL' } } : { runningLooks: 'forever' };
    const body = JSON.stringify({ start_date: '2025-01-01', end_date: '2025-01-31' });
    const response = await app.fetch('/tools/analyze_case_summaries', { method: 'POST', body });
    expect(await jsonOf(response)).toMatchObject({ code: 'query_failed' });
    await vi.waitFor(() => {
      expect(
        [...athena.executions.values()].map(({ query, stopped }) => [query.includes('GROUPING'), stopped]),
      ).toEqual(
        expect.arrayContaining([
          [true, false],
          [false, true],
        ]),
      );
    }, 30_000);
  });
});

describe('a deadline', () => {
  it.each(['get_case_summary', 'get_service_trends'])(
    'ends %s with the query it was about, still running',
    async (tool) => {
      const response = await app.fetch(
        `/tools/${tool}`,
        { method: 'POST' },
        { deadline: Date.now() + 1_500 },
      );
      expect(response.status).toBe(504);
      const body = await jsonOf(response);
      expect(body).toMatchObject({ code: 'deadline', query_execution_id: expect.any(String) });
      expect(body.next_token).toBeUndefined();
      expect(athena.calls).not.toContain('StopQueryExecution');
    },
  );

  it('is told on MCP with the token to go on, in _meta', async () => {
    const deadline = { deadline: Date.now() + 1_500 };
    const response = await post(app, toolCall('query_athena', { query: 'SELECT 1' }), {}, deadline);
    const { result } = await jsonOf(response);
    expect(result.isError).toBe(true);
    expect(result._meta['case-insights/error']).toMatchObject({
      code: 'deadline',
      query_execution_id: expect.any(String),
      next_token: expect.any(String),
    });
  });

  it('that is over before the work begins is still an answer', async () => {
    const response = await app.fetch(
      '/tools/get_case_summary',
      { method: 'POST' },
      { deadline: Date.now() - 1 },
    );
    expect(response.status).toBe(504);
  });
});

describe('a stream with progress', () => {
  it('begins before any work is done', async () => {
    const message = toolCall('query_athena', { query: 'SELECT 1' }, { progressToken: 'p' });
    const response = await post(app, message, { accept: SSE });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe(': open\n\n');
    for (const execution of athena.executions.values()) execution.stopped = true;
    await reader.cancel();
  });

  it('is one JSON body where the deployment buffers', async () => {
    const buffered = appUnderTest({ athena: url }, { RESPONSE_MODE: 'buffered' });
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']] });
    const message = toolCall('query_athena', { query: 'SELECT 1' }, { progressToken: 'p' });
    const response = await post(buffered, message, { accept: SSE });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect((await jsonOf(response)).result.structuredContent.rows).toEqual([{ n: 1 }]);
  });

  it('is served to a client that takes nothing else, asked for or not', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']] });
    const response = await post(app, toolCall('query_athena', { query: 'SELECT 1' }), {
      accept: 'text/event-stream',
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toContain('"structuredContent"');
  });
});

describe('a cancel', () => {
  it('stops the statement of a call that runs in another instance', async () => {
    const began = running();
    const answer = post(app, toolCall('query_athena', { query: 'SELECT 1' }));
    await began;
    expect((await post(other, cancel())).status).toBe(202);
    expect([...athena.executions.values()].map(({ stopped }) => stopped)).toEqual([true]);
    const { result } = await jsonOf(await answer);
    expect(result.content[0].text).toMatch(/^The query was cancelled/);
  });

  it('stops a statement that another instance starts only after the cancel came', async () => {
    let answer: Promise<Response> | undefined;
    const startsBetweenLooks = async () => {
      const began = running();
      answer = post(app, toolCall('query_athena', { query: 'SELECT 1' }));
      await began;
    };
    const early = appUnderTest({ athena: url }, {}, { sleep: startsBetweenLooks });
    expect((await post(early, cancel())).status).toBe(202);
    expect([...athena.executions.values()].map(({ stopped }) => stopped)).toEqual([true]);
    await answer;
  });

  it('stops the query of any tool that runs in the same instance, and ends the call', async () => {
    const began = running();
    const answer = post(app, toolCall('get_case_summary', {}));
    await began;
    expect((await post(app, cancel())).status).toBe(202);
    const { result } = await jsonOf(await answer);
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: 'The call was cancelled by the client.' }],
    });
    await untilStopped(1);
  });

  it.each([
    ['another caller', cancel(), { caller: callerOf(BOB) }],
    ['another call', cancel('call-fedcba9876543210'), {}],
    ['a call id that is none', cancel("x' OR 1=1 --"), {}],
    ['no call id', { method: 'notifications/cancelled', params: { requestId: 0 } }, {}],
  ])('of %s stops nothing', async (_, message, context) => {
    const began = running();
    const answer = post(app, toolCall('query_athena', { query: 'SELECT 1' }));
    await began;
    expect((await post(app, message, {}, context)).status).toBe(202);
    expect((await post(other, message, {}, context)).status).toBe(202);
    expect([...athena.executions.values()].map(({ stopped }) => stopped)).toEqual([false]);
    await post(other, cancel());
    await answer;
  });

  it('is taken in the 2026 era too', async () => {
    const began = running();
    const answer = post(app, toolCall('query_athena', { query: 'SELECT 1' }));
    await began;
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'notifications/cancelled' };
    expect((await post(other, cancel(), headers)).status).toBe(202);
    expect([...athena.executions.values()].map(({ stopped }) => stopped)).toEqual([true]);
    await answer;
  });
});

describe('an instance that is about to end', () => {
  it('stops the queries of its calls and tells their callers', async () => {
    const began = running();
    const named = post(app, toolCall('get_case_summary', {}));
    const unnamed = app.fetch('/tools/query_athena', { method: 'POST', body: '{"query":"SELECT 1"}' });
    await began;
    await vi.waitFor(() => expect(athena.executions.size).toBe(2), 30_000);
    app.services.running.stopAll();
    const sentence = 'This instance of the server is being stopped, which ended the call; send it again.';
    expect((await jsonOf(await named)).result).toMatchObject({
      isError: true,
      content: [{ text: sentence }],
    });
    const answer = await unnamed;
    expect(answer.status).toBe(500);
    expect(await jsonOf(answer)).toMatchObject({ code: 'internal', error: sentence });
    await untilStopped(2);
  });
});

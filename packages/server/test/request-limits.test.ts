import { guardStatement } from '@case-insights/core/guard';
import { analyzeWithBedrock, getServiceTrends } from '@case-insights/core/tools';
import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestWork } from '../src/call/request-work.ts';
import { tool } from '../src/call/tool.ts';
import { appUnderTest, type Overrides, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let url: string;
beforeAll(async () => {
  // The first statement loads the grammar, which takes seconds on a busy machine.
  await guardStatement('SELECT 1');
  url = await athena.listen();
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  athena.onLook = () => {};
});

const callOf = (id: number, name = 'query_athena', args: object = { query: `SELECT ${id}` }) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args, _meta: { 'case-insights/call': `call-0123456789-${id}` } },
});
const cancelOf = (id: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId: id, _meta: { 'case-insights/call': `call-0123456789-${id}` } },
});
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

function post(app: UnderTest, message: object, context = {}) {
  const headers = { 'content-type': 'application/json' };
  return app.fetch('/mcp', { method: 'POST', headers, body: JSON.stringify(message) }, context);
}
const under = (overrides: Overrides = {}) => appUnderTest({ athena: url }, {}, overrides);

describe('a request with many calls', () => {
  it('is answered ten, and told of the others', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']] });
    const answers = await jsonOf(
      await post(
        under(),
        numbers(12).map((id) => callOf(id)),
      ),
    );
    expect(answers.slice(0, 10).every((answer: { result?: unknown }) => answer.result !== undefined)).toBe(
      true,
    );
    expect(answers.slice(10)).toEqual(
      [10, 11].map((id) => ({
        jsonrpc: '2.0',
        id,
        error: {
          code: -32600,
          message: 'One request holds at most 10 tool calls; send the others in another request.',
        },
      })),
    );
    expect(athena.executions.size).toBe(10);
  });

  it('runs one analysis at most', async () => {
    const ask = { data: 'a', analysis_prompt: 'b' };
    const app = under({
      tools: [
        tool(
          analyzeWithBedrock,
          async () => ({
            analysis: 'fine',
            model_used: 'm',
            usage: { input_tokens: 1, output_tokens: 1 },
            data_truncated: false,
          }),
          { analyzes: true },
        ),
      ],
    });
    const [first, second] = await jsonOf(
      await post(app, [callOf(1, 'analyze_with_bedrock', ask), callOf(2, 'analyze_with_bedrock', ask)]),
    );
    expect(first.result.structuredContent.analysis).toBe('fine');
    expect(second.error).toEqual({
      code: -32600,
      message: 'One request holds at most one analysis; send the others in requests of their own.',
    });
  });

  it('runs four of them at once', async () => {
    let running = 0;
    let most = 0;
    const slow = tool(getServiceTrends, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return { services: [] } as never;
    });
    await post(
      under({ tools: [slow] }),
      numbers(10).map((id) => callOf(id, 'get_service_trends', {})),
    );
    expect(most).toBe(4);
  });
});

describe('cancels of many calls', () => {
  it('stop the queries of all of them, wherever they run', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']], runningLooks: 'forever' });
    const started = vi.waitFor(() => expect(athena.executions.size).toBe(12), 30_000);
    const answers = [0, 1, 2].map((request) =>
      post(
        under(),
        numbers(4).map((id) => callOf(request * 4 + id)),
      ),
    );
    await started;
    expect((await post(under(), numbers(12).map(cancelOf))).status).toBe(202);
    expect([...athena.executions.values()].every(({ stopped }) => stopped)).toBe(true);
    await Promise.all(answers);
  });

  it('cost as many calls of Athena as one, however many ids are invented', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']] });
    await post(under(), callOf(1));
    athena.calls.length = 0;
    expect((await post(under(), numbers(100).map(cancelOf))).status).toBe(202);
    expect(athena.calls).toEqual([
      'ListQueryExecutions',
      'BatchGetQueryExecution',
      'ListQueryExecutions',
      'BatchGetQueryExecution',
    ]);
  });

  it('cost nothing of Athena for a caller that the policy denies', async () => {
    const denied = under({ scopes: { scopeOf: async () => 'denied' } });
    expect((await post(denied, numbers(100).map(cancelOf))).status).toBe(202);
    expect(athena.calls).toEqual([]);
  });
});

describe('a client that leaves', () => {
  it('has the queries of its calls stopped', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']], runningLooks: 'forever' });
    const work = new RequestWork();
    const started = vi.waitFor(() => expect(athena.executions.size).toBe(4), 30_000);
    const answer = post(
      under(),
      numbers(10).map((id) => callOf(id)),
      { work },
    );
    await started;
    work.clientLeft();
    await answer;
    await vi.waitFor(() => {
      const stopped = [...athena.executions.values()].map((execution) => execution.stopped);
      expect(stopped).toEqual([true, true, true, true]);
    }, 30_000);
  });
});

describe('a result of large rows', () => {
  const LARGE = 'x'.repeat(3_900_000);

  it('is read a few rows at a time, and cut where the answer is full', async () => {
    athena.script = () => ({
      columns: [['text', 'varchar']],
      rows: numbers(5).map((number) => [`${number}${LARGE}`]),
    });
    const query = { query: 'SELECT text' };
    const first = await jsonOf(await post(under(), callOf(1, 'query_athena', query)));
    expect(first.result.structuredContent).toMatchObject({ row_count: 1, truncated: true });
    const args = { ...query, next_token: first.result.structuredContent.next_token };
    const second = await jsonOf(await post(under(), callOf(2, 'query_athena', args)));
    expect(second.result.structuredContent.rows[0].text.slice(0, 2)).toBe('1x');
  });

  it('is refused where one row alone is too large', async () => {
    athena.script = () => ({ columns: [['text', 'varchar']], rows: [['x'.repeat(8_000_001)]] });
    const { result } = await jsonOf(await post(under(), callOf(1)));
    expect(result.content[0].text).toBe(
      'One row of the result is larger than 8000000 bytes; select fewer columns, or cut long ones with substr().',
    );
  });
});

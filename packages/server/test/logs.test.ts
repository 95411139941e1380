import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callerOf } from '../src/call/request-context.ts';
import { createLog } from '../src/log/log.ts';
import { appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());
beforeEach(() => {
  app.logLines.length = 0;
  athena.script = () => ({ columns: [['s', 'varchar']], rows: [['A customer secret']] });
});

const call = (query: string) =>
  app.fetch('/tools/query_athena', { method: 'POST', body: JSON.stringify({ query }) }, { coldStart: true });
const lastLine = () => app.logLines.at(-1)!;

describe('the log of a call', () => {
  it('tells at DEBUG each look at a query, with its state', async () => {
    await call('SELECT 1');
    const looks = app.logLines.filter(({ message }) => message === 'athena query looked at');
    expect(looks.at(-1)).toMatchObject({
      level: 'DEBUG',
      query_execution_id: expect.any(String),
      attempt: looks.length,
      duration_ms: expect.any(Number),
      reason: 'SUCCEEDED',
    });
  });

  it('begins with a line that names the tool and no argument', async () => {
    await call("SELECT 'needle'");
    expect(app.logLines[0]).toEqual({
      timestamp: expect.any(String),
      level: 'INFO',
      message: 'executing tool',
      request_id: expect.any(String),
      tool: 'query_athena',
    });
  });

  it('sums it up in one line that carries its metrics', async () => {
    await call("SELECT subject FROM case_summary WHERE subject = 'needle'");
    expect(lastLine()).toMatchObject({
      level: 'INFO',
      message: 'tool call finished',
      tool: 'query_athena',
      duration_ms: expect.any(Number),
      rows: 1,
      data_scanned_bytes: 1_234_567,
      query_execution_id: expect.any(String),
      statement_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      calls: 1,
      errors: 0,
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'CaseInsightsMCP',
            Dimensions: [[], ['tool']],
            Metrics: [
              { Name: 'calls', Unit: 'Count' },
              { Name: 'errors', Unit: 'Count' },
              { Name: 'duration_ms', Unit: 'Milliseconds' },
              { Name: 'data_scanned_bytes', Unit: 'Bytes' },
              { Name: 'input_tokens', Unit: 'Count' },
              { Name: 'output_tokens', Unit: 'Count' },
            ],
          },
          {
            Namespace: 'CaseInsightsMCP',
            Dimensions: [['tool']],
            Metrics: [{ Name: 'cold_starts', Unit: 'Count' }],
          },
          {
            Namespace: 'CaseInsightsMCP',
            Dimensions: [[], ['spender']],
            Metrics: [{ Name: 'estimated_cost_usd', Unit: 'None' }],
          },
        ],
      },
    });
    // CloudWatch drops a metric whose value it does not find.
    const metrics = lastLine()._aws as { CloudWatchMetrics: { Metrics: { Name: string }[] }[] };
    for (const { Metrics } of metrics.CloudWatchMetrics) {
      for (const { Name } of Metrics) expect(lastLine()[Name]).toEqual(expect.any(Number));
    }
  });

  it('says what it cost by role or user, whatever name the session has', async () => {
    await call('SELECT 1');
    const { spender } = lastLine();
    expect(lastLine()).toMatchObject({ estimated_cost_usd: 1_234_567 * 5e-12 });
    const body = JSON.stringify({ query: 'SELECT 1' });
    await app.fetch('/tools/query_athena', { method: 'POST', body }, { caller: callerOf(BOB) });
    expect(lastLine().spender).toBe(spender);
    const caller = callerOf('arn:aws:iam::111122223333:user/carol');
    await app.fetch('/tools/query_athena', { method: 'POST', body }, { caller });
    expect(lastLine().spender).toMatch(/^[0-9a-f]{32}$/);
    expect(lastLine().spender).not.toBe(spender);
  });

  it('has no metric by caller for a call that cost nothing', async () => {
    await call('DROP TABLE x');
    expect(JSON.stringify(lastLine()._aws)).not.toContain('spender');
  });

  it('hashes the statement without its literals, and holds none of them, nor case text', async () => {
    await call("SELECT subject FROM case_summary WHERE subject = 'needle'");
    const { statement_hash: first } = lastLine();
    await call("select  subject from case_summary where subject = 'haystack'");
    expect(lastLine().statement_hash).toBe(first);
    await call('SELECT caseid FROM case_summary');
    expect(lastLine().statement_hash).not.toBe(first);
    expect(JSON.stringify(app.logLines)).not.toMatch(/needle|haystack|customer secret|SELECT/i);
  });

  it('says ERROR for a failed query, by its code and never by the message of Athena', async () => {
    athena.script = () => ({ failure: { reason: "INVALID_CAST_ARGUMENT: 'a secret value'" } });
    await call('SELECT 1');
    expect(lastLine()).toMatchObject({
      level: 'ERROR',
      message: 'tool call failed',
      error: 'query_failed',
      errors: 1,
    });
    expect(JSON.stringify(app.logLines)).not.toContain('secret');
    expect(lastLine()._aws).toMatchObject({
      CloudWatchMetrics: expect.arrayContaining([
        {
          Namespace: 'CaseInsightsMCP',
          Dimensions: [['tool', 'error']],
          Metrics: [{ Name: 'errors', Unit: 'Count' }],
        },
      ]),
    });
  });

  it.each([
    ['DROP TABLE x', 'query_rejected'],
    ['', 'invalid_input'],
  ])('says WARN for what the caller did wrong: %j', async (query, error) => {
    await call(query);
    expect(lastLine()).toMatchObject({ level: 'WARN', error });
  });
});

describe('createLog', () => {
  it('writes nothing below its level, but what carries metrics', () => {
    const lines: string[] = [];
    const log = createLog('ERROR', (line) => lines.push(line));
    log.warn('no');
    log.error('yes');
    log.always('INFO', 'metrics', {}, { calls: 1 });
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['yes', 'metrics']);
  });

  it('never fails a request, whether the line cannot be made or cannot be written', () => {
    const log = createLog('INFO', () => {
      throw new Error('EPIPE');
    });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(() => log.info('lost')).not.toThrow();
    expect(() => log.always('INFO', 'lost', {}, circular)).not.toThrow();
  });
});

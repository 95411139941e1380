import { guardStatement } from '@case-insights/core/guard';
import { jsonOf } from '@case-insights/testing/answers';
import { deferred } from '@case-insights/testing/deferred';
import { FakeAthena, type FakeResult } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callerOf } from '../src/call/request-context.ts';
import { RequestWork } from '../src/call/request-work.ts';
import { MemoryBucket } from '../src/store/testing/memory-bucket.ts';
import { ALICE, appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const CAROL = 'arn:aws:iam::111122223333:user/carol';
const ROW: FakeResult = { columns: [['n', 'bigint']], rows: [['1']] };

const athena = new FakeAthena();
let url: string;
beforeAll(async () => {
  await guardStatement('SELECT 1');
  url = await athena.listen();
});
afterAll(() => athena.close());

let bucket: MemoryBucket;
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  bucket = new MemoryBucket();
});

/** Megabytes, so that the limits of these tests are read easily. */
const MB = 1_000_000;
const limits = (perCall: number, perDay: number) => ({
  MAX_SCANNED_BYTES_PER_CALL: String(perCall * MB),
  MAX_SCANNED_BYTES_PER_CALLER_PER_DAY: String(perDay * MB),
});

/** An instance of the function that counts in the bucket. */
const instance = (environment: Record<string, string>, overrides = {}) =>
  appUnderTest({ athena: url }, environment, { bucket, ...overrides });

async function ask(app: UnderTest, { caller = ALICE, wait = 9, args = {} } = {}) {
  const work = new RequestWork();
  const response = await app.fetch(
    '/tools/query_athena',
    {
      method: 'POST',
      headers: { prefer: `wait=${wait}` },
      body: JSON.stringify({ query: 'SELECT 1', ...args }),
    },
    { work, caller: callerOf(caller) },
  );
  const retryAfter = Number(response.headers.get('retry-after'));
  return {
    status: response.status,
    retryAfter,
    body: await jsonOf(response),
    settled: () => work.settled(),
  };
}

/** A query that scans so many MB more at each look until it has scanned all. */
const growing = (each: number, all: number): FakeResult => ({
  ...ROW,
  runningLooks: Math.ceil(all / each) - 1,
  bytes: (looks) => Math.min(all, looks * each) * MB,
});

const looks = () => athena.calls.filter((call) => call === 'GetQueryExecution').length;
const started = () => athena.calls.filter((call) => call === 'StartQueryExecution').length;
const stopped = () => [...athena.executions.values()].map((execution) => execution.stopped);
const countedMegabytes = () => [...bucket.objects.values()].map(({ text }) => JSON.parse(text).bytes / MB);

describe('what one call may scan', () => {
  it('stops a query that has scanned more, and says what to do', async () => {
    athena.script = () => growing(40, 1_000);
    const app = instance(limits(100, 10_000));
    const answer = await ask(app);
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'query_failed',
        error:
          'The query was stopped since this call has scanned 0.12 GB, and one call may scan 0.1 GB (MAX_SCANNED_BYTES_PER_CALL): read less at once: filter by account_number (a partition) and by dates, and select only the columns that are needed.',
        query_execution_id: expect.any(String),
      },
    });
    expect(stopped()).toEqual([true]);
    expect(app.logLines.at(-1)).toMatchObject({ error: 'query_failed', data_scanned_bytes: 120 * MB });
    await answer.settled();
    expect(countedMegabytes()).toEqual([120]);
  });

  it('adds up all queries of the call', async () => {
    athena.script = () => growing(30, 150);
    const body = JSON.stringify({ start_date: '2025-01-01', end_date: '2025-01-31' });
    const response = await instance(limits(100, 10_000)).fetch('/tools/analyze_case_summaries', {
      method: 'POST',
      body,
    });
    expect(await jsonOf(response)).toMatchObject({ code: 'query_failed' });
    expect(stopped()).toContain(true);
  });

  it('answers a query that was over before anybody saw how much it scans', async () => {
    athena.script = () => ({ ...ROW, bytes: 500 * MB });
    const answer = await ask(instance(limits(100, 10_000)));
    expect(answer).toMatchObject({ status: 200, body: { data_scanned_bytes: 500 * MB } });
    await answer.settled();
    expect(countedMegabytes()).toEqual([500]);
  });

  it('holds for a query that outlives its call, as long as the function runs', async () => {
    let before: number | undefined;
    athena.script = () => ({
      ...ROW,
      runningLooks: 'forever',
      bytes: (looks) => (looks - (before ?? looks)) * 40 * MB,
    });
    const app = instance(limits(100, 10_000));
    const answer = await ask(app, { wait: 1 });
    expect(answer).toMatchObject({ status: 504, body: { code: 'deadline', next_token: expect.any(String) } });
    expect(stopped()).toEqual([false]);
    before = [...athena.executions.values()][0]!.looks;
    await answer.settled();
    expect(stopped()).toEqual([true]);
    expect(countedMegabytes()).toEqual([120]);
    expect(app.logLines.at(-1)).toMatchObject({
      message: 'athena query scanned more after its call',
      tool: 'query_athena',
      data_scanned_bytes: 120 * MB,
      estimated_cost_usd: 0.0006,
      _aws: {
        CloudWatchMetrics: [
          { Dimensions: [[], ['tool']], Metrics: [{ Name: 'data_scanned_bytes' }] },
          { Dimensions: [[], ['spender']], Metrics: [{ Name: 'estimated_cost_usd' }] },
        ],
      },
    });
  });

  it('holds for a query that a call could not look at any more, which goes on for who comes back', async () => {
    athena.script = () => growing(40, 1_000);
    const refusal = { operation: 'GetQueryExecution', type: 'ThrottlingException' };
    athena.refusals.push(refusal, refusal);
    const answer = await ask(instance(limits(100, 10_000)));
    expect(answer.body).toMatchObject({ code: 'throttled' });
    await answer.settled();
    expect(stopped()).toEqual([true]);
    expect(countedMegabytes()).toEqual([120]);
  });

  it('is taken for used up by a query that nobody watches any more', async () => {
    athena.script = () => ({ ...ROW, runningLooks: 'forever', bytes: 40 * MB });
    const buffered = instance({ ...limits(100, 10_000), RESPONSE_MODE: 'buffered' });
    const answer = await ask(buffered, { wait: 1 });
    expect(answer.status).toBe(504);
    await answer.settled();
    expect(stopped()).toEqual([false]);
    expect(countedMegabytes()).toEqual([100]);
  });

  it('holds for the call that continues a query, which counts none of it again', async () => {
    let bytes = 40 * MB;
    athena.script = () => ({ ...ROW, runningLooks: 'forever', bytes: () => bytes });
    const buffered = instance({ ...limits(100, 10_000), RESPONSE_MODE: 'buffered' });
    const first = await ask(buffered, { wait: 1 });
    await first.settled();
    bytes = 120 * MB;
    const rest = await ask(buffered, { args: { next_token: first.body.next_token } });
    expect(rest.body).toMatchObject({ code: 'query_failed' });
    expect(stopped()).toEqual([true]);
    await rest.settled();
    expect(countedMegabytes()).toEqual([100]);
  });

  it('is no limit where it is 0', async () => {
    athena.script = () => growing(40, 1_000);
    expect((await ask(instance(limits(0, 0)))).status).toBe(200);
    expect(bucket.calls).toEqual([]);
  });
});

describe('what a caller may have scanned in a day', () => {
  it('is what its queries have scanned', async () => {
    athena.script = () => growing(7, 70);
    const app = instance(limits(0, 1_000));
    for (const total of [70, 140, 210]) {
      await (await ask(app)).settled();
      expect(countedMegabytes()).toEqual([total]);
    }
  });

  it('is counted in steps of a thousandth, so that most queries wait for no write', async () => {
    athena.script = () => ({ ...ROW, bytes: 0.1 * MB });
    const app = instance(limits(0, 1_000));
    for (let call = 0; call < 15; call += 1) await (await ask(app)).settled();
    expect(countedMegabytes()).toEqual([2]);
    expect(bucket.calls).toHaveLength(3);
  });

  it('refuses a query before it starts, whatever session of the role asks, and says when to ask again', async () => {
    athena.script = () => growing(50, 100);
    await (await ask(instance(limits(0, 100)))).settled();
    const before = started();
    const refused = await ask(instance(limits(0, 100)), { caller: BOB });
    expect(refused).toMatchObject({
      status: 429,
      body: {
        code: 'throttled',
        error: expect.stringMatching(
          /^Athena may scan 0\.1 GB a day for you \(MAX_SCANNED_BYTES_PER_CALLER_PER_DAY\), and that is used up: ask again after midnight UTC, in .* at most\.$/,
        ),
      },
    });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(started()).toBe(before);
    expect((await ask(instance(limits(0, 100)), { caller: CAROL })).status).toBe(200);
  });

  it('stops a query that uses it up', async () => {
    athena.script = () => growing(30, 1_000);
    const answer = await ask(instance(limits(0, 100)));
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'throttled', query_execution_id: expect.any(String) },
    });
    expect(stopped()).toEqual([true]);
    await answer.settled();
    expect(countedMegabytes()).toEqual([120]);
  });

  it('lets no burst of instances through by more than what they scan between two looks', async () => {
    athena.script = () => growing(10, 1_000);
    const burst = await Promise.all(Array.from({ length: 8 }, () => ask(instance(limits(0, 400)))));
    await Promise.all(burst.map(({ settled }) => settled()));
    expect(burst.map(({ status }) => status)).toEqual(burst.map(() => 429));
    const [counted] = countedMegabytes();
    expect(counted).toBeGreaterThan(380);
    expect(counted).toBeLessThanOrEqual(400 + 8 * 10);
  });

  it('starts no query for a call that ended while room was taken', async () => {
    const counting = deferred();
    const put = bucket.put.bind(bucket);
    bucket.put = async (...args) => {
      await counting.promise;
      return await put(...args);
    };
    const answer = await ask(instance(limits(0, 100)), { wait: 1 });
    expect(answer.body.code).toBe('deadline');
    counting.resolve();
    await answer.settled();
    await vi.waitFor(() => expect(countedMegabytes()).toEqual([0.1]), 30_000);
    expect(started()).toBe(0);
  });

  it('holds the room that a refused query did not use for the next', async () => {
    athena.refusals.push({ operation: 'StartQueryExecution', type: 'InvalidRequestException' });
    const app = instance(limits(0, 100));
    expect((await ask(app)).body.code).toBe('query_failed');
    athena.script = () => ({ ...ROW, bytes: 0 });
    await (await ask(app)).settled();
    expect(countedMegabytes()).toEqual([0.1]);
  });

  it('is counted by each instance where nothing is kept', async () => {
    athena.script = () => growing(50, 100);
    const app = instance(limits(0, 100), { bucket: undefined });
    await (await ask(app)).settled();
    expect((await ask(app)).status).toBe(429);
    expect((await ask(instance(limits(0, 100), { bucket: undefined }))).status).toBe(200);
  });

  it('counts what a query has scanned that the caller cancels', async () => {
    athena.script = () => ({ ...ROW, runningLooks: 'forever', bytes: 7 * MB });
    const app = instance(limits(0, 1_000));
    const work = new RequestWork();
    // By the second look, what the first one saw is counted, with room for one more megabyte.
    const lookedTwice = vi.waitFor(() => expect(looks()).toBeGreaterThan(1), 30_000);
    const answer = app.fetch(
      '/tools/query_athena',
      { method: 'POST', body: JSON.stringify({ query: 'SELECT 1' }) },
      { work },
    );
    await lookedTwice;
    work.clientLeft();
    await answer;
    await work.settled();
    expect(stopped()).toEqual([true]);
    expect(countedMegabytes()).toEqual([8]);
  });
});

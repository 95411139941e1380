import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AthenaClient } from '@aws-sdk/client-athena';
import * as s3Sdk from '@aws-sdk/client-s3';
import { CASE_COLUMNS } from '@case-insights/core/cases';
import { type CaseSource, compactTable, compactView, type Sql } from '@case-insights/core/sql';
import {
  analyzeCaseSummaries,
  caseSelectionQuery,
  caseStatisticsQuery,
  caseSummaryQuery,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  rcaAnalysisQuery,
  serviceTrendsQuery,
  type TableResult,
} from '@case-insights/core/tools';
import { jsonOf } from '@case-insights/testing/answers';
import { EXAMPLE_CREDENTIALS } from '@case-insights/testing/environment';
import { type LocalStack, startLocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { athenaService } from '../src/athena/session.ts';
import { newCallRecord } from '../src/call/call-record.ts';
import { withoutLimits } from '../src/call/without-limits.ts';
import { type CompactServices, compact, removeCompact } from '../src/compact/run.ts';
import { tableCatalog } from '../src/compact/table-catalog.ts';
import { createLog } from '../src/log/log.ts';
import { type Bucket, s3Bucket } from '../src/store/bucket.ts';
import { appUnderTest, type Overrides } from './app-under-test.ts';

const COMPACT = fileURLToPath(new URL('../dist/compact.mjs', import.meta.url));
const CASES = 120;
const BUCKET = 'case-insights-local-compact';
const DAY_MS = 24 * 60 * 60_000;
/** The first run's start; what is too old is decided by the machine's clock. */
const START = Math.floor(Date.now() / 1_000) * 1_000;
const QUESTION = { days_back: 3650 };

let stack: LocalStack;
let athena: AthenaClient;
let s3: s3Sdk.S3Client;
/** The day on which the next run starts; the clock of the bucket follows. */
let day = 0;

beforeAll(async () => {
  stack = await startLocalStack({ args: ['--cases', String(CASES), '--until', '2026-10-31'] });
  const common = { region: stack.region, credentials: EXAMPLE_CREDENTIALS };
  athena = new AthenaClient({ ...common, endpoint: stack.athenaEndpoint });
  s3 = new s3Sdk.S3Client({ ...common, endpoint: stack.s3Endpoint });
});
afterAll(async () => {
  athena.destroy();
  s3.destroy();
  await stack.stop();
});

/** Between two looks at a query, which takes a few milliseconds here. */
const briefly = (_: number, signal: AbortSignal) => sleep(5, undefined, { signal });

function runner(): CompactServices {
  const location = `${stack.compactLocation}tables/`;
  const now = () => START + day * DAY_MS;
  const bucket = (place: string) =>
    s3Bucket(place, async () => ({ sdk: s3Sdk, client: s3, now: () => Date.now() + day * DAY_MS }));
  const service = athenaService({
    client: athena,
    database: stack.database,
    workgroup: stack.compactWorkgroup,
    resultReuseMinutes: 0,
    sleep: briefly,
  });
  return {
    caseTable: 'case_summary',
    athena: service.forCall(
      withoutLimits({
        signal: new AbortController().signal,
        progress: () => {},
        record: newCallRecord(),
        log: createLog('ERROR', () => {}),
      }),
    ),
    catalog: tableCatalog(athena, stack.database),
    objects: bucket(location),
    location,
    cases: bucket('s3://case-insights-local-caseprocessed/'),
    wholeUpTo: 1_000_000,
    now,
  };
}

/** A runner that dies before its request by this number. */
function dyingAt(step: number): CompactServices {
  const services = runner();
  let steps = 0;
  const counted = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...args: readonly unknown[]) => {
          steps += 1;
          if (steps === step) throw new Error('killed');
          return await Reflect.apply(method, target, args);
        };
      },
    });
  const { athena, catalog, objects } = services;
  return { ...services, athena: counted(athena), catalog: counted(catalog), objects: counted(objects) };
}

/** A server that has just started. */
const started = (overrides: Overrides = {}) =>
  appUnderTest(
    { athena: stack.athenaEndpoint },
    { ATHENA_DATABASE: stack.database, ATHENA_WORKGROUP: stack.workgroup, RESULT_REUSE_MINUTES: '0' },
    { sleep: briefly, ...overrides },
  );

/** Asks a server that has just started, or this one. */
async function ask(tool: string, args: object, overrides: Overrides = {}, app = started(overrides)) {
  const { query_execution_id: _, ...answer } = await jsonOf(
    await app.fetch(`/tools/${tool}`, { method: 'POST', body: JSON.stringify(args) }),
  );
  return answer;
}

const rows = async (text: string): Promise<TableResult['rows']> =>
  (await runner().athena.query({ text } as never)).rows;
const tables = async () =>
  (await runner().catalog.tablesLike('case_summary_compact_.*')).map(({ name }) => name);
const nameOn = (asked: number) =>
  compactTable({ caseTable: 'case_summary', startedAt: new Date(START + asked * DAY_MS) });
const keys = async () => {
  const { Contents = [] } = await s3.send(new s3Sdk.ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
};

describe('the compact table', () => {
  it('is copied, compared, and stands for the case table from then on', async () => {
    const before = await ask('get_case_summary', QUESTION);
    expect(await compact(runner())).toEqual({
      table: nameOn(0),
      cases: CASES,
      accounts: 'all',
      dropped: [],
      objects_deleted: 0,
    });
    expect(
      await rows('SELECT count(*), max(compacted_at), max(compacted_cases) FROM case_summary_compact'),
    ).toEqual([[CASES, new Date(START).toISOString(), CASES]]);
    expect(await ask('get_case_summary', QUESTION)).toEqual(before);
    expect(before.total_cases).toBe(CASES);
  });

  it('gives every built query the rows that the case files give', async () => {
    const asked = { start_date: '2020-01-01', end_date: '2026-11-01' };
    const today = asked.end_date;
    const summary = getCaseSummary.inputSchema.parse(asked);
    const trends = getServiceTrends.inputSchema.parse(asked);
    const rootCause = getRcaAnalysis.inputSchema.parse({
      ...asked,
      rca_category: 'Throttling',
      details: true,
    });
    const analysis = analyzeCaseSummaries.inputSchema.parse(asked);
    const queries: ((source: CaseSource) => Sql)[] = [
      (source) => caseSummaryQuery(summary, source, today),
      (source) => serviceTrendsQuery(trends, source, today),
      (source) => rcaAnalysisQuery(rootCause, source),
      (source) => caseSelectionQuery(analysis, source),
      (source) => caseStatisticsQuery(analysis, source),
    ];
    const table = 'case_summary';
    const compact = { view: compactView(table), columns: CASE_COLUMNS };
    const sorted = async (statement: Sql) =>
      (await runner().athena.query(statement)).rows.map((row) => JSON.stringify(row)).sort();
    for (const query of queries) {
      const found = await sorted(query({ table, compact }));
      expect(found.length).toBeGreaterThan(1);
      expect(found).toEqual(await sorted(query({ table })));
    }
  });

  it('keeps the table of the run before, and removes that before it with its objects', async () => {
    day = 1;
    expect(await compact(runner())).toMatchObject({ dropped: [], objects_deleted: 0 });
    day = 2;
    expect(await compact(runner())).toMatchObject({ dropped: [nameOn(0)], objects_deleted: 1 });
    expect(await tables()).toEqual([nameOn(1), nameOn(2)]);
    expect(await keys()).toHaveLength(2);
  });

  it('leaves right answers and nothing behind, wherever a run dies', async () => {
    const expected = await ask('get_case_summary', QUESTION);
    let deaths = 0;
    for (let ended = false; !ended; ) {
      day += 1;
      ended = await compact(dyingAt(deaths + 1)).then(
        () => true,
        () => false,
      );
      if (!ended) deaths += 1;
      expect(await ask('get_case_summary', QUESTION), `after ${deaths} deaths`).toEqual(expected);
    }
    expect(deaths).toBeGreaterThan(10);
    day += 1;
    await compact(runner());
    expect(await rows('SELECT count(*) FROM case_summary_compact')).toEqual([[CASES]]);
    expect(await tables()).toEqual([nameOn(day - 1), nameOn(day)]);
    expect(await keys()).toHaveLength(2);
  });

  it('is what statements read, unless they ask for fresh data or for what only the table has', async () => {
    const query = 'SELECT count(*) AS cases, count(case_summary) AS texts FROM case_summary';
    const counted = {
      rows: [{ cases: CASES, texts: expect.any(Number) }],
      data_as_of: expect.stringMatching(/^2026-/),
    };
    expect(await ask('query_athena', { query })).toMatchObject(counted);
    const fresh = await ask('query_athena', { query, fresh: true });
    expect(fresh).toMatchObject({ rows: [{ cases: CASES }] });
    expect(fresh).not.toHaveProperty('data_as_of');
    expect(await ask('query_athena', { query: 'SHOW TABLES' })).not.toHaveProperty('data_as_of');
  });

  it('is read on by a next_token, also where another run has ended meanwhile', async () => {
    const query = 'SELECT case_number FROM case_summary ORDER BY 1';
    const all = (await ask('query_athena', { query, max_results: 5_000 })).rows;
    const first = await ask('query_athena', { query, max_results: 100 });
    day += 1;
    await compact(runner());
    const rest = await ask('query_athena', { query, next_token: first.next_token });
    expect([...first.rows, ...rest.rows]).toEqual(all);
    expect(rest.data_as_of).toMatch(/^2026-/);
    expect(rest.data_as_of).toBe(first.data_as_of);
  });

  it('shows a scoped caller the cases of their accounts', async () => {
    const [[account] = []] = await rows('SELECT max(account_number) FROM case_summary');
    const scopes = { scopeOf: async () => [String(account)] };
    const query = 'SELECT account_number, count(*) AS cases FROM case_summary GROUP BY 1';
    const answer = await ask('query_athena', { query }, { scopes });
    expect(answer).toMatchObject({ rows: [{ account_number: account }], data_as_of: expect.any(String) });
    const whole = await ask('query_athena', { query, fresh: true }, { scopes });
    expect(answer.rows).toEqual(whole.rows);
    expect(await ask('get_case_summary', QUESTION, { scopes })).toMatchObject({
      total_cases: whole.rows[0].cases,
      by_account: { [String(account)]: whole.rows[0].cases },
    });
  });

  it('renews only the accounts whose objects changed, where the table is large', async () => {
    const bucket = runner().cases as Bucket;
    const cases = await rows('SELECT account_number, case_number FROM case_summary ORDER BY 1, 2');
    const nameOf = ([account, number]: readonly unknown[]) =>
      `account_number=${account}/case_number=${number}/data.json`;
    for (const row of cases) await bucket.put(nameOf(row), '{}');
    day += 1;
    expect(await compact({ ...runner(), wholeUpTo: 0 })).toMatchObject({ cases: CASES, accounts: 0 });
    await bucket.remove(nameOf(cases[0] ?? []));
    day += 1;
    expect(await compact({ ...runner(), wholeUpTo: 0 })).toMatchObject({ cases: CASES, accounts: 1 });
    expect(await rows('SELECT * FROM case_summary ORDER BY caseid')).toEqual(
      (await rows('SELECT * FROM case_summary_compact ORDER BY caseid')).map((row) => row.slice(0, -2)),
    );
  });

  it('is not read when its objects are gone, which the answer says', async () => {
    const expected = await ask('get_case_summary', QUESTION);
    for (const Key of await keys()) await s3.send(new s3Sdk.DeleteObjectCommand({ Bucket: BUCKET, Key }));
    const note =
      'The compact copy of the cases is empty, so every case file was read instead, which takes longer.';
    expect(await ask('get_case_summary', QUESTION)).toEqual({ ...expected, note });
    const query = 'SELECT count(*) AS cases FROM case_summary';
    const answer = await ask('query_athena', { query });
    expect(answer).toMatchObject({ rows: [{ cases: CASES }], note });
    expect(answer).not.toHaveProperty('data_as_of');
    expect(await ask('query_athena', { query: 'SHOW TABLES' })).not.toHaveProperty('note');
    expect(await ask('get_service_trends', { days_back: 3650 })).toMatchObject({ note });
    expect(await ask('get_rca_analysis', { rca_category: 'Throttling' })).toMatchObject({ note });
    const none = { start_date: '1990-01-01', end_date: '1990-01-02' };
    expect((await ask('analyze_case_summaries', none)).token_management.explanation).toContain(note);
    day += 1;
    expect(await compact(runner())).toMatchObject({ cases: CASES, accounts: 'all' });
    expect(await ask('get_case_summary', QUESTION)).toEqual(expected);
  });

  it('is not read when the table behind its view is gone', async () => {
    const instead = {
      total_cases: CASES,
      note: 'The compact copy of the cases could not be read, so every case file was read instead, which takes longer.',
    };
    const running = started();
    expect(await ask('get_case_summary', QUESTION, {}, running)).not.toHaveProperty('note');
    for (const name of await tables()) await rows(`DROP TABLE ${name}`);
    expect(await ask('get_case_summary', QUESTION, {}, running)).toMatchObject(instead);
    expect(await ask('get_case_summary', QUESTION)).toMatchObject(instead);
    day += 1;
    expect(await compact(runner())).toMatchObject({ cases: CASES });
  });

  it('is made and removed by the built function', async () => {
    const code = `const { handler } = await import(${JSON.stringify(COMPACT)});
      const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 };
      process.stdout.write('\\n' + JSON.stringify(await handler(JSON.parse(process.argv[1]), context)));`;
    const invoke = async (event: object) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', code, JSON.stringify(event)],
        {
          env: {
            AWS_REGION: stack.region,
            AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
            AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
            AWS_ENDPOINT_URL_ATHENA: stack.athenaEndpoint,
            AWS_ENDPOINT_URL_S3: stack.s3Endpoint,
            ATHENA_DATABASE: stack.database,
            ATHENA_WORKGROUP: stack.compactWorkgroup,
            COMPACT_LOCATION: `${stack.compactLocation}tables/`,
            CASES_LOCATION: 's3://case-insights-local-caseprocessed/',
          },
        },
      );
      const lines = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
      return { outcome: lines.at(-1), line: lines.find(({ compact_runs: runs }) => runs === 1) };
    };
    const { outcome, line } = await invoke({});
    expect(outcome).toMatchObject({ cases: CASES, accounts: 'all', seconds: expect.any(Number) });
    expect(line).toMatchObject({
      message: 'the compact table was made',
      rows: CASES,
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'compact_runs', Unit: 'Count' }] }] },
    });
    expect((await invoke({ remove: true })).outcome).toEqual({ removed: 2 });
    expect(await keys()).toEqual([]);
    await compact(runner());
  });

  it('can be removed, and is not missed by an answer', async () => {
    const query = 'SELECT count(*) AS cases FROM case_summary';
    const [first, second] = [started(), started()];
    const expected = await ask('get_case_summary', QUESTION, {}, first);
    await ask('query_athena', { query }, {}, second);
    expect(await removeCompact(runner())).toEqual({ removed: 1 });
    expect(
      await rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%compact%'"),
    ).toEqual([]);
    expect(await keys()).toEqual([]);
    expect(await ask('get_case_summary', QUESTION, {}, first)).toEqual(expected);
    const answer = await ask('query_athena', { query }, {}, second);
    expect(answer).toMatchObject({ rows: [{ cases: CASES }] });
    expect(answer).not.toHaveProperty('data_as_of');
    expect(await ask('get_case_summary', QUESTION)).toEqual(expected);
  });
});

import { answerTokens } from '@case-insights/core/tools';
import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callerOf } from '../src/call/request-context.ts';
import { appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  app.logLines.length = 0;
});

async function call(tool: string, args: object, context = {}) {
  const response = await app.fetch(`/tools/${tool}`, { method: 'POST', body: JSON.stringify(args) }, context);
  return { status: response.status, body: await jsonOf(response) };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => [String(index)]);

describe('query_athena', () => {
  it('types values by their column and keeps columns of one name apart', async () => {
    athena.script = () => ({
      columns: [
        ['n', 'bigint'],
        ['n', 'bigint'],
        ['d', 'double'],
        ['b', 'boolean'],
        ['t', 'timestamp'],
        ['s', 'varchar'],
        ['empty', 'varchar'],
        ['m', 'decimal(38,2)'],
      ],
      rows: [
        [
          '42',
          '9007199254740993',
          '0.5',
          'true',
          '2025-01-15 10:30:45.123',
          null,
          '',
          '12345678901234567890.12',
        ],
      ],
    });
    const { status, body } = await call('query_athena', { query: 'SELECT 1' });
    expect(status).toBe(200);
    expect(body).toEqual({
      columns: ['n', 'n_2', 'd', 'b', 't', 's', 'empty', 'm'],
      column_types: [
        'bigint',
        'bigint',
        'double',
        'boolean',
        'timestamp',
        'varchar',
        'varchar',
        'decimal(38,2)',
      ],
      rows: [
        {
          n: 42,
          n_2: '9007199254740993',
          d: 0.5,
          b: true,
          t: '2025-01-15 10:30:45.123',
          s: null,
          empty: '',
          m: '12345678901234567890.12',
        },
      ],
      row_count: 1,
      truncated: false,
      next_token: null,
      query_execution_id: '00000000-0000-4000-8000-000000000000',
      data_scanned_bytes: 1_234_567,
      execution_time_ms: 321,
      result_reused: false,
    });
  });

  it('tags the statement with one comment line and never reuses a result', async () => {
    await call('query_athena', { query: 'SELECT 1' });
    const [execution] = [...athena.executions.values()];
    expect(execution?.query).toMatch(
      /^-- case-insights-mcp request=request-\d+ call=- caller=[0-9a-f]{32}\nSELECT 1$/,
    );
    expect(execution?.reuse).toBeUndefined();
  });

  it('sends SHOW as it is, and takes its first row for a row', async () => {
    athena.script = () => ({
      columns: [['tab_name', 'string']],
      rows: [['case_summary']],
      statementType: 'UTILITY',
    });
    const { body } = await call('query_athena', { query: 'SHOW TABLES' });
    expect([...athena.executions.values()][0]?.query).toBe('SHOW TABLES');
    expect(body.rows).toEqual([{ tab_name: 'case_summary' }]);
  });

  it('sets the columns of DESCRIBE apart, which come as one padded cell a row', async () => {
    athena.script = () => ({
      columns: [
        ['col_name', 'string'],
        ['data_type', 'string'],
        ['comment', 'string'],
      ],
      rows: [
        ['caseid              \tstring              \t                    '],
        ['# Partition Information'],
      ],
      statementType: 'UTILITY',
      substatementType: 'DESCRIBE_TABLE',
    });
    const { body } = await call('query_athena', { query: 'DESCRIBE case_summary' });
    expect(body.rows).toEqual([
      { col_name: 'caseid', data_type: 'string', comment: '' },
      { col_name: '# Partition Information', data_type: null, comment: null },
    ]);
  });

  it('hands out a result of 2,500 rows in parts that neither repeat nor skip a row', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: numbered(2_500) });
    const seen: number[] = [];
    let token: string | null | undefined;
    do {
      const args = { query: 'SELECT n FROM t', max_results: 1_100, ...(token ? { next_token: token } : {}) };
      const { body } = await call('query_athena', args);
      seen.push(...body.rows.map((row: { n: number }) => row.n));
      token = body.next_token;
      expect(body.truncated).toBe(token !== null);
    } while (token !== null);
    expect(seen).toEqual(numbered(2_500).map(([n]) => Number(n)));
    expect(athena.executions.size).toBe(1);
  });

  it('cuts an answer at 4 MB and goes on in the middle of a page', async () => {
    const wide = 'x'.repeat(100_000);
    athena.script = () => ({
      columns: [
        ['n', 'bigint'],
        ['w', 'varchar'],
      ],
      rows: numbered(60).map(([n]) => [n!, wide]),
    });
    const unlimited = { query: 'SELECT n, w FROM t', max_tokens: 10_000_000 };
    const first = await call('query_athena', unlimited);
    expect(JSON.stringify(first.body).length).toBeLessThan(4_001_000);
    expect(first.body.truncated).toBe(true);
    const second = await call('query_athena', {
      ...unlimited,
      next_token: first.body.next_token,
    });
    const numbers = [...first.body.rows, ...second.body.rows].map((row: { n: number }) => row.n);
    expect(numbers).toEqual(numbered(60).map(([n]) => Number(n)));
  });

  it.each([undefined, '5000'])(
    'stays within %s tokens, and the pages together are the result',
    async (max_tokens) => {
      const limit = Number(max_tokens ?? 20_000);
      const text = 'The function timed out while it waited for the database. '.repeat(10);
      athena.script = () => ({
        columns: [
          ['n', 'bigint'],
          ['case_summary', 'varchar'],
        ],
        rows: numbered(400).map(([n]) => [n!, text]),
      });
      const numbers: number[] = [];
      let next_token: string | undefined;
      let pages = 0;
      do {
        const args = { query: 'SELECT n, case_summary FROM t', max_results: 400, max_tokens, next_token };
        const { body } = await call('query_athena', args);
        expect(answerTokens(body)).toBeLessThanOrEqual(limit);
        expect(body.note === undefined).toBe(body.next_token === null);
        numbers.push(...body.rows.map(({ n }: { n: number }) => n));
        next_token = body.next_token ?? undefined;
        pages += 1;
      } while (next_token !== undefined);
      expect(numbers).toEqual(numbered(400).map(([n]) => Number(n)));
      // As full as they can be: 400 rows of about 125 tokens.
      expect(pages).toBeLessThanOrEqual(Math.ceil((400 * 140) / limit) + 1);
    },
  );

  it.each([0, 999, 1.5, '999', 'many', []])('refuses max_tokens %j', async (max_tokens) => {
    expect(await call('query_athena', { query: 'SELECT 1', max_tokens })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_input',
        error: 'max_tokens must be a whole number from 1000 to 10000000; it bounds the tokens of the answer.',
        details: [{ field: 'max_tokens' }],
      },
    });
  });

  it('refuses the token of another caller, of another query, and one that it never gave out', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: numbered(20) });
    const { body } = await call('query_athena', { query: 'SELECT n FROM t', max_results: 10 });
    const token = body.next_token;
    const asBob = { caller: callerOf(BOB) };
    expect((await call('query_athena', { query: 'SELECT n FROM t', next_token: token }, asBob)).status).toBe(
      403,
    );
    expect((await call('query_athena', { query: 'SELECT m FROM t', next_token: token })).status).toBe(403);
    // A forged token that names Bob is refused too, because the statement's own tag names Alice.
    const forged = JSON.parse(Buffer.from(token, 'base64url').toString());
    forged[4] = callerOf(BOB).hash;
    const stolen = Buffer.from(JSON.stringify(forged)).toString('base64url');
    expect((await call('query_athena', { query: 'SELECT n FROM t', next_token: stolen }, asBob)).status).toBe(
      403,
    );
    expect(
      (await call('query_athena', { query: 'SELECT n FROM t', next_token: 'nonsense' })).body,
    ).toMatchObject({
      code: 'invalid_input',
      details: [{ field: 'next_token' }],
    });
  });

  it("tells Athena's message with the caller's own line numbers and the hint for a common cause", async () => {
    athena.script = () => ({
      failure: { reason: "TABLE_NOT_FOUND: line 2:15: Table 'awsdatacatalog.x.nope' does not exist" },
    });
    const { status, body } = await call('query_athena', { query: 'SELECT * FROM nope' });
    expect(status).toBe(400);
    expect(body.error).toBe(
      "Athena could not run the query: TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.x.nope' does not exist; check the table name with SHOW TABLES; it exists once Case Insights is deployed with EnableAnalytics=true.",
    );
    expect(body).toMatchObject({
      code: 'query_failed',
      query_execution_id: '00000000-0000-4000-8000-000000000000',
    });
  });

  it('refuses what does not only read', async () => {
    const { status, body } = await call('query_athena', { query: 'DROP TABLE case_summary' });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'query_rejected' });
    expect(athena.calls).toEqual([]);
  });

  it('at its deadline hands out a token with which the next call waits for the same query', async () => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['7']], runningLooks: 'forever' });
    const { status, body } = await call(
      'query_athena',
      { query: 'SELECT n FROM t' },
      { deadline: Date.now() + 1_500 },
    );
    expect(status).toBe(504);
    expect(body).toMatchObject({
      code: 'deadline',
      query_execution_id: '00000000-0000-4000-8000-000000000000',
    });
    expect(athena.calls).not.toContain('StopQueryExecution');
    for (const execution of athena.executions.values())
      execution.result = { ...execution.result, runningLooks: 0 };
    const next = await call('query_athena', { query: 'SELECT n FROM t', next_token: body.next_token });
    expect(next.body.rows).toEqual([{ n: 7 }]);
    expect(athena.executions.size).toBe(1);
  });
});

describe('a failure that Athena calls retryable', () => {
  it.each([
    ['get_rca_analysis', { rca_category: 'Throttling' }],
    ['query_athena', { query: 'SELECT 1', max_results: 1 }],
  ])('is followed by another start of %s, under a token of its own', async (tool, args) => {
    let runs = 0;
    athena.script = () => {
      runs += 1;
      if (runs < 3) return { failure: { reason: 'GENERIC_INTERNAL_ERROR', retryable: true } };
      return { columns: [['n', 'bigint']], rows: [['1'], ['2']] };
    };
    const { status, body } = await call(tool, args);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { query_execution_id: '00000000-0000-4000-8000-000000000002' },
    });
    expect(new Set([...athena.executions.values()].map(({ token }) => token)).size).toBe(3);
    expect(new Set([...athena.executions.values()].map(({ query }) => query)).size).toBe(1);
    if (body.next_token === undefined) return;
    const next = await call(tool, { ...args, next_token: body.next_token });
    expect(next.body.rows).toEqual([{ n: 2 }]);
  });

  it('is told after the third time', async () => {
    athena.script = () => ({ failure: { reason: 'GENERIC_INTERNAL_ERROR: again', retryable: true } });
    expect((await call('get_service_trends', {})).body.error).toContain('GENERIC_INTERNAL_ERROR: again');
    expect(athena.executions.size).toBe(3);
  });
});

describe('built queries', () => {
  const groups = { columns: [['total', 'bigint']] as const, rows: [] };

  it.each([
    ['get_case_summary', { service_code: 'EC2', days_back: 60 }],
    ['get_rca_analysis', { rca_category: 'Throttling', limit: 20 }],
    ['get_service_trends', { days_back: 180 }],
  ])('%s runs untagged and may reuse a result', async (tool, args) => {
    athena.script = () => ({ ...groups, reused: true });
    const { status, body } = await call(tool, args);
    expect({ status, body }).toMatchObject({ status: 200, body: { query_execution_id: expect.any(String) } });
    const [execution] = [...athena.executions.values()];
    expect(execution?.query).not.toContain('-- case-insights-mcp');
    expect(execution?.reuse).toEqual({ Enabled: true, MaxAgeInMinutes: 15 });
  });

  it.each(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'])(
    'asks again when Athena fails in %s, and says so when it keeps failing',
    async (operation) => {
      const failure = { operation, type: 'InternalServerException', status: 500 };
      athena.refusals.push(failure);
      expect(await call('query_athena', { query: 'SELECT 1' })).toMatchObject({ status: 200 });
      athena.refusals.push(failure, failure);
      expect(await call('query_athena', { query: 'SELECT 1' })).toMatchObject({
        status: 502,
        body: {
          code: 'athena_unavailable',
          error:
            'Athena failed to answer (InternalServerException), also when asked again: try again in a minute.',
        },
      });
    },
  );

  it('says that Athena cannot be reached', async () => {
    const away = appUnderTest({});
    const response = await away.fetch('/tools/get_case_summary', { method: 'POST', body: '{}' });
    expect(response.status).toBe(502);
    expect(await jsonOf(response)).toMatchObject({
      code: 'athena_unavailable',
      error:
        'Athena cannot be reached: check that the region of this function has it and, inside a VPC, that there is an endpoint for athena.',
    });
  });

  it('repeats a throttled request with the same token, so that nothing runs twice', async () => {
    athena.script = () => groups;
    athena.refusals.push({ operation: 'StartQueryExecution', type: 'TooManyRequestsException' });
    expect((await call('get_rca_analysis', { rca_category: 'Throttling' })).status).toBe(200);
    expect(athena.calls.filter((name) => name === 'StartQueryExecution')).toHaveLength(2);
    expect(athena.executions.size).toBe(1);
  });

  it('answers 429 with Retry-After when Athena still throttles', async () => {
    for (let n = 0; n < 2; n += 1) {
      athena.refusals.push({ operation: 'StartQueryExecution', type: 'TooManyRequestsException' });
    }
    const response = await app.fetch('/tools/get_service_trends', { method: 'POST', body: '{}' });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('5');
    expect((await jsonOf(response)).code).toBe('throttled');
  });
});

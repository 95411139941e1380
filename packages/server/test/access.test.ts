import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PolicyScopes } from '../src/access/scopes.ts';
import { callerOf } from '../src/call/request-context.ts';
import { createLog } from '../src/log/log.ts';
import { ALICE, appUnderTest, BOB, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let url: string;
beforeAll(async () => {
  url = await athena.listen();
});
afterAll(() => athena.close());
beforeEach(() => {
  athena.executions.clear();
  athena.calls.length = 0;
  athena.script = () => ({
    columns: [['n', 'bigint']],
    rows: Array.from({ length: 5 }, (_, n) => [String(n)]),
  });
});

const MINE = '444455556666';
const CAROL = 'arn:aws:iam::111122223333:user/carol';
const policy = (accounts: readonly string[]) =>
  JSON.stringify({
    rules: [
      { callers: ['arn:aws:iam::111122223333:role/Analyst'], accounts },
      { callers: [CAROL], accounts: 'all' },
    ],
  });

/** A policy in a variable, a clock that a test winds, and what was logged. */
function scopesUnderTest(first: string | Error) {
  const state = { document: first, now: 0, reads: 0, lines: [] as Record<string, unknown>[] };
  const read = async () => {
    state.reads += 1;
    if (state.document instanceof Error) throw state.document;
    return [{ name: '/policy', text: state.document }];
  };
  const log = createLog('INFO', (line) => state.lines.push(JSON.parse(line)));
  return { state, scopes: new PolicyScopes(read, log, () => state.now) };
}

async function call(app: UnderTest, tool: string, args: object, arn: string = ALICE) {
  const init = { method: 'POST', body: JSON.stringify(args) };
  const response = await app.fetch(`/tools/${tool}`, init, { caller: callerOf(arn) });
  return { status: response.status, body: await jsonOf(response) };
}
const statements = () => [...athena.executions.values()].map((execution) => execution.query);

describe('PolicyScopes', () => {
  it('reads the policy once a minute, and once for callers who come together', async () => {
    const { state, scopes } = scopesUnderTest(policy([MINE]));
    expect(await Promise.all([scopes.scopeOf(ALICE), scopes.scopeOf(BOB)])).toEqual([[MINE], [MINE]]);
    expect(state.reads).toBe(1);
    state.document = policy([]);
    state.now = 59_999;
    expect(await scopes.scopeOf(ALICE)).toEqual([MINE]);
    state.now = 60_000;
    expect(await scopes.scopeOf(ALICE)).toEqual([]);
    expect(state.reads).toBe(2);
  });

  it.each([
    ['cannot be read', new Error('AccessDenied')],
    ['is broken', '{'],
  ])('keeps the last good policy when a later one %s, and logs it', async (_, later) => {
    const { state, scopes } = scopesUnderTest(policy([MINE]));
    await scopes.scopeOf(ALICE);
    state.document = later;
    state.now = 60_000;
    expect(await scopes.scopeOf(ALICE)).toEqual([MINE]);
    expect(state.lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'access policy not refreshed, the last good one stays in force',
        reason: expect.any(String),
      },
    ]);
  });

  it('keeps the last good policy for an hour at most, then refuses everybody until a read succeeds', async () => {
    const { state, scopes } = scopesUnderTest(policy([MINE]));
    await scopes.scopeOf(ALICE);
    state.document = new Error('SSM is down');
    state.now = 60 * 60_000 - 1;
    expect(await scopes.scopeOf(ALICE)).toEqual([MINE]);
    state.now = 60 * 60_000 + 60_000;
    await expect(scopes.scopeOf(ALICE)).rejects.toMatchObject({
      code: 'internal',
      message:
        'The access policy of this server cannot be read, so every request is refused; the log of the server has the reason.',
    });
    expect(state.lines.at(-1)).toMatchObject({
      level: 'ERROR',
      message: 'access policy not read, all requests refused',
    });
    state.document = policy([]);
    expect(await scopes.scopeOf(ALICE)).toEqual([]);
  });

  it('refuses everybody until a first read succeeded', async () => {
    const { state, scopes } = scopesUnderTest(new Error('ParameterNotFound'));
    const app = appUnderTest({ athena: url }, {}, { scopes });
    const refused = await call(app, 'get_case_summary', {});
    expect(refused).toMatchObject({
      status: 500,
      body: { code: 'internal', error: expect.stringMatching(/access policy .* cannot be read/) },
    });
    expect(athena.calls).toEqual([]);
    state.document = policy([MINE]);
    expect((await call(app, 'get_case_summary', {})).status).toBe(200);
  });
});

describe('a scoped caller', () => {
  const { state, scopes } = scopesUnderTest(policy([MINE]));
  let app: UnderTest;
  beforeAll(() => {
    app = appUnderTest({ athena: url }, {}, { scopes });
  });
  beforeEach(() => {
    state.document = policy([MINE]);
    state.now += 60_000;
  });

  it.each([
    ['get_case_summary', {}],
    ['get_rca_analysis', { rca_category: 'Throttling' }],
    ['get_service_trends', {}],
    ['query_athena', { query: 'SELECT * FROM case_summary' }],
  ])('sees only their accounts through %s', async (tool, args) => {
    expect((await call(app, tool, args)).status).toBe(200);
    for (const statement of statements()) expect(statement).toContain(`account_number IN ('${MINE}')`);
    athena.executions.clear();
    expect((await call(app, tool, args, CAROL)).status).toBe(200);
    for (const statement of statements()) expect(statement).not.toContain('account_number IN');
  });

  it('is refused an account outside their scope, rather than told of no cases', async () => {
    const { status, body } = await call(app, 'get_case_summary', { account_number: '999988887777' });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'forbidden', details: [{ field: 'account_number' }] });
    expect(athena.calls).toEqual([]);
    expect((await call(app, 'get_case_summary', { account_number: MINE })).status).toBe(200);
  });

  it('refuses a caller that no rule matches, and names the ARN to put into one', async () => {
    const stranger = 'arn:aws:iam::111122223333:user/mallory';
    const { status, body } = await call(app, 'query_athena', { query: 'SHOW TABLES' }, stranger);
    expect(status).toBe(403);
    expect(body.error).toContain(stranger);
    expect(athena.calls).toEqual([]);
  });

  it('loses a next_token when their scope changes', async () => {
    const args = { query: 'SELECT n FROM case_summary', max_results: 2 };
    const { body } = await call(app, 'query_athena', args);
    const next = { ...args, next_token: body.next_token };
    expect((await call(app, 'query_athena', next)).status).toBe(200);
    state.document = policy([MINE, '999988887777']);
    state.now += 60_000;
    expect(await call(app, 'query_athena', next)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

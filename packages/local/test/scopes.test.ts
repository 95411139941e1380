import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../src/stack.ts';
import { PINNED_CASES } from './support/expected.ts';
import { startLocal } from './support/stack.ts';

const ACCOUNTS = [...new Set(PINNED_CASES.map(({ accountNumber }) => accountNumber))].sort();

/** Twenty teams, each with accounts of its own choice: every pair of teams differs in at least one. */
const TEAMS: readonly { readonly caller: Caller; readonly accounts: readonly string[] }[] = Array.from(
  { length: 20 },
  (_, team) => ({
    caller: {
      accessKeyId: `TEAMKEYEXAMPLE${String(team).padStart(6, '0')}`,
      secretAccessKey: `secret of team ${team}`,
      sessionToken: `token of team ${team}`,
      arn: `arn:aws:sts::123456789012:assumed-role/Team${team}/session-of-somebody`,
    },
    accounts: [ACCOUNTS[team % 12]!, ACCOUNTS[(team + 1 + Math.floor(team / 12)) % 12]!],
  }),
);
const STRANGER: Caller = {
  accessKeyId: 'STRANGERKEYEXAMPLE01',
  secretAccessKey: 'secret',
  arn: 'arn:aws:iam::123456789012:user/stranger',
};
const POLICY = {
  default: 'deny',
  rules: [
    ...TEAMS.map(({ accounts }, team) => ({
      callers: [`arn:aws:iam::123456789012:role/Team${team}`],
      accounts,
    })),
    { callers: ['arn:aws:iam::123456789012:user/allowed'], accounts: 'all' },
  ],
};

const casesOf = (accounts: readonly string[]) =>
  PINNED_CASES.filter(({ accountNumber }) => accounts.includes(accountNumber));

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocal({
    identities: [...TEAMS.map(({ caller }) => caller), STRANGER],
    accessPolicy: POLICY,
  });
});
afterAll(() => stack?.stop());

const call = async (as: Caller, tool: string, body: unknown) => {
  const response = await stack.send('POST', `/tools/${tool}`, body, { as });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

describe('a scoped caller', () => {
  const { caller, accounts } = TEAMS[0]!;

  it('sees only their accounts, with every tool that reads cases', async () => {
    const own = casesOf(accounts);
    expect((await call(caller, 'get_case_summary', { days_back: 3650 })).answer).toMatchObject({
      total_cases: own.filter(({ record }) => record.timeCreated !== null).length,
      unique_accounts: 2,
    });
    expect(
      (await call(caller, 'query_athena', { query: 'SELECT count(*) AS n FROM case_summary' })).answer.rows,
    ).toEqual([{ n: own.length }]);
    const rca = await call(caller, 'get_rca_analysis', { rca_category: 'Throttling', limit: 100 });
    expect(rca.answer.total_cases).toBe(
      own.filter(({ record }) => record.RCA_Category === 'Throttling').length,
    );
    const analysis = await call(caller, 'analyze_case_summaries', {
      start_date: '2023-01-01',
      end_date: '2025-12-31',
    });
    expect(analysis.answer.total_cases_found).toBe(
      own.filter(({ record }) => record.timeCreated !== null).length,
    );
    const trends = await call(caller, 'get_service_trends', { days_back: 3650 });
    const { services, other_services: others } = trends.answer as {
      services: { total_cases: number }[];
      other_services: { total_cases: number };
    };
    expect(services.reduce((sum, service) => sum + service.total_cases, others.total_cases)).toBe(
      own.filter(({ record }) => record.timeCreated !== null).length,
    );
  });

  it.each([
    ['a union', 'SELECT account_number FROM case_summary UNION SELECT account_number FROM case_summary'],
    [
      'a name that a CTE shadows',
      'WITH c AS (SELECT account_number FROM case_summary) SELECT DISTINCT account_number FROM c',
    ],
    [
      'a subquery',
      'SELECT DISTINCT account_number FROM case_summary WHERE account_number IN (SELECT account_number FROM case_summary)',
    ],
  ])('cannot reach past their accounts by %s', async (_, query) => {
    const { answer } = await call(caller, 'query_athena', { query });
    const rows = answer.rows as { account_number: string }[];
    expect(rows.map((row) => row.account_number).sort()).toEqual([...accounts].sort());
  });

  it('is told that an account is not theirs', async () => {
    const foreign = ACCOUNTS.find((account) => !accounts.includes(account));
    const { status, answer } = await call(caller, 'get_case_summary', { account_number: foreign });
    expect(status).toBe(403);
    expect(answer.code).toBe('forbidden');
  });

  it('is told so when no rule names them', async () => {
    const { status, answer } = await call(STRANGER, 'get_case_summary', {});
    expect(status).toBe(403);
    expect(answer.error).toContain(STRANGER.arn);
  });

  it('cannot use the next_token of somebody else', async () => {
    const query = 'SELECT case_number FROM case_summary ORDER BY case_number';
    const first = await call(stack.identities.allowed, 'query_athena', { query, max_results: 10 });
    expect(first.answer.next_token).toEqual(expect.any(String));
    const next = { query, max_results: 10, next_token: first.answer.next_token };
    expect((await call(stack.identities.allowed, 'query_athena', next)).status).toBe(200);
    const stolen = await call(caller, 'query_athena', next);
    expect(stolen).toMatchObject({ status: 403, answer: { code: 'forbidden' } });
  });
});

describe('500 requests of 20 callers over several instances', () => {
  it('get each only their own', async () => {
    const expected = new Map(TEAMS.map(({ accounts }) => [accounts, casesOf(accounts).length]));
    const requests = Array.from({ length: 500 }, (_, index) => TEAMS[(index * 7) % TEAMS.length]!);
    const wrong: unknown[] = [];
    const workers = Array.from({ length: 3 }, async () => {
      for (let team = requests.pop(); team !== undefined; team = requests.pop()) {
        const { status, answer } = await call(team.caller, 'query_athena', {
          query: 'SELECT count(*) AS n, min(account_number) AS a, max(account_number) AS z FROM case_summary',
        });
        const [a, z] = [...team.accounts].sort();
        const rows = JSON.stringify(answer.rows);
        if (status !== 200 || rows !== JSON.stringify([{ n: expected.get(team.accounts), a, z }]))
          wrong.push(answer);
      }
    });
    await Promise.all(workers);
    expect(wrong).toEqual([]);
    const instances = stack.functionLog().filter((line) => JSON.stringify(line).includes('initDurationMs'));
    expect(instances.length).toBeGreaterThan(1);
  }, 120_000);
});

describe('an access policy that cannot be read', () => {
  it('refuses everybody, until it can', async () => {
    const closed = await startLocal({ variables: { ACCESS_POLICY_PARAMETER: '/not/there' } }, [
      '--cases',
      '100',
    ]);
    try {
      const response = await closed.send('POST', '/tools/get_case_summary', {});
      expect(response.status).toBeGreaterThanOrEqual(403);
      expect(await response.text()).not.toContain('total_cases');
      const ssm = new SSMClient({
        region: closed.region,
        endpoint: closed.ssmEndpoint,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      });
      await ssm.send(
        new PutParameterCommand({ Name: '/not/there', Value: '{"default":"all"}', Type: 'String' }),
      );
      await expect
        .poll(async () => (await closed.send('POST', '/tools/get_case_summary', {})).status)
        .toBe(200);
    } finally {
      await closed.stop();
    }
  });
});

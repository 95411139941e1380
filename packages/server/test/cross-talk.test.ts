import { parseAccessPolicy, scopeOf } from '@case-insights/core/access';
import { jsonOf } from '@case-insights/testing/answers';
import { describe, expect, it } from 'vitest';
import type { Scopes } from '../src/access/scopes.ts';
import { callerOf } from '../src/call/request-context.ts';
import { appUnderTest } from './app-under-test.ts';
import { instantAws } from './instant-aws.ts';

const CALLERS = 20;
const REQUESTS = 500;
const INSTANCES = 3;

const accountOf = (caller: number) => String(100_000_000_000 + caller);
const arnOf = (caller: number) => `arn:aws:sts::111122223333:assumed-role/Team${caller}/session-${caller}`;

const policy = parseAccessPolicy([
  {
    name: '/policy',
    text: JSON.stringify({
      rules: Array.from({ length: CALLERS }, (_, caller) => ({
        callers: [`arn:aws:iam::111122223333:role/Team${caller}`],
        accounts: [accountOf(caller)],
      })),
    }),
  },
]);

/** Takes its turn among the others, as a real read would. */
const scopes: Scopes = {
  scopeOf: async (arn) => {
    await new Promise(setImmediate);
    return scopeOf(policy, arn);
  },
};

/** An Athena that obeys the filter of a statement: a row for each account it lets through, or for all without one. */
const aws = instantAws((statement) => {
  const filter = /account_number IN \(([^)]*)\)/.exec(statement)?.[1];
  const all = Array.from({ length: CALLERS }, (_, caller) => accountOf(caller));
  return {
    columns: ['account_number'],
    rows: all
      .filter((account) => filter === undefined || filter.includes(account))
      .map((account) => [account]),
  };
});

describe('500 requests of 20 callers with scopes of their own, interleaved over 3 instances', () => {
  it('get only their own cases, and each refusal its own request id', async () => {
    const instances = Array.from({ length: INSTANCES }, () => appUnderTest({}, {}, { ...aws, scopes }));
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, number) => {
        const caller = (number * 7) % CALLERS;
        const asksForAnother = number % 5 === 0;
        const [tool, args] = asksForAnother
          ? ['get_case_summary', { account_number: accountOf((caller + 1) % CALLERS) }]
          : ['query_athena', { query: 'SELECT account_number FROM case_summary' }];
        const response = await instances[number % INSTANCES]!.fetch(
          `/tools/${tool}`,
          { method: 'POST', body: JSON.stringify(args) },
          { caller: callerOf(arnOf(caller)), requestId: `request of ${number}` },
        );
        return { number, caller, asksForAnother, body: await jsonOf(response) };
      }),
    );
    expect(answers).toHaveLength(REQUESTS);
    for (const { number, caller, asksForAnother, body } of answers) {
      if (asksForAnother)
        expect(body).toMatchObject({ code: 'forbidden', request_id: `request of ${number}` });
      else expect(body.rows).toEqual([{ account_number: accountOf(caller) }]);
    }
  });
});

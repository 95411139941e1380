import { readFileSync } from 'node:fs';
import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import { jsonOf } from '@case-insights/testing/answers';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocal } from './support/stack.ts';

const guide = readFileSync(new URL('../../../docs/guide.md', import.meta.url), 'utf8');
/** The page's view, with the mapping that the page has in a table written out. */
const VIEW = /CREATE OR REPLACE VIEW case_summary_units AS[\s\S]*?(?=;)/
  .exec(guide)?.[0]
  .replace(
    'account_business_units u',
    "(VALUES ('111122223333', 'payments'), ('123456789012', 'logistics')) AS u (account_number, business_unit)",
  );
const ANA = {
  accessKeyId: 'AKIDPAYMENTS',
  secretAccessKey: 'payments-secret',
  arn: 'arn:aws:sts::999988887777:assumed-role/PaymentsTeam/ana',
};

/** Runs a statement on the local Athena as somebody at its console does, since the product only reads. */
async function runInConsole({ athenaEndpoint, database, workgroup }: LocalStack, sql: string): Promise<void> {
  const athena = new AthenaClient({
    endpoint: athenaEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'console', secretAccessKey: 'console' },
  });
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
    }),
  );
  await vi.waitFor(async () => {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status?.State).toBe('SUCCEEDED');
  });
  athena.destroy();
}

describe('the view of business units in docs/guide.md', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocal({
      variables: { CASE_TABLE: 'case_summary_units' },
      identities: [ANA],
      accessPolicy: {
        business_units: { payments: ['111122223333'] },
        rules: [
          { callers: ['arn:aws:iam::999988887777:role/PaymentsTeam'], business_units: ['payments'] },
          { callers: ['arn:aws:iam::123456789012:user/allowed'], accounts: 'all' },
        ],
      },
    });
    await runInConsole(stack, VIEW ?? '');
  });
  afterAll(() => stack.stop());

  /** Cases of each unit that have a date: the tools count by dates. */
  const counts = async (as?: typeof ANA) => {
    const query =
      "SELECT business_unit, count_if(timecreated >= '2000') AS cases FROM case_summary_units GROUP BY business_unit";
    const answer = await stack.send('POST', '/tools/query_athena', { query }, as === undefined ? {} : { as });
    const { rows } = await jsonOf(answer);
    return Object.fromEntries(rows.map((row: Record<string, unknown>) => [row.business_unit, row.cases]));
  };

  it('stands in for the table: statements group by the unit, and the tools count as before', async () => {
    const units = await counts();
    expect(Object.keys(units).sort()).toEqual(['logistics', 'null', 'payments']);
    const summary = await jsonOf(await stack.send('POST', '/tools/get_case_summary', { days_back: 3650 }));
    const { by_account } = summary;
    expect(by_account).toMatchObject({
      '111122223333': Number(units.payments),
      '123456789012': Number(units.logistics),
    });
  });

  it('keeps a caller to the accounts of the access policy', async () => {
    expect(Object.keys(await counts(ANA))).toEqual(['payments']);
  });
});

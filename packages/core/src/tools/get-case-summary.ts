import * as z from 'zod';
import { UNKNOWN } from '../cases/columns.ts';
import type { CaseSource } from '../cases/source.ts';
import type { Sql } from '../sql/literal.ts';
import { daysBackRange, describeRange } from './calendar.ts';
import {
  byLifecycleCategory,
  byRcaCategory,
  byService,
  bySeverity,
  caseCounts,
  caseCountsQuery,
} from './case-counts.ts';
import { createdWithin, ofAccount, ofService } from './conditions.ts';
import { defineTool } from './define.ts';
import { accountNumber, count, filter, wholeNumber } from './fields.ts';
import { type TableResult, toRecords } from './rows.ts';

export const getCaseSummary = defineTool({
  name: 'get_case_summary',
  title: 'Count cases',
  description:
    'Counts AWS support cases of the last days by root cause, lifecycle practice, severity and service.',
  inputSchema: z.strictObject({
    account_number: accountNumber('12-digit AWS account').optional(),
    service_code: filter('EC2, RDS, S3 … or an AWS Support service code').optional(),
    days_back: wholeNumber(1, 3650, 'Days to look back').default(30),
  }),
  outputSchema: z.object({
    filters_applied: z
      .object({
        date_range: z.string().describe('Days, both included, UTC'),
        account_number: z.string().nullable().describe('As asked'),
        service_code: z.string().nullable().describe('As asked'),
        days_back: count('As asked'),
      })
      .describe('What was counted'),
    total_cases: count('All matches'),
    unique_accounts: count('Accounts among them'),
    unique_services: count('Services among them'),
    by_rca_category: byRcaCategory,
    by_lifecycle_category: byLifecycleCategory,
    by_severity: bySeverity,
    by_service: byService,
    query_execution_id: z.string().describe('Athena execution'),
  }),
});

export type GetCaseSummaryInput = z.output<typeof getCaseSummary.inputSchema>;
export type GetCaseSummaryOutput = z.output<typeof getCaseSummary.outputSchema>;

/** `today` is a UTC day, YYYY-MM-DD. */
export function caseSummaryQuery(input: GetCaseSummaryInput, source: CaseSource, today: string): Sql {
  return caseCountsQuery(source, [
    ...(input.account_number === undefined ? [] : [ofAccount(input.account_number)]),
    createdWithin(daysBackRange(today, input.days_back)),
    ...(input.service_code === undefined ? [] : [ofService(input.service_code)]),
  ]);
}

export function caseSummaryOutput(
  input: GetCaseSummaryInput,
  today: string,
  result: TableResult,
): GetCaseSummaryOutput {
  const counts = caseCounts(toRecords(result));
  return {
    filters_applied: {
      date_range: describeRange(daysBackRange(today, input.days_back)),
      account_number: input.account_number ?? null,
      service_code: input.service_code ?? null,
      days_back: input.days_back,
    },
    total_cases: counts.totalCases,
    unique_accounts: counts.accounts,
    unique_services: counts.byService.filter(({ service }) => service !== UNKNOWN).length,
    by_rca_category: counts.byRcaCategory,
    by_lifecycle_category: counts.byLifecycleCategory,
    by_severity: counts.bySeverity,
    by_service: counts.byService,
    query_execution_id: result.queryExecutionId,
  };
}

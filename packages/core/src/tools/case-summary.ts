import { z } from 'zod';
import { byLifecycleCategory, byRcaCategory, byService, bySeverity, count } from './counts.ts';
import { defineTool } from './define.ts';
import { filter, wholeNumber } from './fields.ts';

export const getCaseSummary = defineTool({
  name: 'get_case_summary',
  title: 'Count cases',
  description: 'Counts recent support cases by root cause, lifecycle, severity and service.',
  inputSchema: z.strictObject({
    account_number: filter('12-digit AWS account').optional(),
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

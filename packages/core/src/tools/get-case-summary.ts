import * as z from 'zod';
import { UNKNOWN } from '../cases/columns.ts';
import type { CaseSource } from '../sql/case-source.ts';
import type { Sql } from '../sql/literal.ts';
import { joinNotes, longestFitting, tokensInWords } from './answer-size.ts';
import { describeRange } from './calendar.ts';
import {
  byLifecycleCategory,
  byRcaCategory,
  byService,
  bySeverity,
  caseCounts,
  caseCountsQuery,
  dataAgeFields,
} from './case-counts.ts';
import {
  clampNote,
  DAYS_OUT_OF_ORDER,
  daysAsked,
  daysInOrder,
  filterConditions,
  filterFields,
  filtersAsked,
  filtersShown,
  MAX_DAYS_BACK,
  partitionConditions,
} from './case-filters.ts';
import { defineTool } from './define.ts';
import { atLeastOne, count } from './fields.ts';
import { type TableResult, toRecords } from './rows.ts';
import { whyNothing } from './why-nothing.ts';

/** An organisation can have thousands of accounts; `unique_accounts` tells how many more there are. */
const LARGEST_ACCOUNTS = 10;

export const getCaseSummary = defineTool({
  name: 'get_case_summary',
  title: 'Count cases',
  description: 'Counts AWS support cases by root cause, lifecycle practice, severity, service and account.',
  inputSchema: z
    .strictObject({ ...filterFields, days_back: atLeastOne('Days back').default(30) })
    .refine(daysInOrder, DAYS_OUT_OF_ORDER),
  example: { service_code: 'EC2', days_back: 60 },
  outputSchema: z.object({
    filters_applied: z
      .object({
        date_range: z.string().describe('Days, both included, UTC'),
        days_back: count('As asked, without start_date').optional(),
        ...filtersShown,
      })
      .describe('What was counted'),
    ...dataAgeFields,
    total_cases: count('All matches'),
    unique_accounts: count('Accounts among them'),
    unique_services: count('Services among them'),
    by_rca_category: byRcaCategory,
    by_lifecycle_category: byLifecycleCategory,
    by_severity: bySeverity,
    by_service: byService,
    by_account: z
      .record(z.string(), count('Cases'))
      .describe(`The ${LARGEST_ACCOUNTS} accounts with most cases`),
    note: z.string().optional().describe('What was done otherwise, or why nothing matched'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
  shorten: (answer, maxTokens) => {
    const longest = Math.max(...GROUPS.map((group) => Object.keys(answer[group]).length));
    return longestFitting(Array.from({ length: longest }), maxTokens, ({ length }) => ({
      ...answer,
      ...Object.fromEntries(GROUPS.map((group) => [group, largest(answer[group], length)])),
      note: joinNotes(
        answer.note,
        `Only the largest ${length} groups of each kind are listed, to stay within ${tokensInWords(maxTokens)}; totals count all.`,
      ),
    }));
  },
});

const GROUPS = [
  'by_rca_category',
  'by_lifecycle_category',
  'by_severity',
  'by_service',
  'by_account',
] as const;

/** The largest counts, given in descending order. */
function largest(counts: Readonly<Record<string, number>>, groups: number): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).slice(0, groups));
}

export type GetCaseSummaryInput = z.output<typeof getCaseSummary.inputSchema>;
export type GetCaseSummaryOutput = z.output<typeof getCaseSummary.outputSchema>;

/** `today` is a UTC day, YYYY-MM-DD. */
export function caseSummaryQuery(input: GetCaseSummaryInput, source: CaseSource, today: string): Sql {
  return caseCountsQuery({
    source,
    range: daysAsked(input, today),
    conditions: filterConditions(input),
    partition: partitionConditions(input),
  });
}

export function caseSummaryOutput(
  input: GetCaseSummaryInput,
  today: string,
  result: TableResult,
): GetCaseSummaryOutput {
  const counts = caseCounts(toRecords(result));
  const said = joinNotes(
    clampNote('days_back', input.days_back, MAX_DAYS_BACK),
    counts.totalCases === 0 ? whyNothing(input, counts.age.data_as_of !== undefined) : undefined,
  );
  const known = (names: Record<string, number>) =>
    Object.keys(names).filter((name) => name !== UNKNOWN).length;
  return {
    filters_applied: {
      date_range: describeRange(daysAsked(input, today)),
      ...(input.start_date === undefined ? { days_back: Math.min(input.days_back, MAX_DAYS_BACK) } : {}),
      ...filtersAsked(input),
    },
    ...counts.age,
    total_cases: counts.totalCases,
    unique_accounts: known(counts.byAccount),
    unique_services: known(counts.byService),
    by_rca_category: counts.byRcaCategory,
    by_lifecycle_category: counts.byLifecycleCategory,
    by_severity: counts.bySeverity,
    by_service: counts.byService,
    by_account: largest(counts.byAccount, LARGEST_ACCOUNTS),
    ...(said === '' ? {} : { note: said }),
    query_execution_id: result.queryExecutionId,
  };
}

import * as z from 'zod';
import { categoryName } from '../cases/categories.ts';
import { serviceName } from '../cases/services.ts';
import { type CaseSource, fromCases } from '../cases/source.ts';
import { compareText } from '../compare-text.ts';
import { type Sql, sql } from '../sql/literal.ts';
import { allOf, foldedGroupOf, groupOf } from './conditions.ts';
import { count } from './fields.ts';
import { countOf, type Row, textOf } from './rows.ts';

// Cases counted by group: what results say of them, the SQL that counts, and how its rows become results.

const caseCount = count('Cases in the group');

/** Groups of cases, most first; shared by every tool that counts. */
export const bySeverity = z
  .array(z.object({ severity_code: z.string().describe('Severity or unknown'), case_count: caseCount }))
  .describe('Cases by severity, most first');

export const byService = z
  .array(
    z.object({
      service: z.string().describe('Name people say, or the code'),
      service_codes: z.array(z.string()).describe('Codes counted'),
      case_count: caseCount,
    }),
  )
  .describe('Cases by service, most first');

export const byRcaCategory = z
  .array(z.object({ rca_category: z.string().describe('Category or unknown'), case_count: caseCount }))
  .describe('Cases by root cause, most first');

export const byLifecycleCategory = z
  .array(z.object({ lifecycle_category: z.string().describe('Category or unknown'), case_count: caseCount }))
  .describe('Cases by lifecycle practice, most first');

export const byMonth = z
  .array(z.object({ month: z.string().describe('YYYY-MM'), case_count: caseCount }))
  .describe('Cases by month, oldest first');

/**
 * Counts the cases that meet the conditions, in all and by every group, in one scan. A row belongs to the one group
 * column that is not null in it, since a group is never null; the row with none is the total.
 */
export function caseCountsQuery(source: CaseSource, conditions: readonly Sql[]): Sql {
  return sql`SELECT rca_group, lifecycle_group, severity_group, service_group, month_group, count(*) AS case_count, count(summary) AS summary_count, count(DISTINCT account_number) AS account_count
FROM (
  SELECT account_number, ${groupOf(sql`rca_category`)} AS rca_group, ${groupOf(sql`lifecycle_category`)} AS lifecycle_group, ${foldedGroupOf(sql`severitycode`)} AS severity_group, ${foldedGroupOf(sql`servicecode`)} AS service_group, substr(timecreated, 1, 7) AS month_group, nullif(trim(case_summary), '') AS summary
  FROM ${fromCases(source)}
  WHERE ${allOf(conditions)}
) AS cases
GROUP BY GROUPING SETS ((), (rca_group), (lifecycle_group), (severity_group), (service_group), (month_group))`;
}

/** What `caseCountsQuery` counted, in the shapes of results. */
export interface CaseCounts {
  readonly totalCases: number;
  /** Cases that have a summary. */
  readonly summaries: number;
  readonly accounts: number;
  readonly byRcaCategory: z.output<typeof byRcaCategory>;
  readonly byLifecycleCategory: z.output<typeof byLifecycleCategory>;
  readonly bySeverity: z.output<typeof bySeverity>;
  readonly byService: z.output<typeof byService>;
  readonly byMonth: z.output<typeof byMonth>;
}

const GROUP_COLUMNS = ['rca_group', 'lifecycle_group', 'severity_group', 'service_group', 'month_group'];

export function caseCounts(rows: readonly Row[]): CaseCounts {
  const total = rows.find((row) => GROUP_COLUMNS.every((column) => textOf(row, column) === null));
  return {
    totalCases: countOf(total, 'case_count'),
    summaries: countOf(total, 'summary_count'),
    accounts: countOf(total, 'account_count'),
    byRcaCategory: rcaCategoryCounts(rows, 'rca_group'),
    byLifecycleCategory: namedCounts(rows, 'lifecycle_group', categoryName).map(({ name, cases }) => ({
      lifecycle_category: name,
      case_count: cases,
    })),
    bySeverity: namedCounts(rows, 'severity_group', (code) => code).map(({ name, cases }) => ({
      severity_code: name,
      case_count: cases,
    })),
    byService: namedCounts(rows, 'service_group', serviceName).map(({ name, values, cases }) => ({
      service: name,
      service_codes: values,
      case_count: cases,
    })),
    byMonth: namedCounts(rows, 'month_group', (month) => month)
      .map(({ name, cases }) => ({ month: name, case_count: cases }))
      .sort((a, b) => compareText(a.month, b.month)),
  };
}

export function rcaCategoryCounts(rows: readonly Row[], column: string): CaseCounts['byRcaCategory'] {
  return namedCounts(rows, column, categoryName).map(({ name, cases }) => ({
    rca_category: name,
    case_count: cases,
  }));
}

interface NamedCount {
  readonly name: string;
  /** The values in data that bear the name. */
  readonly values: string[];
  readonly cases: number;
}

/** Adds up the rows that group by this column under the names their values are shown by; most first, then by name. */
function namedCounts(rows: readonly Row[], column: string, nameOf: (value: string) => string): NamedCount[] {
  const counts = new Map<string, { values: string[]; cases: number }>();
  for (const row of rows) {
    const value = textOf(row, column);
    if (value === null) continue;
    const name = nameOf(value);
    const count = counts.get(name) ?? { values: [], cases: 0 };
    count.values.push(value);
    count.cases += countOf(row, 'case_count');
    counts.set(name, count);
  }
  return [...counts]
    .map(([name, { values, cases }]) => ({ name, values: values.sort(compareText), cases }))
    .sort((a, b) => b.cases - a.cases || compareText(a.name, b.name));
}

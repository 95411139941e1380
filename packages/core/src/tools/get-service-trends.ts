import * as z from 'zod';
import { serviceName } from '../cases/services.ts';
import { type CaseSource, fromCases } from '../cases/source.ts';
import { compareText } from '../compare-text.ts';
import { type Sql, sql } from '../sql/literal.ts';
import {
  addDays,
  type DayRange,
  daysBackRange,
  daysInRange,
  describeRange,
  firstOfMonth,
  mondayOf,
} from './calendar.ts';
import { byRcaCategory, rcaCategoryCounts } from './case-counts.ts';
import { createdWithin, foldedGroupOf, groupOf } from './conditions.ts';
import { defineTool } from './define.ts';
import { count, wholeNumber } from './fields.ts';
import { countOf, type Row, type TableResult, textOf, toRecords } from './rows.ts';

export const getServiceTrends = defineTool({
  name: 'get_service_trends',
  title: 'Service trends',
  description: 'Cases over time for the 20 services with most, each rising, falling or steady.',
  inputSchema: z.strictObject({
    days_back: wholeNumber(1, 3650, 'Days to look back').default(90),
  }),
  outputSchema: z.object({
    days_back: count('As asked'),
    date_range: z
      .string()
      .describe('Days counted, both included, UTC; the first and last interval may lie partly outside'),
    interval: z.enum(['day', 'week', 'month']).describe('Step between points'),
    services: z
      .array(
        z.object({
          service: z.string().describe('Name people say, or the code'),
          service_codes: z.array(z.string()).describe('Codes counted'),
          total_cases: count('In the range'),
          trend: z.enum(['rising', 'falling', 'steady']).describe('Later half against earlier, beyond 20 %'),
          points: z
            .array(
              z.object({
                date: z.string().describe('First day of the interval'),
                case_count: count('Cases'),
              }),
            )
            .describe('Oldest first, without gaps'),
          top_rca_categories: byRcaCategory,
        }),
      )
      .describe('Most cases first'),
    other_services: z
      .object({ services: count('Services not listed'), total_cases: count('Their cases') })
      .describe('The rest'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
});

export type GetServiceTrendsInput = z.output<typeof getServiceTrends.inputSchema>;
export type GetServiceTrendsOutput = z.output<typeof getServiceTrends.outputSchema>;

type Interval = GetServiceTrendsOutput['interval'];
type ServiceTrend = GetServiceTrendsOutput['services'][number];

const LARGEST_SERVICES = 20;
const TOP_RCA_CATEGORIES = 3;
/** Of a half's cases; a change beyond it in the other half is a trend. */
const STEADY_PERCENT = 20;

/**
 * Counts the cases of each service code by interval, by half of the range and by root cause, in one scan. A row
 * belongs to the one group column that is not null in it beside the code.
 */
export function serviceTrendsQuery(input: GetServiceTrendsInput, source: CaseSource, today: string): Sql {
  const range = daysBackRange(today, input.days_back);
  const half = Math.floor(daysInRange(range.first, range.last) / 2);
  return sql`SELECT service_group, interval_start, half, rca_group, count(*) AS case_count
FROM (
  SELECT ${foldedGroupOf(sql`servicecode`)} AS service_group, ${intervalStart(intervalOf(input.days_back))} AS interval_start, CASE WHEN timecreated < ${addDays(range.first, half)} THEN 'earlier' WHEN timecreated >= ${addDays(range.last, 1 - half)} THEN 'later' ELSE 'middle' END AS half, ${groupOf(sql`rca_category`)} AS rca_group
  FROM ${fromCases(source)}
  WHERE ${createdWithin(range)}
) AS cases
GROUP BY GROUPING SETS ((service_group, interval_start), (service_group, half), (service_group, rca_group))`;
}

export function serviceTrendsOutput(
  input: GetServiceTrendsInput,
  today: string,
  result: TableResult,
): GetServiceTrendsOutput {
  const interval = intervalOf(input.days_back);
  const range = daysBackRange(today, input.days_back);
  const starts = intervalStarts(range, interval);
  const services = [...rowsByService(toRecords(result))]
    .map(([service, rows]) => serviceTrend(service, rows, starts))
    .sort((a, b) => b.total_cases - a.total_cases || compareText(a.service, b.service));
  const others = services.slice(LARGEST_SERVICES);
  return {
    days_back: input.days_back,
    date_range: describeRange(range),
    interval,
    services: services.slice(0, LARGEST_SERVICES),
    other_services: {
      services: others.length,
      total_cases: others.reduce((sum, service) => sum + service.total_cases, 0),
    },
    query_execution_id: result.queryExecutionId,
  };
}

function intervalOf(daysBack: number): Interval {
  return daysBack <= 31 ? 'day' : daysBack <= 180 ? 'week' : 'month';
}

function intervalStart(interval: Interval): Sql {
  if (interval === 'day') return sql`substr(timecreated, 1, 10)`;
  if (interval === 'month') return sql`substr(timecreated, 1, 7) || '-01'`;
  // Cast to date again: in DuckDB date_trunc makes a timestamp of a date.
  return sql`CAST(CAST(date_trunc('week', try_cast(substr(timecreated, 1, 10) AS date)) AS date) AS varchar)`;
}

/** The first day of each interval that the range touches; that of the first may lie before the range. */
function intervalStarts({ first, last }: DayRange, interval: Interval): string[] {
  const startOf = { day: (day: string) => day, week: mondayOf, month: firstOfMonth }[interval];
  // More than the longest month and less than two, so that it reaches the next and never skips one.
  const step = { day: 1, week: 7, month: 32 }[interval];
  const starts: string[] = [];
  for (let start = startOf(first); start <= last; start = startOf(addDays(start, step))) starts.push(start);
  return starts;
}

function rowsByService(rows: readonly Row[]): Map<string, Row[]> {
  const services = new Map<string, Row[]>();
  for (const row of rows) {
    const service = serviceName(textOf(row, 'service_group') ?? '');
    const ofService = services.get(service);
    if (ofService === undefined) services.set(service, [row]);
    else ofService.push(row);
  }
  return services;
}

function serviceTrend(service: string, rows: readonly Row[], starts: readonly string[]): ServiceTrend {
  const byInterval = sumBy(rows, 'interval_start');
  const byHalf = sumBy(rows, 'half');
  const codes = new Set(rows.map((row) => textOf(row, 'service_group') ?? ''));
  return {
    service,
    service_codes: [...codes].sort(compareText),
    total_cases: [...byHalf.values()].reduce((sum, cases) => sum + cases, 0),
    trend: trendOf(byHalf.get('earlier') ?? 0, byHalf.get('later') ?? 0),
    points: starts.map((date) => ({ date, case_count: byInterval.get(date) ?? 0 })),
    top_rca_categories: rcaCategoryCounts(rows, 'rca_group').slice(0, TOP_RCA_CATEGORIES),
  };
}

function sumBy(rows: readonly Row[], column: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const group = textOf(row, column);
    if (group !== null) sums.set(group, (sums.get(group) ?? 0) + countOf(row, 'case_count'));
  }
  return sums;
}

/**
 * Compares halves of equally many days, so that intervals cut short at either end weigh what they hold; of an odd
 * number of days the middle one belongs to neither.
 */
function trendOf(earlier: number, later: number): ServiceTrend['trend'] {
  // In whole numbers: 35 * 0.8 is not 28.
  const change = (later - earlier) * 100;
  if (change > earlier * STEADY_PERCENT) return 'rising';
  if (-change > earlier * STEADY_PERCENT) return 'falling';
  return 'steady';
}

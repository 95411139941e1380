import * as z from 'zod';
import { categoryName } from '../cases/categories.ts';
import { serviceName } from '../cases/services.ts';
import { compareText } from '../compare-text.ts';
import type { CaseSource } from '../sql/case-source.ts';
import { type Sql, sql } from '../sql/literal.ts';
import { joinNotes, longestFitting, tokensInWords } from './answer-size.ts';
import { describeRange, type Interval, intervalOf, intervalStarts } from './calendar.ts';
import {
  byRcaCategory,
  countedRows,
  dataAge,
  dataAgeFields,
  groupCounts,
  retrievalDelays,
  withDelays,
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
import { type CompleteIntervals, completeIntervals, retrievalLag, trendOf } from './completeness.ts';
import { foldedGroupOf, groupOf } from './conditions.ts';
import { defineTool } from './define.ts';
import { atLeastOne, count, day } from './fields.ts';
import { countOf, type Row, type TableResult, textOf, toRecords } from './rows.ts';
import { whyNothing } from './why-nothing.ts';

export const getServiceTrends = defineTool({
  name: 'get_service_trends',
  title: 'Service trends',
  description: 'Cases over time and trends of the 20 largest services.',
  inputSchema: z
    .strictObject({ ...filterFields, days_back: atLeastOne('Days back').default(90) })
    .refine(daysInOrder, DAYS_OUT_OF_ORDER),
  example: { days_back: 180 },
  outputSchema: z.object({
    days_back: count('As asked, without start_date').optional(),
    date_range: z
      .string()
      .describe('Days counted, both included, UTC; the first and last interval may lie partly outside'),
    filters_applied: z.object(filtersShown).optional().describe('Other filters, as asked'),
    ...dataAgeFields,
    interval: z.enum(['day', 'week', 'month']).describe('Step between dates'),
    dates: z.array(day()).describe('First day of each interval, oldest first, without gaps'),
    incomplete_from: day()
      .optional()
      .describe(
        'From this date on intervals still fill up: their counts are too low, and no trend uses them',
      ),
    services: z
      .array(
        z.object({
          service: z.string().describe('Name people say, or the code'),
          service_codes: z.array(z.string()).describe('Codes counted'),
          total_cases: count('In the range'),
          trend: z
            .enum(['rising', 'falling', 'steady', 'unknown'])
            .describe(
              'Later half of the complete intervals against the earlier, beyond 20 %; unknown below 6 cases',
            ),
          counts: z.array(count('Cases')).describe('Cases of each interval, in the order of dates'),
          top_rca_categories: byRcaCategory,
        }),
      )
      .describe('Most cases first'),
    other_services: z
      .object({ services: count('Services not listed'), total_cases: count('Their cases') })
      .optional()
      .describe('The rest, if any'),
    note: z.string().optional().describe('What was done otherwise, or why nothing matched'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
  shorten: (answer, maxTokens) =>
    longestFitting(answer.services, maxTokens, (services) => {
      const others = answer.services.slice(services.length);
      return {
        ...answer,
        services: [...services],
        other_services: {
          services: others.length + (answer.other_services?.services ?? 0),
          total_cases: totalOf(others) + (answer.other_services?.total_cases ?? 0),
        },
        note: joinNotes(
          answer.note,
          `Only the largest ${services.length} services are listed, to stay within ${tokensInWords(maxTokens)}; ask for fewer days, or for one service with service_code.`,
        ),
      };
    }),
});

function totalOf(services: readonly { readonly total_cases: number }[]): number {
  return services.reduce((sum, service) => sum + service.total_cases, 0);
}

export type GetServiceTrendsInput = z.output<typeof getServiceTrends.inputSchema>;
export type GetServiceTrendsOutput = z.output<typeof getServiceTrends.outputSchema>;

type ServiceTrend = GetServiceTrendsOutput['services'][number];

const LARGEST_SERVICES = 20;
const TOP_RCA_CATEGORIES = 3;

/**
 * Counts the cases of each service code by interval and by root cause, and how long cases took to be retrieved, in one
 * scan. A row belongs to the one group column that is not null in it, beside the code; the row with none is the total.
 */
export function serviceTrendsQuery(input: GetServiceTrendsInput, source: CaseSource, today: string): Sql {
  const range = daysAsked(input, today);
  const groups = sql`${foldedGroupOf(sql`servicecode`)} AS service_group, coalesce(${intervalStart(intervalOf(range))}, '') AS interval_start, ${groupOf(sql`rca_category`)} AS rca_group, substr(timecreated, 1, 10) AS created`;
  const rows = countedRows(
    { source, range, conditions: filterConditions(input), partition: partitionConditions(input) },
    groups,
  );
  return sql`SELECT service_group, interval_start, rca_group, delay_group, count(*) AS row_count, count(counted) AS case_count, count(undated) AS undated_count, max(retrieved) AS data_as_of
FROM (
  ${withDelays(rows)}
) AS cases
GROUP BY GROUPING SETS ((), (delay_group), (service_group, interval_start), (service_group, rca_group))
HAVING count(counted) > 0 OR service_group IS NULL`;
}

export function serviceTrendsOutput(
  input: GetServiceTrendsInput,
  today: string,
  result: TableResult,
): GetServiceTrendsOutput {
  const range = daysAsked(input, today);
  const interval = intervalOf(range);
  const starts = intervalStarts(range, interval);
  const rows = toRecords(result);
  const age = dataAge(rows.find(isTotal));
  const complete = completeIntervals(starts, interval, range, {
    today,
    dataAsOf: age.data_as_of,
    lag: retrievalLag(retrievalDelays(rows)),
  });
  const incompleteFrom = starts[complete.to];
  const services = [...rowsByService(rows)]
    .map(([service, ofService]) => serviceTrend(service, ofService, { starts, interval, complete }))
    .sort((a, b) => b.total_cases - a.total_cases || compareText(a.service, b.service));
  const others = services.slice(LARGEST_SERVICES);
  const filters = filtersAsked(input);
  const said = joinNotes(
    clampNote('days_back', input.days_back, MAX_DAYS_BACK),
    services.length === 0 ? whyNothing(input, age.data_as_of !== undefined) : undefined,
  );
  return {
    ...(input.start_date === undefined ? { days_back: Math.min(input.days_back, MAX_DAYS_BACK) } : {}),
    date_range: describeRange(range),
    ...(Object.keys(filters).length === 0 ? {} : { filters_applied: filters }),
    ...age,
    interval,
    dates: starts,
    ...(incompleteFrom === undefined ? {} : { incomplete_from: incompleteFrom }),
    services: services.slice(0, LARGEST_SERVICES),
    ...(others.length === 0
      ? {}
      : {
          other_services: {
            services: others.length,
            total_cases: totalOf(others),
          },
        }),
    ...(said === '' ? {} : { note: said }),
    query_execution_id: result.queryExecutionId,
  };
}

function isTotal(row: Row): boolean {
  return textOf(row, 'service_group') === null && textOf(row, 'delay_group') === null;
}

function intervalStart(interval: Interval): Sql {
  if (interval === 'day') return sql`substr(timecreated, 1, 10)`;
  if (interval === 'month') return sql`substr(timecreated, 1, 7) || '-01'`;
  // Cast to date again: in DuckDB date_trunc makes a timestamp of a date.
  return sql`CAST(CAST(date_trunc('week', try_cast(substr(timecreated, 1, 10) AS date)) AS date) AS varchar)`;
}

function rowsByService(rows: readonly Row[]): Map<string, Row[]> {
  const services = new Map<string, Row[]>();
  for (const row of rows) {
    const code = textOf(row, 'service_group');
    if (code === null) continue;
    const service = serviceName(code);
    const ofService = services.get(service);
    if (ofService === undefined) services.set(service, [row]);
    else ofService.push(row);
  }
  return services;
}

interface Series {
  readonly starts: readonly string[];
  readonly interval: Interval;
  readonly complete: CompleteIntervals;
}

function serviceTrend(service: string, rows: readonly Row[], series: Series): ServiceTrend {
  const { starts, interval, complete } = series;
  const byInterval = new Map<string, number>();
  for (const row of rows) {
    const start = textOf(row, 'interval_start');
    if (start !== null) byInterval.set(start, (byInterval.get(start) ?? 0) + countOf(row, 'case_count'));
  }
  const codes = new Set(rows.map((row) => textOf(row, 'service_group') ?? ''));
  const counts = starts.map((start) => byInterval.get(start) ?? 0);
  return {
    service,
    service_codes: [...codes].sort(compareText),
    total_cases: counts.reduce((sum, cases) => sum + cases, 0),
    trend: trendOf(counts, starts, interval, complete),
    counts,
    top_rca_categories: groupCounts(rows, 'rca_group', categoryName, TOP_RCA_CATEGORIES),
  };
}

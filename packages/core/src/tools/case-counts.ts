import * as z from 'zod';
import { categoryName } from '../cases/categories.ts';
import { UNKNOWN } from '../cases/columns.ts';
import { serviceName } from '../cases/services.ts';
import { compareText } from '../compare-text.ts';
import { type CaseSource, fromCases } from '../sql/case-source.ts';
import { type Sql, sql } from '../sql/literal.ts';
import type { DayRange } from './calendar.ts';
import { wherePartition } from './case-filters.ts';
import type { RetrievalDelay } from './completeness.ts';
import { allOf, createdWithin, foldedGroupOf, groupOf, IS_UNDATED, RETRIEVED_DAY } from './conditions.ts';
import { count, day } from './fields.ts';
import { countOf, type Row, textOf } from './rows.ts';

// Cases counted by group: what results say of them, the SQL that counts, and how its rows become results.

/**
 * Cases by group, most first: the group's name and its number of cases, which takes half the tokens of a list of
 * objects. Every tool that counts has this shape.
 */
function caseCountsBy(group: string) {
  return z.record(z.string(), count('Cases')).describe(`Cases by ${group}, most first`);
}

export const bySeverity = caseCountsBy('severity, or unknown');
/** By the everyday name, or the code; `get_service_trends` lists the codes behind a name. */
export const byService = caseCountsBy('service');
export const byRcaCategory = caseCountsBy('root cause, or unknown');
export const byLifecycleCategory = caseCountsBy('lifecycle practice, or unknown');
export const byMonth = z.record(z.string(), count('Cases')).describe('Cases by month, YYYY-MM, oldest first');

/** Which cases are counted, and which rows are read for it. */
export interface CountedCases {
  readonly source: CaseSource;
  readonly range: DayRange;
  /** What the cases must meet beside the range. */
  readonly conditions: readonly Sql[];
  /** Conditions on partition keys, so that Athena reads nothing else. */
  readonly partition: readonly Sql[];
}

/**
 * The rows of counted cases with the columns of `groups`, for an aggregation over all rows that are read: `counted` is
 * 1 for what is counted, `undated` for what would be but for its missing date, and `retrieved` is there for every row,
 * since the age of the data does not depend on the question.
 */
export function countedRows({ source, range, conditions, partition }: CountedCases, groups: Sql): Sql {
  const matches = conditions.length === 0 ? sql`` : sql` AND ${allOf(conditions)}`;
  return sql`SELECT ${groups}, CASE WHEN ${createdWithin(range)}${matches} THEN 1 END AS counted, CASE WHEN ${IS_UNDATED}${matches} THEN 1 END AS undated, ${RETRIEVED_DAY} AS retrieved
  FROM ${fromCases(source)}${wherePartition(partition)}`;
}

/**
 * Rows of `countedRows` with `created`, and `delay_group`: in how many days after its creation a case was retrieved,
 * among the cases created since the first retrieval; -1 for all others.
 */
export function withDelays(rows: Sql): Sql {
  return sql`SELECT *, CASE WHEN created >= min(retrieved) OVER () THEN coalesce(date_diff('day', try_cast(created AS date), try_cast(retrieved AS date)), -1) ELSE -1 END AS delay_group
  FROM (
  ${rows}
  ) AS dated`;
}

/** From rows that group by `delay_group`, with their number in `row_count`. */
export function retrievalDelays(rows: readonly Row[]): RetrievalDelay[] {
  return rows
    .filter((row) => textOf(row, 'delay_group') !== null)
    .map((row) => ({ days: countOf(row, 'delay_group'), cases: countOf(row, 'row_count') }))
    .filter(({ days }) => days >= 0);
}

/**
 * Counts cases in all and by every group, in one scan. A row belongs to the one group column that is not null in it,
 * since a group is never null; the row with none is the total, and is there even when nothing matches.
 */
export function caseCountsQuery(cases: CountedCases): Sql {
  return sql`SELECT ${COUNTS}
FROM (
  ${countedRows(cases, GROUPS)}
) AS cases
GROUP BY GROUPING SETS (${GROUPING_SETS})
HAVING ${NOT_EMPTY}`;
}

/** The same, and how long cases took to be retrieved: rows with a `delay_group`. */
export function caseCountsAndDelaysQuery(cases: CountedCases): Sql {
  const rows = countedRows(cases, sql`${GROUPS}, substr(timecreated, 1, 10) AS created`);
  return sql`SELECT ${COUNTS}, delay_group, count(*) AS row_count
FROM (
  ${withDelays(rows)}
) AS cases
GROUP BY GROUPING SETS (${GROUPING_SETS}, (delay_group))
HAVING ${NOT_EMPTY}`;
}

const GROUPS = sql`${groupOf(sql`rca_category`)} AS rca_group, ${groupOf(sql`lifecycle_category`)} AS lifecycle_group, ${foldedGroupOf(sql`severitycode`)} AS severity_group, ${foldedGroupOf(sql`servicecode`)} AS service_group, ${groupOf(sql`account_number`)} AS account_group, coalesce(substr(timecreated, 1, 7), ${UNKNOWN}) AS month_group, nullif(trim(case_summary), '') AS summary`;
const COUNTS = sql`rca_group, lifecycle_group, severity_group, service_group, account_group, month_group, count(counted) AS case_count, count(CASE WHEN counted = 1 THEN summary END) AS summary_count, count(undated) AS undated_count, max(retrieved) AS data_as_of`;
const GROUPING_SETS = sql`(), (rca_group), (lifecycle_group), (severity_group), (service_group), (account_group), (month_group)`;
const NOT_EMPTY = sql`count(counted) > 0 OR coalesce(rca_group, lifecycle_group, severity_group, service_group, account_group, month_group) IS NULL`;

/** What `caseCountsQuery` counted, in the shapes of results. */
export interface CaseCounts {
  readonly age: DataAge;
  readonly totalCases: number;
  /** Cases that have a summary. */
  readonly summaries: number;
  readonly byRcaCategory: Record<string, number>;
  readonly byLifecycleCategory: Record<string, number>;
  readonly bySeverity: Record<string, number>;
  readonly byService: Record<string, number>;
  readonly byAccount: Record<string, number>;
  readonly byMonth: Record<string, number>;
}

const GROUP_COLUMNS = [
  'rca_group',
  'lifecycle_group',
  'severity_group',
  'service_group',
  'account_group',
  'month_group',
  'delay_group',
];

export function caseCounts(rows: readonly Row[]): CaseCounts {
  const total = rows.find((row) => GROUP_COLUMNS.every((column) => textOf(row, column) === null));
  const asStored = (value: string) => value;
  return {
    totalCases: countOf(total, 'case_count'),
    summaries: countOf(total, 'summary_count'),
    age: dataAge(total),
    byRcaCategory: groupCounts(rows, 'rca_group', categoryName),
    byLifecycleCategory: groupCounts(rows, 'lifecycle_group', categoryName),
    bySeverity: groupCounts(rows, 'severity_group', asStored),
    byService: groupCounts(rows, 'service_group', serviceName),
    byAccount: groupCounts(rows, 'account_group', asStored),
    byMonth: Object.fromEntries(
      Object.entries(groupCounts(rows, 'month_group', asStored)).sort(([a], [b]) => compareText(a, b)),
    ),
  };
}

/** What every counting tool says about its data, each part only where it holds. */
export const dataAgeFields = {
  data_as_of: day()
    .optional()
    .describe('Newest case_retrieval_date; only resolved cases are in the table, so newer ones are missing'),
  cases_without_date: count('Match but for their unusable timecreated, not counted').optional(),
};

export interface DataAge {
  readonly data_as_of?: string;
  readonly cases_without_date?: number;
}

/** From a row with `data_as_of` and `undated_count`. */
export function dataAge(row: Row | undefined): DataAge {
  const asOf = row === undefined ? null : textOf(row, 'data_as_of');
  const undated = countOf(row, 'undated_count');
  return {
    ...(asOf === null ? {} : { data_as_of: asOf }),
    ...(undated === 0 ? {} : { cases_without_date: undated }),
  };
}

/**
 * Adds up the rows that group by this column under the names that their values are shown by; most first, then by name.
 * At most `limit` groups.
 */
export function groupCounts(
  rows: readonly Row[],
  column: string,
  nameOf: (value: string) => string,
  limit?: number,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = textOf(row, column);
    if (value === null) continue;
    const name = nameOf(value);
    counts.set(name, (counts.get(name) ?? 0) + countOf(row, 'case_count'));
  }
  return Object.fromEntries(
    [...counts]
      .sort(([a, casesOfA], [b, casesOfB]) => casesOfB - casesOfA || compareText(a, b))
      .slice(0, limit),
  );
}

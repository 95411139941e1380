import * as z from 'zod';
import { type CaseSource, fromCases } from '../sql/case-source.ts';
import { type Sql, sql } from '../sql/literal.ts';
import { dataAge, dataAgeFields } from '../tools/case-counts.ts';
import { IS_UNDATED, RETRIEVED_DAY } from '../tools/conditions.ts';
import { defineTool } from '../tools/define.ts';
import { count, day } from '../tools/fields.ts';
import { countOf, type TableResult, textOf, toRecords } from '../tools/rows.ts';

/** How much data there is and how new it is. Read as a resource, run as a call like that of a tool. */
export const dataRange = defineTool({
  name: 'read_data_range',
  title: 'Range and age of the data',
  description:
    'The first and the last day of the cases that you may see, how many there are, and how new they are.',
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    today: day().describe('UTC'),
    total_cases: count('Cases in the table'),
    first_day: day().optional().describe('Day of the oldest case'),
    last_day: day().optional().describe('Day of the newest case'),
    ...dataAgeFields,
    cases_with_summary: count('Cases that a model has summarised'),
    cases_with_root_cause: count('Cases with a root cause'),
    accounts: count('AWS accounts with cases'),
    services: count('Service codes with cases'),
    note: z.string().describe('How to read the newest days'),
  }),
});

export type DataRangeOutput = z.output<typeof dataRange.outputSchema>;

const NEWEST_DAYS =
  'A case reaches the table once it is resolved, often days after it was opened: the newest days look quieter than they were.';

/** One scan of the cases that the caller may see. */
export function dataRangeQuery(source: CaseSource): Sql {
  return sql`SELECT count(*) AS total_cases, min(day) AS first_day, max(day) AS last_day, max(retrieved) AS data_as_of, count(undated) AS undated_count, count(summary) AS summary_count, count(root_cause) AS root_cause_count, count(DISTINCT account) AS accounts, count(DISTINCT service) AS services
FROM (
  SELECT CASE WHEN ${IS_UNDATED} THEN NULL ELSE substr(timecreated, 1, 10) END AS day, CASE WHEN ${IS_UNDATED} THEN 1 END AS undated, ${RETRIEVED_DAY} AS retrieved, nullif(trim(case_summary), '') AS summary, nullif(trim(rca_category), '') AS root_cause, account_number AS account, nullif(lower(trim(servicecode)), '') AS service
  FROM ${fromCases(source)}
) AS cases`;
}

/** `today` is a UTC day, YYYY-MM-DD. */
export function dataRangeOutput(result: TableResult, today: string): DataRangeOutput {
  const [row] = toRecords(result);
  const dayOf = (column: string) => (row === undefined ? null : textOf(row, column));
  const [first, last] = [dayOf('first_day'), dayOf('last_day')];
  return {
    today,
    total_cases: countOf(row, 'total_cases'),
    ...(first === null ? {} : { first_day: first }),
    ...(last === null ? {} : { last_day: last }),
    ...dataAge(row),
    cases_with_summary: countOf(row, 'summary_count'),
    cases_with_root_cause: countOf(row, 'root_cause_count'),
    accounts: countOf(row, 'accounts'),
    services: countOf(row, 'services'),
    note: NEWEST_DAYS,
  };
}

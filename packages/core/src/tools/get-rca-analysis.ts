import * as z from 'zod';
import { categoryName, isKnownCategory, RCA_CATEGORIES } from '../cases/categories.ts';
import { serviceName } from '../cases/services.ts';
import { type CaseSource, fromCases } from '../sql/case-source.ts';
import { joinSql, type Sql, sql } from '../sql/literal.ts';
import { cutText, joinNotes, longestFitting, tokensInWords } from './answer-size.ts';
import { isCalendarDay } from './calendar.ts';
import { dataAge, dataAgeFields } from './case-counts.ts';
import {
  clampNote,
  DAYS_OUT_OF_ORDER,
  daysInOrder,
  filterConditions,
  filterFields,
  filtersAsked,
  filtersShown,
  partitionConditions,
  wherePartition,
} from './case-filters.ts';
import {
  allOf,
  createdWithin,
  IS_UNDATED,
  NEWEST_FIRST,
  ofRcaCategory,
  RETRIEVED_DAY,
} from './conditions.ts';
import { dataNotice, dataNoticeField } from './data-notice.ts';
import { defineTool } from './define.ts';
import { atLeastOne, count, day, filter } from './fields.ts';
import { countOf, type Row, type TableResult, textOf, toRecords } from './rows.ts';
import { unknownCategory, whyNothing } from './why-nothing.ts';

const MAX_LIMIT = 100;

const cell = z.string().nullable();

export const getRcaAnalysis = defineTool({
  name: 'get_rca_analysis',
  title: 'Cases of a root cause',
  description: 'Counts the cases of a root cause and lists the newest.',
  inputSchema: z
    .strictObject({
      rca_category: filter(`One of ${RCA_CATEGORIES.join(', ')}, unknown`),
      limit: atLeastOne(`Up to ${MAX_LIMIT}`).default(10),
      details: z
        .boolean({ error: 'must be true or false' })
        .default(false)
        .describe('Adds summary, times, code'),
      ...filterFields,
    })
    .refine(daysInOrder, DAYS_OUT_OF_ORDER),
  example: { rca_category: 'Throttling', limit: 20 },
  outputSchema: z.object({
    rca_category: z.string().describe('The category, as the table spells it'),
    filters_applied: z
      .object({
        start_date: z.string().optional().describe('As asked'),
        end_date: z.string().optional().describe('As asked'),
        ...filtersShown,
      })
      .optional()
      .describe('Other filters, as asked'),
    ...dataAgeFields,
    total_cases: count('All matches'),
    ...dataNoticeField,
    cases: z
      .array(
        z.object({
          case_number: cell.describe('Number people quote'),
          account_number: cell.describe('AWS account'),
          date: day().nullable().describe('Day of its creation, YYYY-MM-DD'),
          severity: cell.describe('low to critical'),
          service: cell.describe('Name people say, or the code'),
          subject: cell.describe('By the customer'),
          rca_category: z.string().optional().describe('As stored, where it is spelled otherwise'),
          rca_reason: cell.describe('Why this category'),
          lifecycle_category: cell.describe('As stored'),
          service_code: cell.optional().describe('AWS Support code'),
          time_created: cell.optional().describe('ISO 8601 UTC'),
          case_retrieval_date: cell.optional().describe('When it was read, some time after it was resolved'),
          lifecycle_reason: cell.optional().describe('Why this practice'),
          case_summary: cell.optional().describe('Written by a model'),
        }),
      )
      .describe('Newest first'),
    known_categories: z.array(z.string()).optional().describe('When nothing matched'),
    truncated: z.boolean().optional().describe('True where cases were left out of the list'),
    note: z.string().optional().describe('What was done otherwise, or why nothing matched'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
  shorten(answer, maxTokens) {
    const shortest = (cases: typeof answer.cases) =>
      longestFitting(cases, maxTokens, (kept) => ({
        ...answer,
        cases: [...kept],
        truncated: true,
        note: joinNotes(answer.note, shortenedNote(kept, cases.length, maxTokens)),
      }));
    const whole = shortest(answer.cases);
    return whole.cases.length > 0 ? whole : shortest(answer.cases.map(withShortTexts));
  },
});

/** Longer than any text that the Case Insights pipeline writes on purpose. */
const LONGEST_TEXT = 1_000;

function withShortTexts<Case extends object>(listed: Case): Case {
  const cut = (text: unknown) => (typeof text === 'string' ? cutText(text, LONGEST_TEXT) : text);
  const entries = Object.entries(listed).map(([name, value]) => [name, cut(value)] as const);
  return { ...listed, ...Object.fromEntries(entries) };
}

function shortenedNote(
  kept: readonly { readonly date: string | null }[],
  found: number,
  maxTokens: number,
): string {
  const oldest = kept.findLast(({ date }) => date !== null)?.date;
  const older = oldest === undefined ? '' : ` For older ones ask again with end_date ${oldest}.`;
  return `Only the newest ${kept.length} of ${found} cases are listed, to stay within ${tokensInWords(maxTokens)}.${older}`;
}

export type GetRcaAnalysisInput = z.output<typeof getRcaAnalysis.inputSchema>;
export type GetRcaAnalysisOutput = z.output<typeof getRcaAnalysis.outputSchema>;

const LISTED = [
  sql`case_number`,
  sql`account_number`,
  sql`timecreated`,
  sql`severitycode`,
  sql`servicecode`,
  sql`subject`,
  sql`rca_category`,
  sql`rca_reason`,
  sql`lifecycle_category`,
];
const DETAILS = [sql`case_retrieval_date`, sql`lifecycle_reason`, sql`case_summary`];

const EARLIEST = '0001-01-01';
const LATEST = '9999-12-31';

/**
 * Lists and counts in one scan. Every row that is read counts for the age of the data, so rows that do not match come
 * along, emptied: one of them is the answer's last row where fewer match than are asked for.
 */
export function rcaAnalysisQuery(input: GetRcaAnalysisInput, source: CaseSource): Sql {
  const columns = input.details ? [...LISTED, ...DETAILS] : LISTED;
  const { start_date: first = EARLIEST, end_date: last = LATEST } = input;
  const asked = allOf([ofRcaCategory(input.rca_category), ...filterConditions(input)]);
  const dated = hasDates(input) ? sql` AND ${createdWithin({ first, last })}` : sql``;
  const undated = hasDates(input) ? sql`CASE WHEN ${asked} AND ${IS_UNDATED} THEN 1 END` : sql`NULL`;
  const emptied = columns.map((column) => sql`CASE WHEN matched = 1 THEN ${column} END AS ${column}`);
  return sql`SELECT ${joinSql(columns, sql`, `)}, matched, count(matched) OVER () AS total_cases, count(undated) OVER () AS undated_count, max(retrieved) OVER () AS data_as_of
FROM (
  SELECT ${joinSql(emptied, sql`, `)}, matched, undated, retrieved
  FROM (
    SELECT ${joinSql(columns, sql`, `)}, CASE WHEN ${asked}${dated} THEN 1 END AS matched, ${undated} AS undated, ${RETRIEVED_DAY} AS retrieved
    FROM ${fromCases(source)}${wherePartition(partitionConditions(input))}
  ) AS marked
) AS cases
ORDER BY matched NULLS LAST, ${NEWEST_FIRST}
LIMIT ${Math.min(input.limit, MAX_LIMIT)}`;
}

export function rcaAnalysisOutput(input: GetRcaAnalysisInput, result: TableResult): GetRcaAnalysisOutput {
  const rows = toRecords(result);
  const category = categoryName(input.rca_category);
  const cases = rows
    .filter((row) => textOf(row, 'matched') !== null)
    .map((row) => listedCase(row, category, input.details));
  const misnamed = cases.length === 0 && !isKnownCategory(input.rca_category, RCA_CATEGORIES);
  const filters = {
    ...(input.start_date === undefined ? {} : { start_date: input.start_date }),
    ...(input.end_date === undefined ? {} : { end_date: input.end_date }),
    ...filtersAsked(input),
  };
  const said = joinNotes(
    clampNote('limit', input.limit, MAX_LIMIT),
    misnamed ? unknownCategory('RCA category', input.rca_category, RCA_CATEGORIES) : undefined,
    cases.length === 0 && !misnamed ? whyNothing(input, rows.length > 0) : undefined,
  );
  return {
    rca_category: category,
    ...(Object.keys(filters).length === 0 ? {} : { filters_applied: filters }),
    ...dataAge(rows[0]),
    total_cases: countOf(rows[0], 'total_cases'),
    ...dataNotice(cases.length > 0),
    cases,
    ...(misnamed ? { known_categories: [...RCA_CATEGORIES] } : {}),
    ...(said === '' ? {} : { note: said }),
    query_execution_id: result.queryExecutionId,
  };
}

function hasDates({ start_date: start, end_date: end }: GetRcaAnalysisInput): boolean {
  return start !== undefined || end !== undefined;
}

function listedCase(row: Row, category: string, details: boolean): GetRcaAnalysisOutput['cases'][number] {
  const stored = textOf(row, 'rca_category');
  const code = textOf(row, 'servicecode');
  const created = textOf(row, 'timecreated');
  const day = created?.slice(0, 10);
  return {
    case_number: textOf(row, 'case_number'),
    account_number: textOf(row, 'account_number'),
    date: day !== undefined && isCalendarDay(day) ? day : null,
    severity: textOf(row, 'severitycode'),
    service: code === null ? null : serviceName(code),
    subject: textOf(row, 'subject'),
    ...(stored === null || stored === category ? {} : { rca_category: stored }),
    rca_reason: textOf(row, 'rca_reason'),
    lifecycle_category: textOf(row, 'lifecycle_category'),
    ...(details
      ? {
          service_code: code,
          time_created: created,
          case_retrieval_date: textOf(row, 'case_retrieval_date'),
          lifecycle_reason: textOf(row, 'lifecycle_reason'),
          case_summary: textOf(row, 'case_summary'),
        }
      : {}),
  };
}

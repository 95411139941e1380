import * as z from 'zod';
import { answerTokens, cutText, joinNotes, longestFitting, tokensInWords } from './answer-size.ts';
import { dataNotice, dataNoticeField } from './data-notice.ts';
import { defineTool } from './define.ts';
import { anyText, count, day, nextToken, wholeNumber } from './fields.ts';
import { type Cell, type TableResult, toRecords, uniqueColumnNames } from './rows.ts';

export const queryAthena = defineTool({
  name: 'query_athena',
  title: 'Query cases with SQL',
  description:
    'Runs one read-only Trino SQL statement. Table case_summary: account_number, case_number (partition keys), caseid, displayid, subject, servicecode, categorycode, severitycode, timecreated, case_summary, rca_category, rca_reason, lifecycle_category, lifecycle_reason; all text, timecreated as 2025-01-15T10:30:45.123Z.',
  inputSchema: z.strictObject({
    // The guard checks everything about a statement, its length included.
    query: anyText('One SQL statement'),
    max_results: wholeNumber(1, 5000, 'Up to 5000 rows').default(100),
    next_token: nextToken('Of an answer to the same query'),
    fresh: z.boolean({ error: 'must be true or false' }).default(false).describe('Skip the daily copy'),
  }),
  example: { query: 'SELECT rca_category, count(*) AS total_cases FROM case_summary GROUP BY rca_category' },
  outputSchema: z.object({
    columns: z.array(z.string()).describe('Names, unique'),
    column_types: z.array(z.string()).describe('Athena types'),
    ...dataNoticeField,
    rows: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
      .describe('Values by column name'),
    row_count: count('Rows returned here'),
    truncated: z.boolean().describe('More rows exist, or a value was cut'),
    next_token: z.string().nullable().describe('Set when there is more'),
    note: z.string().optional().describe('What was left out, and how to get it'),
    data_as_of: day()
      .optional()
      .describe('Newest case_retrieval_date of the daily copy, where that was read'),
    query_execution_id: z.string().describe('Athena execution'),
    data_scanned_bytes: count('Bytes Athena read'),
    execution_time_ms: count('Engine time'),
    result_reused: z.boolean().describe('Answered without a scan'),
  }),
});

export type QueryAthenaInput = z.output<typeof queryAthena.inputSchema>;
export type QueryAthenaOutput = z.output<typeof queryAthena.outputSchema>;

/** A page of a statement's result, as read from Athena. */
export interface StatementPage extends TableResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly dataScannedBytes: number;
  readonly executionTimeMs: number;
  readonly resultReused: boolean;
}

/** Where the rest of a result begins, as the `next_token` of an answer that holds so many of the page's rows. */
export type TokenAfter = (rows: number) => string | null;

/** What the answer says of where its rows are from. */
export interface ReadFrom {
  /** The newest retrieval in the daily copy, YYYY-MM-DD, where that was read. */
  readonly dataAsOf?: string | undefined;
  /** Why it was not read, where it should have been. */
  readonly note?: string | undefined;
}

/** A column is named as long when its values have more characters than this on average. */
const LONG_CHARACTERS = 100;
/** The shortest that a long value of a single row is cut to. */
const SHORTEST_CUT = 40;

/**
 * The answer with as many rows of the page as an estimated number of tokens holds, and where to go on. Where not even
 * one row fits, the first with its long values cut.
 */
export function queryAthenaOutput(
  page: StatementPage,
  tokenAfter: TokenAfter,
  maxTokens: number,
  from: ReadFrom = {},
): QueryAthenaOutput {
  const all = page.rows.length;
  const whole = outputOf(page, page.rows, tokenAfter(all), from);
  if (all === 0 || answerTokens(whole) <= maxTokens) return whole;
  const note = `Rows were left out to stay within ${tokensInWords(maxTokens)}: ask again with this next_token for the rest.${longColumnsNote(page)}`;
  const shorter = longestFitting(page.rows, maxTokens, (rows) =>
    outputOf(page, rows, tokenAfter(rows.length), from, note),
  );
  return shorter.row_count > 0 ? shorter : withOneRow(page, tokenAfter(1), maxTokens, from);
}

function outputOf(
  page: StatementPage,
  rows: StatementPage['rows'],
  nextToken: string | null,
  { dataAsOf, note: why }: ReadFrom,
  leftOut?: string,
): QueryAthenaOutput {
  const note = joinNotes(why, leftOut);
  return {
    columns: uniqueColumnNames(page.columns.map((column) => column.name)),
    column_types: page.columns.map((column) => column.type),
    ...dataNotice(holdsText(page.columns, rows)),
    rows: toRecords({ columns: page.columns, rows }),
    row_count: rows.length,
    truncated: nextToken !== null,
    next_token: nextToken,
    ...(note === '' ? {} : { note }),
    ...(dataAsOf === undefined ? {} : { data_as_of: dataAsOf }),
    query_execution_id: page.queryExecutionId,
    data_scanned_bytes: page.dataScannedBytes,
    execution_time_ms: page.executionTimeMs,
    result_reused: page.resultReused,
  };
}

/** Types of values that may hold text of cases. The results of SHOW and DESCRIBE, which do not, have the type `string`. */
const TEXT_TYPE = /^(varchar|char|json|array|map|row)\b/;

function holdsText(columns: StatementPage['columns'], rows: StatementPage['rows']): boolean {
  return columns.some(
    ({ type }, index) => TEXT_TYPE.test(type) && rows.some((row) => charactersIn(row[index]) > 0),
  );
}

function longColumnsNote({ columns, rows }: StatementPage): string {
  const long = columns
    .map(({ name }, index) => ({
      name,
      characters: rows.reduce((sum, row) => sum + charactersIn(row[index]), 0) / rows.length,
    }))
    .filter(({ characters }) => characters > LONG_CHARACTERS)
    .sort((a, b) => b.characters - a.characters)
    .slice(0, 3)
    .map(({ name }) => name);
  if (long.length === 0) return '';
  return ` The longest columns are ${long.join(', ')}; naming only the columns you need costs less.`;
}

function charactersIn(cell: Cell | undefined): number {
  return typeof cell === 'string' ? cell.length : 0;
}

function withOneRow(
  page: StatementPage,
  nextToken: string | null,
  maxTokens: number,
  from: ReadFrom,
): QueryAthenaOutput {
  const row = page.rows[0] ?? [];
  let cutTo = Math.max(...row.map(charactersIn));
  let answer: QueryAthenaOutput;
  do {
    cutTo = Math.floor(cutTo * 0.8);
    const cutColumns = page.columns.filter((_, index) => charactersIn(row[index]) > cutTo);
    const names = cutColumns.map(({ name }) => name).join(', ');
    const note = `One row alone is larger than ${tokensInWords(maxTokens)}, so values were cut at ${cutTo} characters in ${names}: read on with substr(column, ${cutTo + 1}).`;
    answer = {
      ...outputOf(page, [row.map((cell) => cutCell(cell, cutTo))], nextToken, from, note),
      truncated: true,
    };
  } while (answerTokens(answer) > maxTokens && cutTo > SHORTEST_CUT);
  return answer;
}

function cutCell(cell: Cell, characters: number): Cell {
  return typeof cell === 'string' ? cutText(cell, characters) : cell;
}

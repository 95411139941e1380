import * as z from 'zod';
import { defineTool } from './define.ts';
import { anyText, count, text, wholeNumber } from './fields.ts';
import { type TableResult, toRecords, uniqueColumnNames } from './rows.ts';

export const queryAthena = defineTool({
  name: 'query_athena',
  title: 'Query cases with SQL',
  description:
    'Runs one read-only Trino SQL statement. Table case_summary: account_number, case_number (partition keys), caseid, displayid, subject, servicecode, categorycode, severitycode, timecreated, case_summary, rca_category, rca_reason, lifecycle_category, lifecycle_reason; all text, timecreated as 2025-01-15T10:30:45.123Z.',
  inputSchema: z.strictObject({
    // The guard judges everything about a statement, its length included.
    query: anyText('One SQL statement'),
    max_results: wholeNumber(1, 5000, 'Rows to return').default(100),
    next_token: text(8192, 'Goes on where an answer to the same query stopped').optional(),
  }),
  outputSchema: z.object({
    columns: z.array(z.string()).describe('Names, unique'),
    column_types: z.array(z.string()).describe('Athena types'),
    rows: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
      .describe('Values by column name'),
    row_count: count('Rows returned here'),
    truncated: z.boolean().describe('More rows exist'),
    next_token: z.string().nullable().describe('Set when there is more'),
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

/** `nextToken` is null when these rows are the last. */
export function queryAthenaOutput(page: StatementPage, nextToken: string | null): QueryAthenaOutput {
  return {
    columns: uniqueColumnNames(page.columns.map((column) => column.name)),
    column_types: page.columns.map((column) => column.type),
    rows: toRecords(page),
    row_count: page.rows.length,
    truncated: nextToken !== null,
    next_token: nextToken,
    query_execution_id: page.queryExecutionId,
    data_scanned_bytes: page.dataScannedBytes,
    execution_time_ms: page.executionTimeMs,
    result_reused: page.resultReused,
  };
}

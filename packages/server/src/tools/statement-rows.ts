import { CaseInsightsError } from '@case-insights/core/errors';
import type { Cell } from '@case-insights/core/tools';
import type { PagePosition } from '../athena/page-token.ts';
import type { StatementContext } from '../call/context.ts';
import { type Column, type FinishedQuery, PAGE_SIZE } from '../call/ports.ts';

export interface ReadRows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Where the rest begins, or undefined at the end of the result. */
  readonly next: Pick<PagePosition, 'pageToken' | 'skip'> | undefined;
}

/**
 * Reads up to `maxRows` rows from a place in a result, and stops before their JSON would be larger than an answer may
 * be. Throws `payload_too_large` when not even one row fits.
 */
export async function readRows(
  query: FinishedQuery,
  from: Pick<PagePosition, 'pageToken' | 'skip'>,
  maxRows: number,
  { athena, progress, maxResultBytes }: Pick<StatementContext, 'athena' | 'progress' | 'maxResultBytes'>,
): Promise<ReadRows> {
  const rows: (readonly Cell[])[] = [];
  let { pageToken, skip } = from;
  let columns: readonly Column[] = [];
  let bytes = 0;
  for (;;) {
    const size = Math.min(PAGE_SIZE, skip + maxRows - rows.length);
    const page = await athena.page(query, { token: pageToken, size });
    columns = page.columns;
    const namesInRow = columns.reduce(
      (sum, { name }) => sum + Buffer.byteLength(JSON.stringify(name)) + 1,
      0,
    );
    for (const [index, cells] of page.rows.entries()) {
      if (index < skip) continue;
      bytes += Buffer.byteLength(JSON.stringify(cells)) + namesInRow + 1;
      if (rows.length === maxRows || bytes > maxResultBytes) {
        if (rows.length === 0) throw rowTooLarge(maxResultBytes, query.queryExecutionId);
        return { columns, rows, next: { pageToken, skip: index } };
      }
      rows.push(cells);
    }
    if (page.nextToken === undefined) return { columns, rows, next: undefined };
    pageToken = page.nextToken;
    skip = 0;
    if (rows.length === maxRows) return { columns, rows, next: { pageToken, skip } };
    progress(`${rows.length.toLocaleString('en')} of at most ${maxRows.toLocaleString('en')} rows fetched`);
  }
}

function rowTooLarge(limit: number, queryExecutionId: string): CaseInsightsError {
  return new CaseInsightsError(
    'payload_too_large',
    `One row of the result is larger than ${limit} bytes, the limit of an answer; select fewer columns, or cut long ones with substr().`,
    { queryExecutionId },
  );
}

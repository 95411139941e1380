import { CASE_COLUMNS } from '@case-insights/core/cases';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Case } from './case.ts';
import { columnValues } from './serde.ts';

/** The name Case Insights gives its table. */
export const CASE_TABLE = 'case_summary';

/** Rows between two flushes: limits what is buffered outside DuckDB's memory limit to a few megabytes. */
const FLUSH_EVERY = 5_000;

/**
 * Creates the table `case_summary` as Athena shows it (sixteen columns in lower case, then the partition keys, all
 * VARCHAR) and fills it.
 *
 * @param onProgress called after each row with the number of rows so far
 * @returns the number of rows loaded
 */
export async function loadCases(
  connection: DuckDBConnection,
  cases: Iterable<Case> | AsyncIterable<Case>,
  onProgress?: (rows: number) => void,
): Promise<number> {
  await connection.run(
    `CREATE TABLE ${CASE_TABLE} (${CASE_COLUMNS.map((column) => `${column} VARCHAR`).join(', ')})`,
  );
  const appender = await connection.createAppender(CASE_TABLE);
  let rows = 0;
  for await (const { accountNumber, caseNumber, record } of cases) {
    for (const value of [...columnValues(record), accountNumber, caseNumber]) {
      if (value === null) appender.appendNull();
      else appender.appendVarchar(value);
    }
    appender.endRow();
    rows += 1;
    if (rows % FLUSH_EVERY === 0) appender.flushSync();
    onProgress?.(rows);
  }
  appender.closeSync();
  return rows;
}

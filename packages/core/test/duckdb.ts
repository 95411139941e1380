import { DuckDBInstance } from '@duckdb/node-api';
import { CASE_COLUMNS, type CaseRow } from '../src/cases/index.ts';
import type { Sql } from '../src/sql/index.ts';
import type { Cell, TableResult } from '../src/tools/index.ts';

/** An engine with a case table, for statements that mean the same in Trino and in DuckDB. */
export interface CaseEngine {
  run(statement: Sql): Promise<TableResult>;
  close(): void;
}

/** Cases are given by the columns that matter to a test; the others are null. */
export async function caseEngine(cases: readonly Partial<CaseRow>[]): Promise<CaseEngine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = CASE_COLUMNS.map((column) => `${column} VARCHAR`).join(', ');
  await connection.run(`CREATE TABLE case_summary (${columns})`);
  const appender = await connection.createAppender('case_summary');
  for (const row of cases) {
    for (const column of CASE_COLUMNS) {
      const value = row[column] ?? null;
      if (value === null) appender.appendNull();
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }
  appender.closeSync();
  return {
    async run(statement) {
      const reader = await connection.runAndReadAll(statement.text);
      return {
        queryExecutionId: 'test-execution',
        columns: reader.columnNames().map((name) => ({ name })),
        rows: reader.getRows().map((row) => row.map(toCell)),
      };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function toCell(value: unknown): Cell {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (typeof value === 'bigint') return Number(value);
  return String(value);
}

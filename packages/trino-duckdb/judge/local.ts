import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { failureReason, MalformedQueryError, prepareDuckDb, readCatalog, readQuery } from '../src/index.ts';
import { caseTableStatements } from './case-table.ts';
import type { Expectation } from './expectation.ts';
import { protocolType, trinoJson } from './trino-json.ts';

/** DuckDB with the case table, answering in the shape of Trino's answers. */
export interface LocalEngine {
  readonly connection: DuckDBConnection;
  answer(sql: string): Promise<Expectation>;
  close(): void;
}

export async function openLocalEngine(folder: string): Promise<LocalEngine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await prepareDuckDb(connection);
  for (const statement of caseTableStatements(folder, 'case_summary')) await connection.run(statement);
  const catalog = await readCatalog(connection, 'cases_db');
  const run = async (sql: string): Promise<Expectation> => {
    const compiled = (await readQuery(sql)).compile(catalog);
    const rows = (await connection.runAndReadAll(compiled.sql)).getRows();
    return {
      sql,
      names: compiled.columns.map(({ name }, i) => name ?? `_col${i}`),
      types: compiled.columns.map(({ type }) => protocolType(type)),
      rows: rows.map((row) => compiled.columns.map(({ type }, i) => trinoJson(row[i] ?? null, type))),
    };
  };
  return {
    connection,
    answer: (sql) => run(sql).catch((error: unknown) => failed(sql, error)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Athena answers a statement that does not parse before it runs it; Trino calls that a syntax error too. */
function failed(sql: string, error: unknown): Expectation {
  if (error instanceof MalformedQueryError) return { sql, error: 'SYNTAX_ERROR', message: error.message };
  const message = failureReason(error);
  if (/^NOT_SUPPORTED: .*the local engine cannot/s.test(message)) return { sql, error: 'REFUSED', message };
  return { sql, error: /^[A-Z_]+/.exec(message)?.[0] ?? '', message };
}

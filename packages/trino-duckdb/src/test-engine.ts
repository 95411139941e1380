import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  failureReason,
  MalformedQueryError,
  prepareDuckDb,
  readCatalog,
  readQuery,
  renderValue,
} from './index.ts';

/** What a query came to: its rows, written out, or the reason why it failed. */
export type Answer = readonly (readonly (string | null)[])[] | string;

/** DuckDB with some tables, answering queries of Trino's. */
export interface TestEngine {
  readonly connection: DuckDBConnection;
  answer(sql: string): Promise<Answer>;
  close(): void;
}

/** Starts DuckDB and runs these DuckDB statements in it, to make tables. */
export async function openTestEngine(...setup: string[]): Promise<TestEngine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await prepareDuckDb(connection);
  for (const statement of setup) await connection.run(statement);
  const run = async (sql: string) => {
    const query = await readQuery(sql);
    const compiled = query.compile(await readCatalog(connection, 'cases_db'));
    const rows = (await connection.runAndReadAll(compiled.sql)).getRows();
    return rows.map((row) => compiled.columns.map(({ type }, i) => renderValue(row[i] ?? null, type)));
  };
  return {
    connection,
    answer: async (sql) => {
      try {
        return await run(sql);
      } catch (error) {
        return error instanceof MalformedQueryError ? error.message : failureReason(error);
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

import { MalformedQueryError } from '@case-insights/trino-duckdb';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Objects } from '../s3/object-store.ts';
import { Definitions } from './definitions.ts';
import { createEngine } from './engine.ts';
import { failureOf } from './failure.ts';
import { createScanEstimate } from './scan-estimate.ts';
import { readStatement } from './statement.ts';

/** The rows of a statement as Athena returns them, or the reason why it failed. */
export type Answer = readonly (readonly (string | null)[])[] | string;

/** An engine for tests, without the API around it. */
export interface TestEngine {
  readonly connection: DuckDBConnection;
  answer(sql: string): Promise<Answer>;
  /** The types of the columns as Athena names them. */
  types(sql: string): Promise<string[]>;
  /** The names of the columns. */
  names(sql: string): Promise<string[]>;
  close(): void;
}

/** Starts an engine and runs these DuckDB statements in it, to make tables. `objects` are those of S3. */
export async function openTestEngine(
  first: string | { readonly objects: Objects } = '',
  ...others: string[]
): Promise<TestEngine> {
  const setup = typeof first === 'string' ? [first, ...others] : others;
  let runs = 0;
  const engine = await createEngine();
  const connection = await engine.connect();
  for (const statement of setup.filter((text) => text !== '')) await connection.run(statement);
  const definitions = new Definitions(typeof first === 'string' ? undefined : first.objects);
  const run = async (sql: string) => {
    const statement = await readStatement(sql);
    const settings = {
      database: 'cases_db',
      partitionKeys: ['account_number', 'case_number'],
      location: 's3://cases/',
      scannedBytes: createScanEstimate(),
      definitions,
    };
    runs += 1;
    const place = { id: String(runs), outputLocation: 's3://results/' };
    const outcome = await statement.run(connection, settings, place);
    return outcome.result;
  };
  return {
    connection,
    answer: async (sql) => {
      try {
        return (await run(sql)).rows;
      } catch (error) {
        return error instanceof MalformedQueryError ? error.message : failureOf(error).reason;
      }
    },
    types: async (sql) => (await run(sql)).columns.map((column) => column.Type),
    names: async (sql) => (await run(sql)).columns.map((column) => column.Name),
    close: () => {
      connection.closeSync();
      engine.close();
    },
  };
}

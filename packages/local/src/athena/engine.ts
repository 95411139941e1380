import { prepareDuckDb } from '@case-insights/trino-duckdb';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** DuckDB in memory, prepared for compiled Trino SQL. Tables live in schema `main`. */
export interface Engine {
  /** A new connection. Queries on several connections run concurrently; `interrupt()` on one stops its query. */
  connect(): Promise<DuckDBConnection>;
  /** Frees the memory. Connections that are still open keep it until they are closed. */
  close(): void;
}

/** Starts the engine. Throws what DuckDB throws when its native library cannot be loaded. */
export async function createEngine(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await prepareDuckDb(connection);
  } finally {
    connection.closeSync();
  }
  return {
    connect: () => instance.connect(),
    close: () => instance.closeSync(),
  };
}

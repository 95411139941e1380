import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { MACROS } from './trino/macros.ts';

/** DuckDB in memory, set up so that translated Trino SQL means the same there. Tables live in schema `main`. */
export interface Engine {
  /** A new connection. Queries on several connections run side by side; `interrupt()` on one stops its query. */
  connect(): Promise<DuckDBConnection>;
  /** Frees the memory. Connections that are still open keep it until they are closed. */
  close(): void;
}

/**
 * What holds for every connection. DuckDB must not reach files, the network or extensions from a statement, whatever
 * the translator lets through, and no statement may take that back.
 */
const SETTINGS = [
  "SET TimeZone = 'UTC'",
  "SET default_null_order = 'nulls_last'",
  'SET enable_external_access = false',
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
];

/** Starts the engine. Throws what DuckDB throws when its native library cannot be loaded. */
export async function createEngine(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of [...SETTINGS, ...MACROS, 'SET lock_configuration = true']) {
      await connection.run(statement);
    }
  } finally {
    connection.closeSync();
  }
  return {
    connect: () => instance.connect(),
    close: () => instance.closeSync(),
  };
}

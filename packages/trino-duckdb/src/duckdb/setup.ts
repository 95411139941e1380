import type { DuckDBConnection } from '@duckdb/node-api';
import { MACROS } from './macros.ts';
import { registerScalarFunctions } from './scalar-functions.ts';

/**
 * What holds for every connection. DuckDB must not reach files, the network or extensions from a statement, whatever
 * the compiler lets through, and no statement may take that back.
 */
const SETTINGS = [
  "SET TimeZone = 'UTC'",
  "SET default_null_order = 'nulls_last'",
  // It would take what can fail out of TRY where it stands there twice.
  "SET disabled_optimizers = 'common_subexpressions'",
  'SET enable_external_access = false',
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
];

/**
 * Prepares a DuckDB instance, through any one of its connections, for the statements that the compiler writes. Its
 * settings cannot be changed afterwards.
 */
export async function prepareDuckDb(connection: DuckDBConnection): Promise<void> {
  const calls = registerScalarFunctions(connection);
  for (const statement of [...SETTINGS, ...calls, ...MACROS, 'SET lock_configuration = true'])
    await connection.run(statement);
}

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from '../context/catalog.ts';
import { simple, TIMESTAMP, type TrinoType, VARCHAR } from '../trino/types.ts';

const TYPES: Readonly<Record<string, TrinoType>> = {
  VARCHAR,
  BOOLEAN: simple('boolean'),
  INTEGER: simple('integer'),
  BIGINT: simple('bigint'),
  DOUBLE: simple('double'),
  DATE: simple('date'),
  TIMESTAMP,
};

/** Describes DuckDB's tables in schema `main` as those of `database`, without columns whose type has no equal in Trino. */
export async function readCatalog(connection: DuckDBConnection, database: string): Promise<Catalog> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index`,
  );
  const columns = new Map<string, { name: string; type: TrinoType }[]>();
  for (const [table, column, duckType] of reader.getRows()) {
    const type = TYPES[String(duckType)];
    if (!type) continue;
    const name = String(table);
    columns.set(name, [...(columns.get(name) ?? []), { name: String(column), type }]);
  }
  return { database, tables: [...columns].map(([name, list]) => ({ name, columns: list })) };
}

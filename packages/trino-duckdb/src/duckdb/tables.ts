import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from '../context/catalog.ts';
import { type SimpleKind, simple, type TrinoType, VARCHAR } from '../trino/types.ts';

const TYPES: Readonly<Record<string, SimpleKind>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
};

/** Describes DuckDB's tables in schema `main` as those of `database`, without columns of other types than these. */
export async function readCatalog(connection: DuckDBConnection, database: string): Promise<Catalog> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index`,
  );
  const columns = new Map<string, { name: string; type: TrinoType }[]>();
  for (const [table, column, duckType] of reader.getRows()) {
    const kind = TYPES[String(duckType)];
    const type = duckType === 'VARCHAR' ? VARCHAR : kind && simple(kind);
    if (!type) continue;
    const name = String(table);
    columns.set(name, [...(columns.get(name) ?? []), { name: String(column), type }]);
  }
  return { database, tables: [...columns].map(([name, list]) => ({ name, columns: list })) };
}

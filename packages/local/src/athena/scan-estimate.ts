import { quote, quoteName } from '@case-insights/trino-duckdb';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Bytes that Athena would have read for a statement that names these tables. */
export type ScanEstimate = (tables: readonly string[], connection: DuckDBConnection) => Promise<number>;

/**
 * Athena reads whole objects from a folder of JSON, so the estimate is all text of a table, once for each time that
 * the statement names it, whatever columns and partitions it selects. Measuring takes a scan, so the size is cached
 * until the table's number of rows changes.
 */
export function createScanEstimate(): ScanEstimate {
  const measured = new Map<string, { rows: unknown; bytes: number }>();
  return async (tables, connection) => {
    let total = 0;
    for (const table of tables) {
      const rows = await tableRows(table, connection);
      const known = measured.get(table);
      const bytes = known && known.rows === rows ? known.bytes : await tableBytes(table, connection);
      measured.set(table, { rows, bytes });
      total += bytes;
    }
    return total;
  };
}

async function tableRows(table: string, connection: DuckDBConnection): Promise<unknown> {
  const reader = await connection.runAndReadAll(
    `SELECT estimated_size FROM duckdb_tables() WHERE lower(table_name) = ${quote(table)}`,
  );
  return reader.getRows()[0]?.[0];
}

async function tableBytes(table: string, connection: DuckDBConnection): Promise<number> {
  const columns = await connection.runAndReadAll(
    `SELECT column_name FROM information_schema.columns WHERE table_schema = 'main' AND lower(table_name) = ${quote(table)}`,
  );
  const sizes = columns
    .getRows()
    .map(([name]) => `coalesce(strlen(CAST(${quoteName(String(name))} AS VARCHAR)), 0)`);
  if (sizes.length === 0) return 0;
  const reader = await connection.runAndReadAll(
    `SELECT coalesce(sum(${sizes.join(' + ')}), 0) FROM main.${quoteName(table)}`,
  );
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

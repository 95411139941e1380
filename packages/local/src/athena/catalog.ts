import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from './trino/context.ts';
import type { NamedQuery } from './trino/scope.ts';
import { quote, quoteName } from './trino/typed.ts';
import { BIGINT, type SimpleKind, simple, type TrinoType, typeName, VARCHAR } from './trino/types.ts';

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: TrinoType }[];
}

/** The database as Athena's catalog shows it: every table of the engine whose types are known. */
export interface TableCatalog extends Catalog {
  readonly tables: readonly CatalogTable[];
}

const TYPES: Readonly<Record<string, SimpleKind>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
};

/** Reads the engine's tables. Columns of types that the translator does not know are not shown. */
export async function readCatalog(connection: DuckDBConnection, database: string): Promise<TableCatalog> {
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
  const tables = [...columns].map(([name, list]) => ({ name, columns: list }));
  return {
    database,
    tables,
    hasSchema: (name) => name === database.toLowerCase() || name === 'information_schema',
    table: (schema, name) => {
      if (schema === 'information_schema') return informationSchema(name, database, tables);
      if (schema !== undefined && schema !== database.toLowerCase()) return undefined;
      const table = tables.find((candidate) => candidate.name.toLowerCase() === name);
      return table && relation(table);
    },
  };
}

function relation(table: CatalogTable): NamedQuery {
  const columns = table.columns.map((column, i) => `${quoteName(column.name)} AS c${i}`).join(', ');
  return { sql: `(SELECT ${columns} FROM main.${quoteName(table.name)})`, columns: table.columns };
}

function informationSchema(
  name: string,
  database: string,
  tables: readonly CatalogTable[],
): NamedQuery | undefined {
  const place = ['awsdatacatalog', database.toLowerCase()].map(quote);
  if (name === 'tables') {
    const rows = tables.map((table) => [...place, quote(table.name), quote('BASE TABLE')]);
    return constant(['table_catalog', 'table_schema', 'table_name', 'table_type'], rows);
  }
  if (name === 'columns') {
    const rows = tables.flatMap((table) =>
      table.columns.map((column, i) => [
        ...place,
        quote(table.name),
        quote(column.name),
        String(i + 1),
        quote('YES'),
        quote(typeName(column.type)),
      ]),
    );
    const names = [
      'table_catalog',
      'table_schema',
      'table_name',
      'column_name',
      'ordinal_position',
      'is_nullable',
    ];
    return constant([...names, 'data_type'], rows);
  }
  if (name === 'schemata') return constant(['catalog_name', 'schema_name'], [place]);
  return undefined;
}

function constant(names: readonly string[], rows: readonly (readonly string[])[]): NamedQuery {
  const typeOf = (name: string): TrinoType => (name === 'ordinal_position' ? BIGINT : VARCHAR);
  const columns = names.map((name) => ({ name, type: typeOf(name) }));
  const items = columns
    .map((column, i) => `CAST(v${i} AS ${column.type.kind.toUpperCase()}) AS c${i}`)
    .join(', ');
  const nothing = `(${names.map(() => 'NULL').join(', ')})`;
  const list = rows.length > 0 ? rows.map((row) => `(${row.join(', ')})`).join(', ') : nothing;
  const aliases = names.map((_, i) => `v${i}`).join(', ');
  const where = rows.length > 0 ? '' : ' WHERE false';
  return { sql: `(SELECT ${items} FROM (VALUES ${list}) AS facts(${aliases})${where})`, columns };
}

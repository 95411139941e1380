import { StatementError } from '../trino/errors.ts';
import { BIGINT, type TrinoType, typeName, VARCHAR } from '../trino/types.ts';
import { quote, quoteName } from '../values/typed.ts';
import type { NamedQuery } from './scope.ts';

/** What a statement can read: the tables of one database, which are DuckDB's tables in its schema `main`. */
export interface Catalog {
  readonly database: string;
  readonly tables: readonly CatalogTable[];
}

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: TrinoType }[];
  /** Compiles the query of a view, whose columns are c0, c1, … as well; absent for a table. Throws StatementError. */
  readonly view?: () => ViewBody;
}

export interface ViewBody {
  readonly sql: string;
  /** Tables that it reads, once for each time it does. */
  readonly tables: readonly string[];
  readonly repeatable: boolean;
}

export function hasSchema(catalog: Catalog, name: string): boolean {
  return name === catalog.database.toLowerCase() || name === 'information_schema';
}

/** A table as a relation; of a view, also what its query reads. */
export interface CatalogRelation extends NamedQuery {
  readonly body?: ViewBody;
}

/**
 * A table of a schema, by default of the database, as a relation with columns c0, c1, …; undefined when there is none.
 * Both names in lower case.
 */
export function findTable(
  catalog: Catalog,
  schema: string | undefined,
  name: string,
): CatalogRelation | undefined {
  const { database, tables } = catalog;
  if (schema === 'information_schema') return informationSchema(name, database, tables);
  if (schema !== undefined && schema !== database.toLowerCase()) return undefined;
  const table = tables.find((candidate) => candidate.name.toLowerCase() === name);
  return table && relation(table, database);
}

function relation(table: CatalogTable, database: string): CatalogRelation {
  if (table.view !== undefined) {
    const body = viewBody(table.name, table.view, database);
    return { sql: `(${body.sql})`, columns: table.columns, body };
  }
  const columns = table.columns.map((column, i) => `${quoteName(column.name)} AS c${i}`).join(', ');
  return { sql: `(SELECT ${columns} FROM main.${quoteName(table.name)})`, columns: table.columns };
}

/** A view whose query no longer fits what it reads fails where it is named, as in Trino. */
function viewBody(name: string, compile: () => ViewBody, database: string): ViewBody {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const view = `awsdatacatalog.${database.toLowerCase()}.${name}`;
    throw new StatementError('INVALID_VIEW', `Failed analyzing stored view '${view}': ${error.message}`);
  }
}

function informationSchema(
  name: string,
  database: string,
  tables: readonly CatalogTable[],
): NamedQuery | undefined {
  const place = ['awsdatacatalog', database.toLowerCase()].map(quote);
  if (name === 'tables') {
    const rows = tables.map(({ name: table, view }) => [
      ...place,
      quote(table),
      quote(view === undefined ? 'BASE TABLE' : 'VIEW'),
    ]);
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

import {
  type Catalog,
  quoteName,
  readCatalog,
  StatementError,
  type TrinoQuery,
  type TrinoType,
} from '@case-insights/trino-duckdb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Objects, storeObject } from '../s3/object-store.ts';

/** A table that a statement made: DuckDB holds its rows, objects at its location stand for its files. */
interface MadeTable {
  /** `s3://bucket/key/`. */
  readonly location: string;
}

interface View {
  readonly query: TrinoQuery;
  readonly columns: readonly { readonly name: string; readonly type: TrinoType }[];
}

/**
 * The tables and views that statements made, beside the tables that the engine was filled with. As in Athena, a table is
 * no more than a name for what lies at its location: dropping it leaves the objects, and without them it has no rows.
 */
export class Definitions {
  private readonly tables = new Map<string, MadeTable>();
  private readonly views = new Map<string, View>();

  constructor(private readonly objects: Objects = new Map()) {}

  /** Everything that a statement can read now. */
  async catalog(connection: DuckDBConnection, database: string): Promise<Catalog> {
    for (const [name, { location }] of this.tables) {
      if (!this.holds(location)) await connection.run(`DELETE FROM main.${quoteName(name)}`);
    }
    const { tables } = await readCatalog(connection, database);
    const views = [...this.views].map(([name, { query, columns }]) => ({
      name,
      columns,
      view: () => query.compile({ database, tables }),
    }));
    return { database, tables: [...tables, ...views] };
  }

  /** Where a made table lies; undefined for every other. */
  locationOf(name: string): string | undefined {
    return this.tables.get(name)?.location;
  }

  isView(name: string): boolean {
    return this.views.has(name);
  }

  /** Registers a table whose rows are in DuckDB, and puts its objects where they lie. */
  addTable(name: string, location: string): void {
    this.tables.set(name, { location });
    storeObject(this.objects, `${keyOf(location)}data.parquet`, `the rows of ${name}, which DuckDB holds`);
  }

  /** Forgets a table; its objects stay. Returns whether there was one. */
  dropTable(name: string): boolean {
    return this.tables.delete(name);
  }

  setView(name: string, view: View, catalog: Catalog): void {
    const isTable = catalog.tables.some((table) => table.name === name && table.view === undefined);
    if (isTable) throw new StatementError('TABLE_ALREADY_EXISTS', `Table '${name}' already exists`);
    this.views.set(name, view);
  }

  /** Forgets a view; nothing happens where there is none. */
  dropView(name: string): void {
    this.views.delete(name);
  }

  private holds(location: string): boolean {
    const prefix = keyOf(location);
    return [...this.objects.keys()].some((key) => key.startsWith(prefix));
  }
}

/** `bucket/key/` of `s3://bucket/key/`. */
function keyOf(location: string): string {
  return location.slice('s3://'.length);
}

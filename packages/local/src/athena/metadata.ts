import type { CatalogTable } from '@case-insights/trino-duckdb';
import { ApiError } from './api-error.ts';
import type { Members, Request } from './request.ts';
import { hiveType } from './show.ts';

/** A table of the catalog; `location` is that of a table that a statement made. */
export interface CatalogEntry extends CatalogTable {
  readonly location: string | undefined;
}

export interface MetadataSettings {
  readonly database: string;
  /** Partition keys of the tables that have these columns and were not made by a statement. */
  readonly partitionKeys: readonly string[];
  catalog(): Promise<readonly CatalogEntry[]>;
}

/** GetTableMetadata. Throws MetadataException where there is no such table, as Athena does with Glue's words. */
export async function getTableMetadata(request: Request, settings: MetadataSettings): Promise<Members> {
  checkDatabase(request, settings);
  const name = request.text('TableName').toLowerCase();
  const table = (await settings.catalog()).find((entry) => entry.name.toLowerCase() === name);
  if (table === undefined) throw notFound(`Table ${name} not found`);
  return { TableMetadata: describeTable(table, settings) };
}

/** ListTableMetadata; `Expression` is a regular expression that names match as a whole. One page holds them all. */
export async function listTableMetadata(request: Request, settings: MetadataSettings): Promise<Members> {
  checkDatabase(request, settings);
  const expression = new RegExp(`^(?:${request.optionalText('Expression') ?? '.*'})$`);
  const tables = (await settings.catalog()).filter(({ name }) => expression.test(name));
  return { TableMetadataList: tables.map((table) => describeTable(table, settings)) };
}

function checkDatabase(request: Request, { database }: MetadataSettings): void {
  const asked = request.text('DatabaseName');
  if (asked.toLowerCase() !== database.toLowerCase()) throw notFound(`Database ${asked} not found`);
}

function notFound(what: string): ApiError {
  return new ApiError(
    'MetadataException',
    `${what}. (Service: AWSGlue; Error Code: EntityNotFoundException)`,
  );
}

function describeTable(
  { name, columns, view, location }: CatalogEntry,
  { partitionKeys }: MetadataSettings,
): Members {
  const external = view === undefined && location === undefined;
  const isKey = (column: string) => external && partitionKeys.includes(column.toLowerCase());
  const described = columns.map((column) => ({ Name: column.name, Type: hiveType(column.type) }));
  return {
    Name: name,
    TableType: view === undefined ? 'EXTERNAL_TABLE' : 'VIRTUAL_VIEW',
    Columns: described.filter((column) => !isKey(column.Name)),
    PartitionKeys: described.filter((column) => isKey(column.Name)),
    Parameters: {
      ...(view === undefined ? { EXTERNAL: 'TRUE' } : { presto_view: 'true' }),
      ...(location === undefined ? {} : { location: location.replace(/\/$/, '') }),
    },
  };
}

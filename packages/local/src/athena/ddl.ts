import {
  MalformedQueryError,
  type OutputColumn,
  quoteName,
  readQuery,
  refusal,
  StatementError,
  typeName,
} from '@case-insights/trino-duckdb';
import type { ResultTable } from './result.ts';
import type { Statement } from './runnable.ts';

const NAME = '("[a-z0-9_-]+"|`[a-z0-9_-]+`|[a-z0-9_]+)';
const CREATE_TABLE = new RegExp(`^\\s*CREATE\\s+TABLE\\s+${NAME}\\s+WITH\\s*\\(([^()]*)\\)\\s+AS\\s+`, 'i');
const CREATE_VIEW = new RegExp(`^\\s*CREATE\\s+OR\\s+REPLACE\\s+VIEW\\s+${NAME}\\s+AS\\s+`, 'i');
const DROP_TABLE = new RegExp(`^\\s*DROP\\s+TABLE\\s+(IF\\s+EXISTS\\s+)?${NAME}\\s*$`, 'i');

const DROP_VIEW = new RegExp(`^\\s*DROP\\s+VIEW\\s+IF\\s+EXISTS\\s+${NAME}\\s*$`, 'i');

/** What a table may be made with. A workgroup that enforces its configuration, as ours do, refuses `external_location`. */
const PROPERTIES =
  /^\s*(format\s*=\s*'parquet'|write_compression\s*=\s*'\w+'|bucketed_by\s*=\s*ARRAY\[[^\]]*\]|bucket_count\s*=\s*\d+)\s*$/i;

/** DuckDB's types that `readCatalog` reads back as what was written. */
const STORED = new Set(['varchar', 'boolean', 'integer', 'bigint', 'double', 'date', 'timestamp(3)']);

const NO_ROWS: ResultTable = { columns: [], rows: [], header: false };
const DONE = { result: NO_ROWS, scannedBytes: 0, repeatable: false };

/**
 * Reads the statements that make and drop tables and views, in the forms that the compact table needs; undefined for
 * every other statement. Names are those of the database that the statement runs in.
 */
export async function readDefinition(text: string): Promise<Statement | undefined> {
  const table = CREATE_TABLE.exec(text);
  if (table !== null) return await createTable(bare(table[1]), table[2] ?? '', queryIn(text, table[0]));
  const view = CREATE_VIEW.exec(text);
  if (view !== null) return await createView(bare(view[1]), queryIn(text, view[0]));
  const dropped = DROP_TABLE.exec(text);
  if (dropped !== null) return dropTable(bare(dropped[2]), dropped[1] !== undefined);
  const droppedView = DROP_VIEW.exec(text);
  if (droppedView !== null) return dropView(bare(droppedView[1]));
  return undefined;
}

function bare(name = ''): string {
  return name.replace(/["`]/g, '').toLowerCase();
}

/** The query behind the head of a statement, at its place, so that positions stay right. */
function queryIn(text: string, head: string): string {
  return head.replace(/\S/g, ' ') + text.slice(head.length);
}

async function createTable(name: string, properties: string, text: string): Promise<Statement> {
  const unknown = properties.split(/,(?![^[]*\])/).find((property) => !PROPERTIES.test(property));
  if (unknown !== undefined) throw refusal(`create a table with ${unknown.trim()}`);
  const query = await readQuery(text);
  return {
    type: 'DDL',
    substatement: 'CREATE_TABLE_AS_SELECT',
    async run(connection, settings, { id, outputLocation }) {
      const { definitions, database, scannedBytes } = settings;
      const catalog = await definitions.catalog(connection, database);
      if (catalog.tables.some((table) => table.name === name)) {
        throw new StatementError(
          'TABLE_ALREADY_EXISTS',
          `Table 'awsdatacatalog.${database}.${name}' already exists`,
        );
      }
      const { sql, columns, tables } = query.compile(catalog);
      const named = namedColumns(columns).map((column, i) => `c${i} AS ${quoteName(column.name)}`);
      await connection.run(
        `CREATE TABLE main.${quoteName(name)} AS SELECT ${named.join(', ')} FROM (${sql})`,
      );
      definitions.addTable(name, `${outputLocation.replace(/\/$/, '')}/tables/${id}/`);
      return { ...DONE, scannedBytes: await scannedBytes(tables, connection) };
    },
  };
}

async function createView(name: string, text: string): Promise<Statement> {
  const query = await readQuery(text);
  return {
    type: 'DDL',
    substatement: 'CREATE_VIEW',
    async run(connection, { definitions, database }) {
      const catalog = await definitions.catalog(connection, database);
      const columns = namedColumns(query.compile(catalog).columns);
      definitions.setView(name, { query, columns }, catalog);
      return DONE;
    },
  };
}

function dropTable(name: string, ifExists: boolean): Statement {
  return {
    type: 'DDL',
    substatement: 'DROP_TABLE',
    async run(connection, { definitions }) {
      if (definitions.isView(name)) throw new StatementError('GENERIC_USER_ERROR', `${name} is a view`);
      if (definitions.dropTable(name)) await connection.run(`DROP TABLE main.${quoteName(name)}`);
      else if (!ifExists) throw new StatementError('TABLE_NOT_FOUND', `Table not found ${name}`);
      return DONE;
    },
  };
}

function dropView(name: string): Statement {
  return {
    type: 'DDL',
    substatement: 'DROP_VIEW',
    async run(_connection, { definitions }) {
      definitions.dropView(name);
      return DONE;
    },
  };
}

function namedColumns(columns: readonly OutputColumn[]) {
  return columns.map(({ name, type }) => {
    if (name === undefined)
      throw new MalformedQueryError('Column name not specified', { line: 1, column: 1 });
    if (type.kind !== 'varchar' && !STORED.has(typeName(type)))
      throw refusal(`store a column of type ${typeName(type)}`);
    return { name: name.toLowerCase(), type };
  });
}

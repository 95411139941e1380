import {
  type Catalog,
  type CatalogTable,
  MalformedQueryError,
  quoteName,
  refusal,
  StatementError,
  type TrinoType,
  typeName,
} from '@case-insights/trino-duckdb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { columnInfo, type ResultTable } from './result.ts';

/** What SHOW and DESCRIBE read. */
export interface ShowContext {
  readonly catalog: Catalog;
  readonly connection: DuckDBConnection;
  /** Partition keys of the tables that have them, in order. */
  readonly partitionKeys: readonly string[];
  /** The data's location in SHOW CREATE TABLE. */
  readonly location: string;
}

const NAME = '(?:`[^`]+`|"[^"]+"|\\w+)';
const TABLE = `(${NAME}(?:\\.${NAME})?)`;
const SHOWS: readonly {
  pattern: RegExp;
  substatement: string;
  run: (parts: string[], context: ShowContext) => Promise<ResultTable> | ResultTable;
}[] = [
  {
    pattern: /^SHOW\s+(?:DATABASES|SCHEMAS)(?:\s+LIKE\s+'([^']*)')?$/i,
    substatement: 'SHOW_DATABASES',
    run: ([like = ''], { catalog }) => list('database_name', matching([catalog.database], like)),
  },
  {
    pattern: new RegExp(
      `^SHOW\\s+TABLES(?:\\s+(?:IN|FROM)\\s+(${NAME}))?(?:\\s+(?:LIKE\\s+)?'([^']*)')?$`,
      'i',
    ),
    substatement: 'SHOW_TABLES',
    run: ([database = '', like = ''], { catalog }) => {
      if (database) checkDatabase(bare(database), catalog);
      return list(
        'tab_name',
        matching(
          catalog.tables.map(({ name }) => name),
          like,
        ),
      );
    },
  },
  {
    pattern: new RegExp(`^DESC(?:RIBE)?\\s+${TABLE}$`, 'i'),
    substatement: 'DESCRIBE_TABLE',
    run: ([name = ''], context) => describe(findTable(name, context.catalog), context),
  },
  {
    pattern: new RegExp(`^SHOW\\s+COLUMNS\\s+(?:IN|FROM)\\s+${TABLE}(?:\\s+(?:IN|FROM)\\s+(${NAME}))?$`, 'i'),
    substatement: 'SHOW_COLUMNS',
    run: ([name = '', database = ''], { catalog }) => {
      if (database) checkDatabase(bare(database), catalog);
      return list(
        'field',
        findTable(name, catalog).columns.map((column) => pad(column.name)),
      );
    },
  },
  {
    pattern: new RegExp(`^SHOW\\s+PARTITIONS\\s+${TABLE}$`, 'i'),
    substatement: 'SHOW_PARTITIONS',
    run: ([name = ''], context) => partitions(findTable(name, context.catalog), context),
  },
  {
    pattern: new RegExp(`^SHOW\\s+CREATE\\s+TABLE\\s+${TABLE}$`, 'i'),
    substatement: 'SHOW_CREATE_TABLE',
    run: ([name = ''], context) => createTable(findTable(name, context.catalog), context),
  },
];

/** Reads SHOW and DESCRIBE, which are Hive's in Athena; forms that are not listed are refused. */
export function readShow(sql: string): {
  substatement: string;
  run: (context: ShowContext) => Promise<ResultTable>;
} {
  const text = sql.trim().replace(/;$/, '').trim();
  for (const { pattern, substatement, run } of SHOWS) {
    const match = pattern.exec(text);
    if (match)
      return {
        substatement,
        run: async (context) =>
          run(
            match.slice(1).map((part) => part ?? ''),
            context,
          ),
      };
  }
  if (
    /^(SHOW\s+(VIEWS|TBLPROPERTIES|CREATE\s+VIEW|FUNCTIONS|STATS|SESSION)|DESC(RIBE)?\s+\S+\s+\S+)/i.test(
      text,
    )
  ) {
    throw refusal(`answer ${text.split(/\s+/).slice(0, 2).join(' ').toUpperCase()} in this form`);
  }
  const [first = '', second = '<EOF>'] = text.split(/\s+/);
  throw new MalformedQueryError(`mismatched input '${second}'`, { line: 1, column: first.length + 2 });
}

const list = (column: string, values: readonly string[]): ResultTable => ({
  columns: [columnInfo(column)],
  rows: values.map((value) => [value]),
  header: false,
});

const bare = (name: string): string => name.replace(/^["`]|["`]$/g, '').toLowerCase();
/** Hive pads names to 20 characters. */
const pad = (text: string): string => text.padEnd(20);

/** Names that match Hive's pattern, where `*` is any text and `|` separates alternatives. */
function matching(names: readonly string[], pattern: string): string[] {
  const parts = pattern
    .toLowerCase()
    .split('|')
    .map((part) => part.replace(/[.+?^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const regex = new RegExp(`^(${parts.join('|')})$`);
  return names.filter((name) => pattern === '' || regex.test(name.toLowerCase())).sort();
}

function checkDatabase(name: string, catalog: Catalog): void {
  if (name === catalog.database.toLowerCase()) return;
  throw new StatementError('SCHEMA_NOT_FOUND', `Database ${name} not found`);
}

function findTable(name: string, catalog: Catalog): CatalogTable {
  const parts = name.match(/`[^`]+`|"[^"]+"|\w+/g) ?? [];
  const [database, table] = parts.length === 2 ? parts.map(bare) : [undefined, bare(parts[0] ?? '')];
  if (database !== undefined) checkDatabase(database, catalog);
  const found = catalog.tables.find((candidate) => candidate.name.toLowerCase() === table);
  if (found) return found;
  throw new StatementError('TABLE_NOT_FOUND', `Table not found ${table}`);
}

/** A type as Hive spells it. */
export function hiveType(type: TrinoType): string {
  if (type.kind === 'varchar' && type.length === undefined) return 'string';
  return type.kind === 'integer' ? 'int' : typeName(type).replace('(3)', '');
}

function keysOf(table: CatalogTable, context: ShowContext): string[] {
  return context.partitionKeys.filter((key) =>
    table.columns.some((column) => column.name.toLowerCase() === key),
  );
}

/** Three columns by name, but each row is one value with tabs between them: that is what Athena sends. */
function describe(table: CatalogTable, context: ShowContext): ResultTable {
  const keys = keysOf(table, context);
  const line = ({ name, type }: CatalogTable['columns'][number]) =>
    [pad(name), pad(hiveType(type)), pad('')].join('\t');
  const rows = table.columns.map(line);
  if (keys.length > 0) {
    rows.push('\t \t ', '# Partition Information\t \t ');
    rows.push(`${'# col_name'.padEnd(22)}\t${pad('data_type')}\t${pad('comment')}`, '\t \t ');
    rows.push(...table.columns.filter((column) => keys.includes(column.name.toLowerCase())).map(line));
  }
  return {
    columns: ['col_name', 'data_type', 'comment'].map((name) => columnInfo(name)),
    rows: rows.map((row) => [row]),
    header: false,
  };
}

async function partitions(table: CatalogTable, context: ShowContext): Promise<ResultTable> {
  const keys = keysOf(table, context);
  if (keys.length === 0)
    throw new StatementError('GENERIC_USER_ERROR', `Table ${table.name} is not a partitioned table`);
  const names = keys.map(quoteName).join(', ');
  const reader = await context.connection.runAndReadAll(
    `SELECT DISTINCT ${names} FROM main.${quoteName(table.name)} ORDER BY ${names}`,
  );
  return list(
    'partition',
    reader.getRows().map((row) => keys.map((key, i) => `${key}=${row[i]}`).join('/')),
  );
}

function createTable(table: CatalogTable, context: ShowContext): ResultTable {
  const keys = keysOf(table, context);
  const column = ({ name, type }: CatalogTable['columns'][number]) =>
    `  \`${name}\` ${hiveType(type)} COMMENT 'from deserializer'`;
  const isKey = (name: string) => keys.includes(name.toLowerCase());
  const block = (items: string[]) => items.map((item, i) => `${item}${i === items.length - 1 ? ')' : ','}`);
  const lines = [
    `CREATE EXTERNAL TABLE \`${context.catalog.database}.${table.name}\`(`,
    ...block(table.columns.filter(({ name }) => !isKey(name)).map(column)),
    ...(keys.length > 0 ? ['PARTITIONED BY ( ', ...block(keys.map((key) => `  \`${key}\` string`))] : []),
    'ROW FORMAT SERDE ',
    "  'org.openx.data.jsonserde.JsonSerDe' ",
    'STORED AS INPUTFORMAT ',
    "  'org.apache.hadoop.mapred.TextInputFormat' ",
    'OUTPUTFORMAT ',
    "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
    'LOCATION',
    `  '${context.location}'`,
  ];
  return list('createtab_stmt', lines);
}

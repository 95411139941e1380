import { hiveTableName, joinSql, type Sql, sql, tableName } from './literal.ts';

// The compact table: the rows of the case table as a few Parquet files, made anew by each run. A view stands for the
// table of the last run, and readers know that view only.

/** Columns of the view beside those of the case table: what the run knew of its table. */
const RUN_COLUMNS = {
  /** When the run began, ISO 8601 in UTC: every case that was there by then is in the table. */
  startedAt: 'compacted_at',
  /** How many rows the run found in its table: fewer mean that files are missing. */
  cases: 'compacted_cases',
};

/** A column of the case table; the type as the catalog spells it. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/** One run: it copies these columns of the case table into a table that is named by the second of its start. */
export interface CompactRun {
  readonly caseTable: string;
  readonly columns: readonly TableColumn[];
  readonly startedAt: Date;
}

/** The view that stands for the compact copy of a case table. */
export function compactView(caseTable: string): string {
  return `${caseTable}_compact`;
}

/** The table that a run makes, such as `case_summary_compact_20261126093000`. */
export function compactTable({ caseTable, startedAt }: Pick<CompactRun, 'caseTable' | 'startedAt'>): string {
  return `${compactView(caseTable)}_${startedAt.toISOString().slice(0, 19).replace(/\D/g, '')}`;
}

/** A regular expression that fits the tables of all runs, and nothing else. */
export function compactTables(caseTable: string): string {
  return `${compactView(caseTable).toLowerCase()}_[0-9]{14}`;
}

/** When the run of a table began; undefined for a table of another name. */
export function startOfRun(table: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(table) ?? [];
  if (year === undefined) return undefined;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The columns of the case table among those of the view. */
export function copiedColumns(viewColumns: readonly string[]): readonly string[] {
  const ofRun = Object.values(RUN_COLUMNS);
  return viewColumns.filter((column) => !ofRun.includes(column));
}

/**
 * Files of a run's table: bucketing is how Athena lets a statement decide their number, and a filter on an account opens
 * one of them. 100,000 cases make files of 5 to 10 MB.
 */
const FILES = 8;

/** Copies the whole case table. Where the files lie is decided by the workgroup. */
export function createCompactTable(run: CompactRun): Sql {
  return createFrom(run, sql`SELECT ${columnNames(run)} FROM ${tableName(run.caseTable)}`);
}

/** Copies the cases of these accounts from the case table, and those of all others from the last run's table. */
export function renewCompactTable(run: CompactRun, accounts: readonly string[]): Sql {
  const columns = columnNames(run);
  return createFrom(
    run,
    sql`SELECT ${columns} FROM ${tableName(run.caseTable)} WHERE ${isOf(accounts)}
UNION ALL SELECT ${columns} FROM ${tableName(compactView(run.caseTable))} WHERE NOT ${isOf(accounts)}`,
  );
}

/** Whether a row is of one of these accounts; never null. */
function isOf(accounts: readonly string[]): Sql {
  return accounts.length === 0 ? sql`FALSE` : sql`coalesce(account_number IN (${accounts}), FALSE)`;
}

function createFrom(run: CompactRun, query: Sql): Sql {
  return sql`CREATE TABLE ${tableName(compactTable(run))} WITH (format = 'PARQUET', write_compression = 'ZSTD', bucketed_by = ARRAY['account_number'], bucket_count = ${FILES}) AS
${query}`;
}

/** What a run's table is compared with: all of the case table, or some accounts of it and the others of the last run's. */
export type Compared = 'all' | { readonly renewed: readonly string[] } | { readonly kept: readonly string[] };

/**
 * Compares a run's table with what it was copied from: one row with the number of `cases` in the run's table and of
 * `differing` accounts, whose cases differ in number or in content.
 */
export function compareCompactTable(run: CompactRun, compared: Compared = 'all'): Sql {
  const copy = tableName(compactTable(run));
  const source = compared !== 'all' && 'kept' in compared ? compactView(run.caseTable) : run.caseTable;
  const where =
    compared === 'all'
      ? sql``
      : 'kept' in compared
        ? sql` WHERE NOT ${isOf(compared.kept)}`
        : sql` WHERE ${isOf(compared.renewed)}`;
  return sql`SELECT (SELECT count(*) FROM ${copy}) AS cases, count(CASE WHEN source.cases IS DISTINCT FROM copy.cases OR source.checksum IS DISTINCT FROM copy.checksum THEN 1 END) AS differing
FROM (${digests(tableName(source), run, where)}) AS source
FULL JOIN (${digests(copy, run, where)}) AS copy ON source.account = copy.account`;
}

/**
 * Cases by account, with a sum over all values of all rows that does not depend on their order: 60 bits of each row's MD5.
 * As JSON, a row's nulls and the borders between its values are part of it.
 */
function digests(table: Sql, { columns }: CompactRun, where: Sql): Sql {
  const values = columns.map(({ name, type }) =>
    isText(type) ? tableName(name) : sql`CAST(${tableName(name)} AS varchar)`,
  );
  const row = sql`json_format(CAST(ARRAY[${joinSql(values, sql`, `)}] AS JSON))`;
  const digest = sql`from_base(substr(to_hex(md5(to_utf8(${row}))), 1, 15), 16)`;
  return sql`SELECT coalesce(account_number, '') AS account, count(*) AS cases, sum(CAST(${digest} AS decimal(38, 0))) AS checksum FROM ${table}${where} GROUP BY 1`;
}

function isText(type: string): boolean {
  return /^(string|varchar)$/i.test(type);
}

/** Makes the view stand for a run's table from now on, in one step. `cases` is the number of its rows. */
export function switchCompactView(run: CompactRun, cases: number): Sql {
  const startedAt = run.startedAt.toISOString();
  return sql`CREATE OR REPLACE VIEW ${tableName(compactView(run.caseTable))} AS
SELECT ${columnNames(run)}, CAST(${startedAt} AS varchar) AS ${tableName(RUN_COLUMNS.startedAt)}, ${cases} AS ${tableName(RUN_COLUMNS.cases)} FROM ${tableName(compactTable(run))}`;
}

/** Drops the table of a run; its objects stay. */
export function dropCompactTable(table: string): Sql {
  return sql`DROP TABLE IF EXISTS ${hiveTableName(table)}`;
}

/** Drops the view, after which readers know no copy. */
export function dropCompactView(caseTable: string): Sql {
  return sql`DROP VIEW IF EXISTS ${hiveTableName(compactView(caseTable))}`;
}

/**
 * What the view stands for: one row with `cases` that can be read, `expected` ones, `compacted_at` and the day of
 * the newest retrieval, `data_as_of`. It fails where the view is broken.
 */
export function inspectCompactView(caseTable: string): Sql {
  return sql`SELECT count(*) AS cases, max(${tableName(RUN_COLUMNS.cases)}) AS expected, max(${tableName(RUN_COLUMNS.startedAt)}) AS compacted_at, max(CASE WHEN case_retrieval_date LIKE '____-__-__T%' THEN substr(case_retrieval_date, 1, 10) END) AS data_as_of FROM ${tableName(compactView(caseTable))}`;
}

function columnNames({ columns }: CompactRun): Sql {
  return joinSql(
    columns.map(({ name }) => tableName(name)),
    sql`, `,
  );
}

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { CASE_COLUMNS } from '../../src/cases/index.ts';

export const DATABASE = 'case_insights';
export const OWN_ACCOUNTS = ['111111111111', '222222222222'];
const FOREIGN_ACCOUNTS = ['333333333333', '444444444444'];

/** Stands in every text of every foreign case and in no statement of the tests. */
export const FOREIGN_MARK = 'zebra';

const SERVICES = ['amazon-elastic-compute-cloud-linux', 'amazon-rds-mysql', 'amazon-simple-storage-service'];
const SEVERITIES = ['low', 'normal', 'high', 'urgent', 'critical'];
const CATEGORIES = ['Throttling', 'Limit reached', 'Customer Question', null];

/** Cases of one account, each with values of its own; an own and a foreign case share services and severities. */
function casesOf(account: string, count: number, mark: string): (string | null)[][] {
  return Array.from({ length: count }, (_, index) => {
    const id = `${account.slice(0, 3)}${String(index).padStart(4, '0')}`;
    const day = `2025-0${1 + (index % 6)}-1${index % 9}`;
    return [
      `case-${account}-en-2025-${id}`,
      id,
      `${mark} subject ${id}`,
      SERVICES[index % SERVICES.length] ?? null,
      'general-guidance',
      SEVERITIES[(index + account.charCodeAt(0)) % SEVERITIES.length] ?? null,
      `${mark}@example.com`,
      index === 2 ? '' : `${day}T10:30:45.123Z`,
      `${day}T11:00:00`,
      index === 1 ? null : `${mark} summary of ${id}`,
      CATEGORIES[index % CATEGORIES.length] ?? null,
      `${mark} reason`,
      day,
      'Monitoring',
      `${mark} reason`,
      day,
      account,
      id,
    ];
  });
}

/**
 * An engine with the case table, named as on Athena: in `awsdatacatalog`, found without its database too. With the
 * foreign cases there are also two tables that no scoped caller may read.
 */
export async function caseTable(whose: 'everybody' | 'own'): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("ATTACH ':memory:' AS awsdatacatalog");
  await connection.run(`CREATE SCHEMA awsdatacatalog.${DATABASE}`);
  await connection.run(`USE awsdatacatalog.${DATABASE}`);
  await connection.run(
    `CREATE TABLE case_summary (${CASE_COLUMNS.map((name) => `${name} VARCHAR`).join(', ')})`,
  );
  const cases = OWN_ACCOUNTS.flatMap((account, index) => casesOf(account, 5 + index, 'own'));
  if (whose === 'everybody') {
    cases.push(...FOREIGN_ACCOUNTS.flatMap((account, index) => casesOf(account, 4 + index, FOREIGN_MARK)));
    await connection.run('CREATE TABLE other_cases AS SELECT * FROM case_summary');
    await connection.run(
      `CREATE TABLE "case_summary$partitions" AS SELECT '${FOREIGN_ACCOUNTS[0]}' AS account_number`,
    );
  }
  const appender = await connection.createAppender('case_summary', DATABASE, 'awsdatacatalog');
  for (const values of cases) {
    for (const value of values) value === null ? appender.appendNull() : appender.appendVarchar(value);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run('CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)');
  await connection.run('CREATE MACRO approx_distinct(value) AS approx_count_distinct(value)');
  await connection.run('CREATE MACRO date_format(date, pattern) AS strftime(date, pattern)');
  return connection;
}

/** The compact copy of everybody's cases, in an engine whose case table is empty: whatever reads that finds nothing. */
export async function compactCopy(): Promise<DuckDBConnection> {
  const connection = await caseTable('everybody');
  await connection.run('ALTER TABLE case_summary RENAME TO copied');
  await connection.run('CREATE TABLE case_summary AS SELECT * FROM copied LIMIT 0');
  await connection.run(
    "CREATE VIEW case_summary_compact AS SELECT *, '2026-11-26' AS compacted_at, 20 AS compacted_cases FROM copied",
  );
  return connection;
}

/** The rows as JSON; without an ORDER BY of the statement their order means nothing, so they are sorted. */
export async function rowsOf(connection: DuckDBConnection, statement: string): Promise<readonly string[]> {
  const result = await connection.runAndReadAll(statement);
  const rows = result.getRowsJson().map((row) => JSON.stringify(row));
  return /\bORDER BY\b[^)]*$/iu.test(statement) ? rows : rows.sort();
}

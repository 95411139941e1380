import { describe, expect, it } from 'vitest';
import { guardStatement, scopeStatement } from '../../src/sql/guard/index.ts';
import {
  compactTable,
  compactView,
  createCompactTable,
  dropCompactTable,
  switchCompactView,
} from '../../src/sql/index.ts';

/**
 * What a planner does with the filter of a scope, only the planner knows. This runs where there is a Trino whose
 * catalogs `memory` and `hive` (or those that `TRINO_MEMORY` and `TRINO_HIVE` name) may be written to: `TRINO_URL=http://127.0.0.1:8080 npx vitest run
 * packages/core/test/guard/scope-on-trino.test.ts`.
 */
const url = process.env.TRINO_URL;
const { TRINO_HIVE: hive = 'hive', TRINO_MEMORY: memory = 'memory' } = process.env;

/** Runs a statement to its end; returns the engine's error, or null. */
async function failure(statement: string, schema = `${memory}.default`): Promise<string | null> {
  const [catalog = '', name = ''] = schema.split('.');
  const headers = { 'x-trino-user': 'tests', 'x-trino-catalog': catalog, 'x-trino-schema': name };
  let response = await fetch(`${url}/v1/statement`, { method: 'POST', body: statement, headers });
  for (;;) {
    const answer: { nextUri?: string; error?: { message: string } } = JSON.parse(await response.text());
    if (answer.error !== undefined) return answer.error.message;
    if (answer.nextUri === undefined) return null;
    response = await fetch(answer.nextUri, { headers });
  }
}

const ROWS = `SELECT * FROM (VALUES ('1', '5', '111111111111'), ('2', 'SECRET', NULL), ('3', 'OTHER', '222222222222')) AS t (caseid, subject, account_number)`;

/** Every expression fails on the subject of a row that is not the caller's. */
const ATTEMPTS = [
  'SELECT caseid FROM case_summary WHERE CAST(subject AS bigint) < 0',
  'SELECT count(*) FROM case_summary WHERE 1 / (length(subject) - 6) > 100',
  'SELECT caseid FROM case_summary WHERE CAST(subject AS bigint) < random()',
  'SELECT caseid FROM case_summary WHERE random() > 2 OR CAST(subject AS bigint) < 1',
  'SELECT caseid FROM case_summary WHERE CAST(subject AS bigint) < length(CAST(uuid() AS varchar))',
  "SELECT count(*) FROM case_summary WHERE account_number <> 'x' AND CAST(subject AS bigint) < 1",
  'SELECT count(*) FROM case_summary WHERE account_number IS NULL OR CAST(subject AS bigint) < 1',
  'SELECT count(*) FROM case_summary WHERE NOT luhn_check(subject)',
  'SELECT x.caseid FROM (VALUES 1) v (y) JOIN case_summary x ON CAST(x.subject AS bigint) < y',
  'SELECT x.caseid FROM (VALUES 1) v (y) LEFT JOIN case_summary x ON CAST(x.subject AS bigint) < y',
  'SELECT x.caseid FROM case_summary x WHERE EXISTS (SELECT 1 FROM (VALUES 1) v (y) WHERE CAST(x.subject AS bigint) < y)',
  'SELECT count(*) FILTER (WHERE CAST(subject AS bigint) > 1) FROM case_summary',
  'SELECT max(CAST(subject AS bigint)) FROM case_summary',
  'SELECT row_number() OVER (ORDER BY CAST(subject AS bigint)) FROM case_summary',
  'SELECT count(*) FROM (SELECT * FROM case_summary WHERE random() < 2) WHERE CAST(subject AS bigint) < random()',
  'SELECT count(*) FROM case_summary TABLESAMPLE BERNOULLI (100) WHERE CAST(subject AS bigint) < random()',
];

describe.skipIf(url === undefined)('the filter of a scope on a real planner', () => {
  it('keeps the rows of others, and those without an account, from every expression', async () => {
    for (const format of ['PARQUET', 'ORC', 'JSON']) {
      await failure(`CREATE SCHEMA IF NOT EXISTS ${hive}.${format}`);
      await failure(`DROP TABLE IF EXISTS ${hive}.${format}.case_summary`);
      expect(
        await failure(`CREATE TABLE ${hive}.${format}.case_summary WITH (format = '${format}') AS ${ROWS}`),
      ).toBeNull();
    }
    await failure(`DROP VIEW IF EXISTS ${hive}.parquet.computed`);
    const computed = "SELECT caseid, subject, nullif(account_number, 'x') AS account_number";
    expect(
      await failure(`CREATE VIEW ${hive}.parquet.computed AS ${computed} FROM ${hive}.parquet.case_summary`),
    ).toBeNull();
    await failure(`DROP TABLE IF EXISTS ${memory}.default.case_summary`);
    expect(await failure(`CREATE TABLE ${memory}.default.case_summary AS ${ROWS}`)).toBeNull();

    const tables = ['parquet.case_summary', 'parquet.computed', 'orc.case_summary', 'json.case_summary'];
    for (const [catalog, table] of [
      ...tables.map((name) => [hive, name]),
      [memory, 'default.case_summary'],
    ]) {
      const [database = '', caseTable = ''] = String(table).split('.');
      for (const accounts of [['111111111111'], ['111111111111', '333333333333'], []]) {
        for (const attempt of ATTEMPTS) {
          const statement = attempt.replace('case_summary', caseTable);
          const scoped = scopeStatement(await guardStatement(statement, () => 0), {
            caseTable,
            database,
            accounts,
          });
          expect(await failure(scoped, `${catalog}.${database}`), `${table}: ${scoped}`).toBeNull();
        }
      }
    }
  }, 600_000);

  it('keeps them from every expression in the compact copy too, whose rows have no partition', async () => {
    await failure(`CREATE SCHEMA IF NOT EXISTS ${hive}.compact`);
    const caseTable = 'case_summary';
    const columns = ['caseid', 'subject', 'account_number'].map((name) => ({ name, type: 'string' }));
    const run = { caseTable, columns, startedAt: new Date('2026-11-26T09:30:00Z') };
    const onHive = (statement: string) => failure(statement, `${hive}.compact`);
    await onHive('DROP TABLE IF EXISTS case_summary');
    await onHive(dropCompactTable(compactTable(run)).text);
    expect(await onHive(`CREATE TABLE case_summary AS ${ROWS}`)).toBeNull();
    // A property that Athena has and Trino sets by session.
    const create = createCompactTable(run).text.replace("write_compression = 'ZSTD', ", '');
    for (const statement of [create, switchCompactView(run, 3).text])
      expect(await onHive(statement)).toBeNull();
    const compact = { view: compactView(caseTable), columns: columns.map(({ name }) => name) };
    for (const accounts of [['111111111111'], ['111111111111', '333333333333'], []]) {
      for (const attempt of ATTEMPTS) {
        const scope = { caseTable, database: 'compact', accounts, compact };
        const scoped = scopeStatement(await guardStatement(attempt, () => 0), scope);
        expect(scoped).toContain('"case_summary_compact"');
        expect(await onHive(scoped), scoped).toBeNull();
      }
    }
  }, 600_000);
});

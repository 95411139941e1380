import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from './test-engine.ts';

describe('readStatement', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await openTestEngine(
      'CREATE TABLE case_summary (RCA_Category VARCHAR)',
      "CREATE TABLE names AS SELECT * FROM (VALUES ('111', 'Acme'), ('333', 'Other')) AS t (account_number, name)",
      'CREATE TABLE t AS SELECT 1 AS n',
    );
  });

  afterAll(() => engine.close());

  it.each([
    ['SHOW TABLES', [['case_summary'], ['names'], ['t']]],
    ['-- tables\nSHOW TABLES', [['case_summary'], ['names'], ['t']]],
    ['SHOW DATABASES', [['cases_db']]],
  ])('answers %s', async (sql, rows) => {
    expect(await engine.answer(sql)).toEqual(rows);
  });

  it('names a column as it is written, or by its place', async () => {
    const sql = 'SELECT RCA_Category, count(*), 1 AS "A b" FROM case_summary GROUP BY RCA_Category';
    expect(await engine.names(sql)).toEqual(['RCA_Category', '_col1', 'A b']);
    expect(await engine.types(sql)).toEqual(['varchar', 'bigint', 'integer']);
  });

  it.each(['EXPLAIN SELECT 1 / 0 FROM names', '-- why?\nexplain\nSELECT 1 / 0 FROM names'])(
    'explains a query without running it: %s',
    async (sql) => {
      const plan = await engine.answer(sql);
      expect(plan[0]).toEqual([expect.stringMatching(/local engine, DuckDB.*Athena shows Trino's/)]);
      expect(JSON.stringify(plan)).toContain('PROJECTION');
    },
  );

  it('explains TABLE too', async () => {
    expect(JSON.stringify(await engine.answer('EXPLAIN TABLE names'))).toContain('SEQ_SCAN');
  });

  it.each([
    'EXPLAIN ANALYZE SELECT 1',
    'EXPLAIN (TYPE LOGICAL) SELECT 1',
    'EXPLAIN INSERT INTO t VALUES (1)',
    'SHOW TBLPROPERTIES t',
    'MSCK REPAIR TABLE t',
    'CREATE VIEW v AS SELECT 1',
    'INSERT INTO t VALUES (1)',
    "UNLOAD t TO 'x'",
  ])('refuses %s', async (sql) => {
    expect(await engine.answer(sql)).toMatch(
      /^NOT_SUPPORTED: (line \d+:\d+: )?the local engine cannot .+; Athena can$/s,
    );
  });

  it.each([
    [
      'SELEC 1',
      "line 1:1: mismatched input 'SELEC'. Expecting: 'DESCRIBE', 'EXPLAIN', 'SELECT', 'SHOW', 'VALUES', 'WITH'",
    ],
    [
      'EXPLAIN\nSELECT x FROM t',
      "COLUMN_NOT_FOUND: line 2:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources",
    ],
  ])('says what is wrong with: %s', async (sql, reason) => {
    expect(await engine.answer(sql)).toBe(reason);
  });
});

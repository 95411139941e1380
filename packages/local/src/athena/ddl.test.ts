import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Objects } from '../s3/object-store.ts';
import { openTestEngine, type TestEngine } from './test-engine.ts';

const objects: Objects = new Map();
let engine: TestEngine;

beforeAll(async () => {
  engine = await openTestEngine(
    { objects },
    "CREATE TABLE cases AS SELECT 'a' AS id, 'x' AS text UNION ALL SELECT 'b', NULL",
  );
});
afterAll(() => engine.close());

const copy = (name: string) =>
  engine.answer(
    `CREATE TABLE "${name}" WITH (format = 'PARQUET', write_compression = 'ZSTD') AS SELECT "id", "text" FROM "cases"`,
  );
const view = (table: string) =>
  engine.answer(`CREATE OR REPLACE VIEW "copy" AS SELECT "id", "text", 2 AS "rows" FROM "${table}"`);

describe('tables and views that statements make', () => {
  it('copies the rows of a query, and lets a view point to them', async () => {
    expect(await copy('copy_1')).toEqual([]);
    expect(await view('copy_1')).toEqual([]);
    expect(await engine.answer('SELECT id, text, "rows" FROM copy ORDER BY 1')).toEqual([
      ['a', 'x', '2'],
      ['b', null, '2'],
    ]);
    expect(await engine.answer('SELECT count(*) FROM copy c JOIN cases USING (id)')).toEqual([['2']]);
    expect(await engine.answer('SHOW TABLES')).toEqual([['cases'], ['copy'], ['copy_1']]);
    expect(
      await engine.answer("SELECT table_type FROM information_schema.tables WHERE table_name = 'copy'"),
    ).toEqual([['VIEW']]);
  });

  it('has one table by a name', async () => {
    expect(await copy('copy_1')).toContain("TABLE_ALREADY_EXISTS: Table 'awsdatacatalog.cases_db.copy_1'");
    expect(await view('nowhere')).toContain('TABLE_NOT_FOUND');
  });

  it('leaves the objects of a dropped table, and fails where a view still names it', async () => {
    await copy('copy_2');
    await view('copy_2');
    expect(await engine.answer('DROP TABLE copy_2')).toEqual([]);
    expect(objects.size).toBe(2);
    expect(await engine.answer('SELECT count(*) FROM copy')).toMatch(
      /^INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog\.cases_db\.copy': .*copy_2' does not exist$/,
    );
    expect(await engine.answer('DROP TABLE IF EXISTS copy_2')).toEqual([]);
    expect(await engine.answer('DROP TABLE copy_2')).toContain('TABLE_NOT_FOUND');
    expect(await engine.answer('DROP VIEW IF EXISTS copy')).toEqual([]);
    expect(await engine.answer('SELECT count(*) FROM copy')).toContain('TABLE_NOT_FOUND');
  });

  it('reads no rows from a table whose objects are gone', async () => {
    await copy('copy_3');
    objects.clear();
    expect(await engine.answer('SELECT count(*) FROM copy_3')).toEqual([['0']]);
  });

  it.each([
    "CREATE TABLE t WITH (format = 'PARQUET', external_location = 's3://elsewhere/') AS SELECT 1 AS one",
    'CREATE TABLE t AS SELECT 1 AS one',
    'DROP SCHEMA cases_db',
    'DELETE FROM cases',
  ])('refuses %s', async (statement) => {
    expect(await engine.answer(statement)).toContain('NOT_SUPPORTED');
  });
});

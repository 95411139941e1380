import { codePoint } from '@case-insights/testing/code-point';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { generateCases } from './generate.ts';
import { loadCases } from './load.ts';
import { parseLine } from './serde.ts';

async function load(cases: Iterable<Case>) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = await loadCases(connection, cases);
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();
  return { rows, rowsOf };
}

describe('loadCases', () => {
  it('makes the table as Athena shows it: lower case, all text, partition keys last', async () => {
    const { rows, rowsOf } = await load([]);
    expect(rows).toBe(0);
    const columns = await rowsOf(
      "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'case_summary'",
    );
    expect(columns.map(({ column_name }) => column_name).join()).toBe(
      'caseid,displayid,subject,servicecode,categorycode,severitycode,submittedby,timecreated,case_retrieval_date,case_summary,rca_category,rca_reason,rca_retrieval_date,lifecycle_category,lifecycle_reason,lifecycle_retrieval_date,account_number,case_number',
    );
    expect(new Set(columns.map(({ data_type }) => data_type))).toEqual(new Set(['VARCHAR']));
  });

  it('loads every case, counts as it goes, and keeps nulls apart from empty texts', async () => {
    const cases = generateCases({ count: 800, until: '2025-08-01', hostile: true });
    const { rows, rowsOf } = await load(cases);
    expect(rows).toBe(800);
    const times = (test: (time: string | null) => boolean) =>
      cases.filter(({ record }) => test(record.timeCreated)).length;
    const [counts] = await rowsOf(
      "SELECT count(*)::INT AS n, count(*) FILTER (timecreated IS NULL)::INT AS nulls, count(*) FILTER (timecreated = '')::INT AS empty FROM case_summary",
    );
    expect(counts).toEqual({
      n: 800,
      nulls: times((time) => time === null),
      empty: times((time) => time === ''),
    });
    expect(times((time) => time === '')).toBeGreaterThan(0);
  });

  it('keeps any text that a file can hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: codePoint }), async (subject) => {
        const { rowsOf } = await load([{ accountNumber: '1', caseNumber: '2', record: { subject } }]);
        expect(await rowsOf('SELECT subject FROM case_summary')).toEqual([{ subject }]);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['names in any case', '{"SUBJECT":"a"}', 'a'],
    [
      'a number with the digits it was written with',
      '{"subject": 12345678901234567890.10, "x": "1"}',
      '12345678901234567890.10',
    ],
    ['an exponent as written', '{"subject":1E400}', '1E400'],
    ['a boolean', '{"subject":true}', 'true'],
    ['an object as its JSON', '{"subject":{"a":[1,"x"]}}', '{"a":[1,"x"]}'],
    ['an array as its JSON', '{"subject":["a",null]}', '["a",null]'],
    ['null', '{"subject":null}', null],
    ['a missing field', '{"other":"x","__proto__":{"subject":"y"}}', null],
  ])('shows %s', async (_, line, subject) => {
    const { rowsOf } = await load([{ accountNumber: '1', caseNumber: '2', record: parseLine(line) }]);
    expect(await rowsOf('SELECT subject FROM case_summary')).toEqual([{ subject }]);
  });

  it('takes partition keys from the path alone', async () => {
    const record = parseLine('{"account_number":"9","case_number":"9"}');
    const { rowsOf } = await load([{ accountNumber: '001', caseNumber: null, record }]);
    expect(await rowsOf('SELECT account_number, case_number FROM case_summary')).toEqual([
      { account_number: '001', case_number: null },
    ]);
  });
});

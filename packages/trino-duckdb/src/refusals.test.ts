import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from './test-engine.ts';

/** Right in Trino, and not known to come out the same here: refused, never answered otherwise. */
const REFUSED: readonly string[] = [
  "SELECT TIMESTAMP '2025-01-01 00:00:00.123456789'",
  "SELECT DATE '10000-01-01'",
  "SELECT from_iso8601_timestamp(x) FROM (VALUES '2025-01-01T00:00:00+02:00') AS t (x)",
  "SELECT TRY(from_iso8601_timestamp(x)) FROM (VALUES '2025-01-01T00:00:00+02:00') AS t (x)",
  "SELECT CASE WHEN true THEN TIMESTAMP '2025-01-01 00:00:00 UTC' ELSE TIMESTAMP '2025-01-01 00:00:00 Asia/Tokyo' END",
  "SELECT format('%s', TIMESTAMP '2025-01-01 00:00:00')",
  "SELECT regexp_like('aa', 'a++a')",
  "SELECT regexp_like('straße', '(?i)STRASSE')",
  "SELECT json_exists('[1]', 'lax $[*] ? (@ > 1)')",
  "SELECT * FROM json_table('[1]', 'lax $[*]' COLUMNS (v integer PATH 'lax $'))",
  'SELECT * FROM t MATCH_RECOGNIZE (ORDER BY n PATTERN (A) DEFINE A AS true)',
  'SELECT approx_percentile(n, n, 0.5) FROM t',
  'SELECT [1, 2]',
  "SELECT X'ff' = uuid()",
  `SELECT ${'substr('.repeat(12)}'abc'${', -2)'.repeat(12)}`,
  "SELECT 'a\0b'",
  "SELECT '\ud800'",
];

/** What Trino does not know, DuckDB does, and nobody may reach. */
const FOREIGN: readonly string[] = [
  "SELECT * FROM read_csv('/etc/hostname')",
  "SELECT * FROM read_text('/etc/hostname')",
  "SELECT * FROM '/etc/hostname'",
  "SELECT getenv('HOME')",
  "SELECT current_setting('threads')",
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_tables',
  'SELECT * FROM main.t',
  'SELECT * FROM pg_catalog.pg_class',
  'SELECT trino_divide(1, 1)',
  "SELECT error('x')",
  'SELECT n::varchar FROM t',
  'SELECT `n` FROM t',
  'SELECT * EXCLUDE (n) FROM t',
  'SELECT * EXCEPT (n) FROM t',
  'FROM t',
  'SELECT n FROM t QUALIFY true',
  'SELECT DISTINCT ON (n) n FROM t',
  'SELECT n FROM t GROUP BY ALL',
  'SELECT 1 == 1',
  "SELECT 'a' ILIKE 'A'",
  'SELECT ifnull(1, 2)',
  'SELECT constructor(1)',
  'SELECT extract(constructor FROM now())',
  'PRAGMA database_list',
  "ATTACH 'x.db'",
  'INSTALL httpfs',
  'SELECT 1; SELECT 2',
  '',
  '-- nothing',
];

/** Wrong in Trino too, with its words. */
const WRONG: readonly (readonly [sql: string, reason: string])[] = [
  [
    'SELEC 1',
    "line 1:1: mismatched input 'SELEC'. Expecting: 'DESCRIBE', 'EXPLAIN', 'SELECT', 'SHOW', 'VALUES', 'WITH'",
  ],
  ['SELECT 1 FROM t\nWHERE WHERE', "line 2:7: mismatched input 'WHERE'"],
  [
    'SELECT x FROM t',
    "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    'SELECT *\nFROM nothing',
    "TABLE_NOT_FOUND: line 2:6: Table 'awsdatacatalog.cases_db.nothing' does not exist",
  ],
  ['SELECT * FROM other.t', "SCHEMA_NOT_FOUND: line 1:15: Schema 'other' does not exist"],
  ['SELECT a.n FROM t a, t b WHERE n = 1', "AMBIGUOUS_NAME: line 1:32: Column 'n' is ambiguous"],
  ["SELECT n = '1' FROM t", 'TYPE_MISMATCH: line 1:8: Cannot apply operator: integer = varchar(1)'],
  [
    "SELECT n FROM t WHERE n IN ('1')",
    'TYPE_MISMATCH: line 1:23: IN value and list items must be the same type or coercible to a common type. Cannot find common type between integer and varchar(1)',
  ],
  [
    "SELECT 'a' || 1",
    'FUNCTION_NOT_FOUND: line 1:8: Unexpected parameters (varchar(1), integer) for function concat',
  ],
  [
    "SELECT DATE '2025-01-01' = '2025-01-01'",
    'TYPE_MISMATCH: line 1:8: Cannot apply operator: date = varchar(10)',
  ],
  [
    'SELECT n FROM t WHERE n',
    'TYPE_MISMATCH: line 1:23: WHERE clause must evaluate to a boolean (actual: integer)',
  ],
  [
    'SELECT n AS m FROM t WHERE m = 1',
    "COLUMN_NOT_FOUND: line 1:28: Column 'm' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    'SELECT n AS m, m + 1 FROM t',
    "COLUMN_NOT_FOUND: line 1:16: Column 'm' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    'SELECT n AS m, count(*) FROM t GROUP BY m',
    "COLUMN_NOT_FOUND: line 1:41: Column 'm' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    'SELECT n, count(*) FROM t',
    'EXPRESSION_NOT_AGGREGATE: an expression must be an aggregate expression or appear in GROUP BY clause',
  ],
  [
    'SELECT n FROM t ORDER BY 2',
    'INVALID_COLUMN_REFERENCE: line 1:26: ORDER BY position 2 is not in select list',
  ],
  [
    'SELECT DISTINCT 1 FROM t ORDER BY n',
    'EXPRESSION_NOT_IN_DISTINCT: line 1:35: For SELECT DISTINCT, ORDER BY expressions must appear in select list',
  ],
  ["SELECT len('a')", "FUNCTION_NOT_FOUND: line 1:8: Function 'len' not registered"],
  ["SELECT locate ('b', 'ab')", "FUNCTION_NOT_FOUND: line 1:8: Function 'locate' not registered"],
  ['SELECT 1 / 0', 'DIVISION_BY_ZERO: Division by zero'],
  ['SELECT 1.0 / 0', 'DIVISION_BY_ZERO: Division by zero'],
  ['SELECT 5 % 0', 'DIVISION_BY_ZERO: Division by zero'],
  ['SELECT 2147483647 + 1', 'NUMERIC_VALUE_OUT_OF_RANGE: integer addition overflow'],
  ['SELECT 9223372036854775807 * 2', 'NUMERIC_VALUE_OUT_OF_RANGE: bigint multiplication overflow'],
  ['SELECT 99999999999999999999', 'SYNTAX_ERROR: line 1:8: Invalid numeric literal: 99999999999999999999'],
  ["SELECT DATE '2025-02-30'", "INVALID_LITERAL: line 1:8: '2025-02-30' is not a valid DATE literal"],
  ["SELECT CAST('1.5' AS bigint)", "INVALID_CAST_ARGUMENT: Cannot cast '1.5' to BIGINT"],
  ["SELECT from_iso8601_timestamp('yesterday')", 'INVALID_FUNCTION_ARGUMENT: Invalid format: "yesterday"'],
  ["SELECT split_part('a', ',', 0)", 'INVALID_FUNCTION_ARGUMENT: Index must be greater than zero'],
  [
    'SELECT ARRAY[1][2]',
    'INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: 2 > 1',
  ],
  ["SELECT MAP(ARRAY['a'], ARRAY[1])['b']", 'INVALID_FUNCTION_ARGUMENT: Key not present in map: b'],
  [
    "SELECT DATE '2025-01-01' + INTERVAL '1' HOUR",
    'INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date',
  ],
  [
    'SELECT sequence(1, 20000)',
    'INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries',
  ],
  [
    'SELECT (SELECT n FROM (VALUES 1, 2) AS v (n))',
    'SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows',
  ],
];

describe('the compiler', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await openTestEngine('CREATE TABLE t AS SELECT 1 AS n');
  });

  afterAll(() => engine.close());

  it.each(REFUSED)('refuses plainly: %s', async (sql) => {
    expect(await engine.answer(sql)).toMatch(
      /^NOT_SUPPORTED: (line \d+:\d+: )?the local engine cannot .+; Athena can$/s,
    );
  });

  it.each(FOREIGN)('does not run what is no Trino: %s', async (sql) => {
    const reason = await engine.answer(sql);
    expect(reason).toEqual(expect.any(String));
    expect(reason).not.toContain('Athena may');
  });

  it.each(WRONG)('says what is wrong with: %s', async (sql, reason) => {
    expect(await engine.answer(sql)).toBe(reason);
  });

  it('cannot reach files, whatever reaches DuckDB', async () => {
    await expect(engine.connection.run("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(
      /disabled/,
    );
    await expect(engine.connection.run('SET enable_external_access = true')).rejects.toThrow(/locked/);
  });

  it('gives any text back as it was written', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const literal = `'${value.replaceAll("'", "''")}'`;
        const answer = await engine.answer(`SELECT to_hex(to_utf8(${literal}))`);
        expect(answer).toEqual([[Buffer.from(value).toString('hex').toUpperCase()]]);
      }),
      { numRuns: 200 },
    );
  });

  it('answers or refuses whatever it is sent, without any other error', async () => {
    const words = [
      'SELECT',
      'n',
      'FROM',
      't',
      '(',
      ')',
      ',',
      '*',
      "'a'",
      '1',
      'WHERE',
      '=',
      'lower',
      'count',
      'AS',
      'OVER',
      'CAST',
      '[',
      ']',
      '||',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 12 }), async (tokens) => {
        const answer = await engine.answer(`SELECT ${tokens.join(' ')}`);
        expect(typeof answer === 'string' ? answer : 'rows').toMatch(
          /^(rows|[A-Z_]+: |line \d+:\d+: |Only one)/s,
        );
      }),
      { numRuns: 300 },
    );
  });
});

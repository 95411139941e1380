import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, openTestEngine, type TestEngine } from './test-engine.ts';

/** Statements of the deployment guide and typical analytical ones, with the answer that Trino gives. */
const QUERIES: readonly (readonly [sql: string, answer: Answer])[] = [
  // The guide's, as written.
  ['SELECT COUNT(*) as total_cases FROM case_summary LIMIT 10', [['4']]],
  [
    'SELECT COUNT(*) as total_cases, RCA_Category FROM case_summary GROUP BY RCA_Category ORDER BY 1 DESC, 2',
    [
      ['2', 'Throttling'],
      ['1', 'Limit reached'],
      ['1', null],
    ],
  ],
  [
    "SELECT COUNT(*) FROM case_summary WHERE from_iso8601_timestamp(timecreated) >= current_date - interval '30' day",
    'INVALID_FUNCTION_ARGUMENT: Invalid format: ""',
  ],
  [
    "SELECT COUNT(*) FROM case_summary WHERE TRY(from_iso8601_timestamp(timecreated)) >= date '2025-02-01'",
    [['1']],
  ],

  // Order, limits, names
  ['SELECT caseid FROM case_summary ORDER BY rca_category, caseid', [['c1'], ['c3'], ['c4'], ['c2']]],
  ['SELECT caseid FROM case_summary ORDER BY rca_category DESC, caseid LIMIT 1', [['c3']]],
  ['SELECT caseid FROM case_summary ORDER BY rca_category NULLS FIRST LIMIT 1', [['c2']]],
  ['SELECT caseid FROM case_summary ORDER BY 1 DESC OFFSET 1 LIMIT 2', [['c3'], ['c2']]],
  ['SELECT caseid FROM case_summary ORDER BY caseid FETCH FIRST 1 ROWS ONLY', [['c1']]],
  ['SELECT c.CaseId FROM Case_Summary AS c ORDER BY C.caseid LIMIT 1', [['c1']]],
  [
    'SELECT "caseid" FROM "awsdatacatalog"."cases_db"."case_summary" ORDER BY lower(caseid) LIMIT 1',
    [['c1']],
  ],
  ["SELECT subject || '!' AS caseid FROM case_summary ORDER BY caseid LIMIT 1", [["It's!"]]],
  ['SELECT DISTINCT account_number FROM case_summary ORDER BY account_number', [['111'], ['222']]],
  ['SELECT 1 -- the end\n', [['1']]],
  ['SELECT /* ; */ 1 ;', [['1']]],

  [
    'TABLE names',
    [
      ['111', 'Acme'],
      ['333', 'Other'],
    ],
  ],
  ['/* all */ table "cases_db" . names ORDER BY 1 DESC LIMIT 1', [['333', 'Other']]],

  // Groups
  [
    'SELECT account_number, count(*) AS n FROM case_summary GROUP BY 1 HAVING count(*) > 1 ORDER BY n, account_number',
    [
      ['111', '2'],
      ['222', '2'],
    ],
  ],
  [
    "SELECT substr(timecreated, 1, 7) AS month, count(*) FROM case_summary WHERE timecreated LIKE '2025-%' GROUP BY substr(timecreated, 1, 7) ORDER BY month",
    [
      ['2025-01', '1'],
      ['2025-02', '1'],
    ],
  ],
  [
    "SELECT date_trunc('month', from_iso8601_timestamp(timecreated)) m, count(*) FROM case_summary WHERE length(timecreated) > 20 GROUP BY 1 ORDER BY 1",
    [
      ['2025-01-01 00:00:00.000 UTC', '1'],
      ['2025-02-01 00:00:00.000 UTC', '1'],
    ],
  ],
  [
    'SELECT account_number, severitycode, count(*), grouping(account_number, severitycode) FROM case_summary GROUP BY GROUPING SETS ((account_number), (severitycode), ()) ORDER BY 4, 1, 2',
    [
      ['111', null, '2', '1'],
      ['222', null, '2', '1'],
      [null, 'high', '1', '2'],
      [null, 'low', '2', '2'],
      [null, 'urgent', '1', '2'],
      [null, null, '4', '3'],
    ],
  ],
  [
    'SELECT account_number, count(*) FROM case_summary GROUP BY ROLLUP (account_number) ORDER BY 1',
    [
      ['111', '2'],
      ['222', '2'],
      [null, '4'],
    ],
  ],
  [
    "SELECT count(rca_category), count(DISTINCT rca_category), count_if(severitycode = 'low'), count(*) FILTER (WHERE rca_category IS NULL), approx_distinct(account_number) FROM case_summary",
    [['3', '2', '2', '1', '2']],
  ],
  [
    'SELECT sum(n), avg(n), min(n), max(n), typeof(sum(n)), stddev(n) FROM (VALUES 1, 2, 3) AS t (n)',
    [['6', '2.0', '1', '3', 'bigint', '1.0']],
  ],
  [
    "SELECT min_by(caseid, timecreated), max_by(caseid, timecreated), arbitrary(severitycode), bool_or(caseid = 'c1') FROM case_summary WHERE caseid = 'c1'",
    [['c1', 'c1', 'high', 'true']],
  ],
  ['SELECT max_by(v, k) FROM (VALUES (NULL, 3), (7, 2), (9, NULL)) AS t (v, k)', [[null]]],
  [
    "SELECT array_agg(rca_category ORDER BY caseid), listagg(caseid, ', ') WITHIN GROUP (ORDER BY caseid DESC), histogram(account_number) FROM case_summary",
    [['[Limit reached, null, Throttling, Throttling]', 'c4, c3, c2, c1', '{111=2, 222=2}']],
  ],
  [
    'SELECT severitycode, count(*), 100.0 * count(*) / sum(count(*)) OVER () FROM case_summary GROUP BY severitycode ORDER BY 2 DESC, 1',
    [
      ['low', '2', '50.0'],
      ['high', '1', '25.0'],
      ['urgent', '1', '25.0'],
    ],
  ],
  ['SELECT approx_percentile(n, 0.5) FROM (VALUES 1, 2, 3, 4, 100) AS t (n)', [['3']]],
  ['SELECT sum(n) FROM (VALUES 1) AS t (n) WHERE n > 1', [[null]]],

  // Windows
  [
    "SELECT caseid, row_number() OVER (PARTITION BY account_number ORDER BY caseid DESC), lag(caseid, 1, '-') OVER (ORDER BY caseid), sum(1) OVER (ORDER BY caseid ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM case_summary ORDER BY 1",
    [
      ['c1', '2', '-', '1'],
      ['c2', '1', 'c1', '2'],
      ['c3', '2', 'c2', '2'],
      ['c4', '1', 'c3', '2'],
    ],
  ],
  [
    'SELECT DISTINCT first_value(caseid) OVER w, rank() OVER w FROM case_summary WINDOW w AS (ORDER BY account_number) ORDER BY 2',
    [
      ['c1', '1'],
      ['c1', '3'],
    ],
  ],
  [
    'SELECT last_value(rca_category) IGNORE NULLS OVER (ORDER BY caseid ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM case_summary ORDER BY caseid LIMIT 2',
    [['Limit reached'], ['Limit reached']],
  ],

  // Relations
  [
    'SELECT c.caseid, n.name FROM case_summary c LEFT JOIN names n ON c.account_number = n.account_number ORDER BY 1',
    [
      ['c1', 'Acme'],
      ['c2', 'Acme'],
      ['c3', null],
      ['c4', null],
    ],
  ],
  [
    'SELECT * FROM (SELECT DISTINCT account_number FROM case_summary) a FULL JOIN names USING (account_number) ORDER BY 1',
    [
      ['111', 'Acme'],
      ['222', null],
      ['333', 'Other'],
    ],
  ],
  ['SELECT count(*) FROM case_summary, names', [['8']]],
  [
    'WITH busy AS (SELECT account_number, count(*) n FROM case_summary GROUP BY 1), named (a, b) AS (SELECT * FROM names) SELECT a, n FROM busy JOIN named ON a = account_number',
    [['111', '2']],
  ],
  [
    "SELECT caseid, part FROM case_summary CROSS JOIN UNNEST(split(servicecode, '-')) AS t (part) WHERE caseid = 'c1' ORDER BY 2",
    [
      ['c1', 'amazon'],
      ['c1', 'ec2'],
    ],
  ],
  [
    "SELECT * FROM UNNEST(ARRAY['a', 'b'], ARRAY[1]) WITH ORDINALITY AS t (x, y, n) ORDER BY n",
    [
      ['a', '1', '1'],
      ['b', null, '2'],
    ],
  ],
  ["SELECT k, v FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])) AS t (k, v)", [['a', '1']]],
  [
    'SELECT n.name, latest.caseid FROM names n CROSS JOIN LATERAL (SELECT max(caseid) AS caseid FROM case_summary c WHERE c.account_number = n.account_number) AS latest ORDER BY 1',
    [
      ['Acme', 'c2'],
      ['Other', null],
    ],
  ],
  [
    'SELECT name FROM names n WHERE EXISTS (SELECT 1 FROM case_summary c WHERE c.account_number = n.account_number)',
    [['Acme']],
  ],
  [
    'SELECT name FROM names WHERE account_number NOT IN (SELECT account_number FROM case_summary)',
    [['Other']],
  ],
  ["SELECT (SELECT count(*) FROM names), (SELECT name FROM names WHERE name = 'x')", [['2', null]]],
  ['SELECT 1 AS x UNION ALL SELECT 1 ORDER BY x', [['1'], ['1']]],
  ['SELECT 1 UNION SELECT 1', [['1']]],
  ['SELECT account_number FROM names EXCEPT SELECT account_number FROM case_summary', [['333']]],
  ['(SELECT 1 UNION SELECT 2) INTERSECT SELECT 2', [['2']]],
  [
    "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t (n, s) ORDER BY s",
    [
      ['1', 'a'],
      ['2', null],
    ],
  ],
  ['SELECT typeof(x) FROM (SELECT 1 AS x UNION ALL SELECT 2.5) LIMIT 1', [['decimal(11,1)']]],
  [
    "SELECT table_name, data_type FROM information_schema.columns WHERE column_name = 'name'",
    [['names', 'varchar']],
  ],
  ['SELECT 2, count(*) FROM names GROUP BY 1', [['2', '2']]],
];

const TABLES = [
  'CREATE TABLE case_summary (caseid VARCHAR, subject VARCHAR, servicecode VARCHAR, severitycode VARCHAR, timecreated VARCHAR, rca_category VARCHAR, account_number VARCHAR, case_number VARCHAR)',
  `INSERT INTO case_summary VALUES
     ('c1', 'It''s', 'amazon-ec2', 'high', '2025-01-15T10:30:45.123Z', 'Limit reached', '111', '1'),
     ('c2', '日本', 'amazon-rds', 'low', '2025-02-15T10:30:45.999Z', NULL, '111', '2'),
     ('c3', NULL, 'amazon-rds', 'urgent', '', 'Throttling', '222', '3'),
     ('c4', 'x', 's3', 'low', 'bad', 'Throttling', '222', '4')`,
  "CREATE TABLE names AS SELECT * FROM (VALUES ('111', 'Acme'), ('333', 'Other')) AS t (account_number, name)",
];

describe('a query of Trino', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    engine = await openTestEngine(...TABLES);
  });

  afterAll(() => engine.close());

  it.each(QUERIES)('%s', async (sql, answer) => {
    expect(await engine.answer(sql)).toEqual(answer);
  });

  // DuckDB's coalesce crashes there on many rows, and its optimizer takes what stands twice out of TRY.
  it.each([
    'TRY(coalesce(CAST(x AS bigint), CAST(y AS bigint)))',
    "TRY(date_trunc('day', from_iso8601_timestamp(coalesce(x, y))))",
    'TRY(json_parse(coalesce(x, y)))',
    'TRY(CAST(coalesce(x, y) AS bigint))',
  ])('%s is null for the rows where it fails, however many', async (expression) => {
    const rows = "SELECT IF(n % 2 = 0, 'bad') AS x, '2025' AS y FROM UNNEST(sequence(1, 10000)) AS t (n)";
    const answer = await engine.answer(`SELECT count(${expression}) FROM (${rows} UNION ALL ${rows})`);
    expect(answer).toEqual([['10000']]);
  });
});

import { describe, expect, it } from 'vitest';
import { guardStatement } from '../../src/sql/guard/index.ts';
import { SQL_MISTAKES } from './sql-mistakes.ts';

/** A clock that stands, so that a busy machine decides nothing. */
const still = () => 0;

describe('mistakes in SQL', () => {
  it.each(SQL_MISTAKES.map(([statement, sentence]) => ({ statement, sentence })))(
    'are answered with what to write: $statement',
    async ({ statement, sentence }) => {
      await expect(guardStatement(statement, still)).rejects.toMatchObject({
        code: 'query_rejected',
        message: sentence,
      });
    },
  );

  it('are at least 120, none of them twice', () => {
    expect(SQL_MISTAKES.length).toBeGreaterThanOrEqual(120);
    expect(new Set(SQL_MISTAKES.map(([statement]) => statement)).size).toBe(SQL_MISTAKES.length);
  });

  it('never send anybody to Athena with what Trino does not have', () => {
    for (const [, sentence] of SQL_MISTAKES) expect(sentence).not.toContain('Athena can');
  });
});

describe('what only looks like a mistake', () => {
  it.each([
    // Columns of another table, or of the statement's own making, may be numbers and dates.
    'SELECT a FROM other WHERE account_number = 1',
    'SELECT a FROM other, case_summary WHERE other.timecreated >= current_date',
    "WITH c AS (SELECT date(from_iso8601_timestamp(timecreated)) AS timecreated FROM case_summary) SELECT * FROM c WHERE timecreated >= DATE '2025-01-01'",
    'SELECT * FROM (SELECT length(subject), caseid FROM case_summary) AS t(severitycode, id) WHERE severitycode > 3',
    'WITH case_summary AS (SELECT 1 AS account_number) SELECT * FROM case_summary WHERE account_number = 1',
    // Functions of other dialects as other names.
    'SELECT nvl.a AS ifnull FROM t AS nvl (a, b)',
    'WITH len (a) AS (VALUES 1) SELECT a FROM len',
    'SELECT \'ifnull(a, b)\', "nvl(a)" FROM t',
    // Text is compared with text.
    "SELECT * FROM case_summary WHERE timecreated >= to_iso8601(current_date - INTERVAL '30' DAY)",
    "SELECT * FROM case_summary WHERE from_iso8601_timestamp(timecreated) >= current_timestamp - INTERVAL '30' DAY",
    'SELECT count(*) FROM case_summary WHERE try_cast(displayid AS bigint) > 5',
    'SELECT * FROM case_summary WHERE length(subject) > 5 AND "severitycode" = "subject"',
    // Grouped, constant, or of the query around.
    'SELECT c.servicecode, count(*) FROM case_summary c GROUP BY servicecode',
    "SELECT substr(timecreated, 1, 7), 'x', count(*) FROM case_summary GROUP BY 1",
    'SELECT servicecode, count(*) OVER () FROM case_summary',
    'SELECT servicecode, rca_category, count(*) FROM case_summary GROUP BY GROUPING SETS ((servicecode), (rca_category))',
    'SELECT a.caseid, (SELECT a.subject FROM case_summary b GROUP BY b.servicecode LIMIT 1) FROM case_summary a',
    'SELECT * FROM (SELECT servicecode FROM case_summary) GROUP BY servicecode',
    'SELECT servicecode AS s FROM case_summary ORDER BY s',
    'SELECT servicecode AS severitycode, count(*) FROM case_summary GROUP BY severitycode, servicecode',
    'SELECT subject FROM case_summary WHERE caseid IN (SELECT max(caseid) FROM case_summary)',
    'SELECT n FROM (SELECT count(*) AS n FROM case_summary) WHERE n > 5',
    // Units in other places.
    "SELECT date_diff('day', a, b), date_trunc('month', day) FROM t",
    'SELECT date_trunc(unit, a) FROM t',
  ])('is let through: %s', async (statement) => {
    await expect(guardStatement(statement, still)).resolves.toMatchObject({ kind: 'query' });
  });
});

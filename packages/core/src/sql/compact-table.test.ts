import { describe, expect, it } from 'vitest';
import {
  type CompactRun,
  compactTable,
  compactTables,
  compareCompactTable,
  copiedColumns,
  createCompactTable,
  dropCompactTable,
  dropCompactView,
  inspectCompactView,
  renewCompactTable,
  startOfRun,
  switchCompactView,
} from './compact-table.ts';

const run: CompactRun = {
  caseTable: 'case_summary',
  columns: [
    { name: 'caseid', type: 'string' },
    { name: 'weight', type: 'bigint' },
    { name: 'account_number', type: 'string' },
  ],
  startedAt: new Date('2026-11-26T09:30:07.120Z'),
};
const TABLE = 'case_summary_compact_20261126093007';

describe('the names of the compact table', () => {
  it('say when a run began, to the second', () => {
    expect(compactTable(run)).toBe(TABLE);
    expect(startOfRun(TABLE)).toEqual(new Date('2026-11-26T09:30:07Z'));
    expect(startOfRun('case_summary_compact')).toBeUndefined();
  });

  it.each([
    [TABLE, true],
    ['case_summary_compact', false],
    ['case_summary_compact_20261126093007_old', false],
    ['other_case_summary_compact_20261126093007', false],
  ])('fit the pattern of all runs: %s, %s', (name, fits) => {
    expect(new RegExp(`^(?:${compactTables('Case_Summary')})$`).test(name)).toBe(fits);
  });
});

describe('the statements of a run', () => {
  it('copy the table into a few files', () => {
    expect(createCompactTable(run).text).toBe(
      `CREATE TABLE "${TABLE}" WITH (format = 'PARQUET', write_compression = 'ZSTD', bucketed_by = ARRAY['account_number'], bucket_count = 8) AS
SELECT "caseid", "weight", "account_number" FROM "case_summary"`,
    );
  });

  it.each([
    [['111111111111'], "coalesce(account_number IN ('111111111111'), FALSE)"],
    [[], 'FALSE'],
  ])('renew the accounts %j alone', (accounts, condition) => {
    expect(renewCompactTable(run, accounts).text).toContain(` AS
SELECT "caseid", "weight", "account_number" FROM "case_summary" WHERE ${condition}
UNION ALL SELECT "caseid", "weight", "account_number" FROM "case_summary_compact" WHERE NOT ${condition}`);
  });

  it('compare number and content by account', () => {
    const digests = (table: string) =>
      `SELECT coalesce(account_number, '') AS account, count(*) AS cases, sum(CAST(from_base(substr(to_hex(md5(to_utf8(json_format(CAST(ARRAY["caseid", CAST("weight" AS varchar), "account_number"] AS JSON))))), 1, 15), 16) AS decimal(38, 0))) AS checksum FROM "${table}" GROUP BY 1`;
    expect(compareCompactTable(run).text).toBe(
      `SELECT (SELECT count(*) FROM "${TABLE}") AS cases, count(CASE WHEN source.cases IS DISTINCT FROM copy.cases OR source.checksum IS DISTINCT FROM copy.checksum THEN 1 END) AS differing
FROM (${digests('case_summary')}) AS source
FULL JOIN (${digests(TABLE)}) AS copy ON source.account = copy.account`,
    );
  });

  it('compare what was renewed with the table, and what was kept with the last copy', () => {
    expect(compareCompactTable(run, { renewed: ['1'] }).text).toContain(
      `FROM "case_summary" WHERE coalesce(account_number IN ('1'), FALSE) GROUP BY 1`,
    );
    expect(compareCompactTable(run, { kept: ['1'] }).text).toContain(
      `FROM "case_summary_compact" WHERE NOT coalesce(account_number IN ('1'), FALSE) GROUP BY 1`,
    );
  });

  it('switch the view, which says what it stands for', () => {
    expect(switchCompactView(run, 20_000).text).toBe(
      `CREATE OR REPLACE VIEW "case_summary_compact" AS
SELECT "caseid", "weight", "account_number", CAST('2026-11-26T09:30:07.120Z' AS varchar) AS "compacted_at", 20000 AS "compacted_cases" FROM "${TABLE}"`,
    );
    expect(copiedColumns(['caseid', 'compacted_at', 'compacted_cases'])).toEqual(['caseid']);
    expect(inspectCompactView('case_summary').text).toContain(
      'count(*) AS cases, max("compacted_cases") AS expected, max("compacted_at") AS compacted_at',
    );
  });

  it('drop a table or the view in words that Hive knows', () => {
    expect(dropCompactTable(TABLE).text).toBe(`DROP TABLE IF EXISTS ${TABLE}`);
    expect(dropCompactView('case_summary').text).toBe('DROP VIEW IF EXISTS case_summary_compact');
    expect(dropCompactTable('my-cases').text).toBe('DROP TABLE IF EXISTS `my-cases`');
  });
});

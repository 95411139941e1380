import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseEngine, caseEngine } from '../../test/duckdb.ts';
import { type Sql, sql } from '../sql/index.ts';
import {
  allOf,
  createdWithin,
  NEWEST_FIRST,
  ofAccount,
  ofCase,
  ofLifecycleCategory,
  ofRcaCategory,
  ofService,
  ofSeverity,
} from './conditions.ts';

const JANUARY = { first: '2025-01-01', last: '2025-01-31' };

describe('conditions', () => {
  it.each([
    [
      createdWithin(JANUARY),
      "substr(timecreated, 1, 10) BETWEEN '2025-01-01' AND '2025-01-31' AND timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL",
    ],
    [
      ofService('ec2'),
      "coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') IN ('amazon-elastic-compute-cloud-linux', 'amazon-elastic-compute-cloud-windows', 'service-elastic-compute-cloud-ec2-macos')",
    ],
    [
      ofRcaCategory('LIMIT reached'),
      "coalesce(nullif(lower(trim(rca_category)), ''), 'unknown') IN ('limit reached', 'quota reached')",
    ],
    [
      ofLifecycleCategory("it's"),
      "coalesce(nullif(lower(trim(lifecycle_category)), ''), 'unknown') IN ('it''s')",
    ],
    [ofSeverity('critical'), "lower(trim(severitycode)) = 'critical'"],
    [ofAccount('111122223333'), "account_number = '111122223333'"],
    [ofCase('173692000012345'), "case_number = '173692000012345'"],
    [
      ofCase('case-111122223333-muen-2025-abc'),
      "(caseid = 'case-111122223333-muen-2025-abc' OR displayid = 'case-111122223333-muen-2025-abc')",
    ],
    [
      allOf([ofAccount('1'), ofSeverity('low')]),
      "account_number = '1' AND lower(trim(severitycode)) = 'low'",
    ],
  ])('are written as %s', (condition, text) => {
    expect(condition.text).toBe(text);
  });
});

const TIMES = [
  '2024-12-31T23:59:59.999Z',
  '2025-01-01T00:00:00.000Z',
  '2025-01-15T10:30:45.123Z',
  '2025-01-20T10:30:45Z',
  '2025-01-31T23:59:59.999Z',
  '2025-02-01T00:00:00.000Z',
  // Not points in time as the table writes them; most would sort into January.
  '2025-01-15',
  '2025-01-15 10:30:45',
  '2025-01-15T10:30',
  '2025-01-15T10:30:45+09:00',
  '2025-01-32T10:00:00.000Z',
  '2025-01-15T25:00:00.000Z',
  '2025-01-1xT10:00:00.000Z',
  '2025-01-15T10:30:45.123Z; --',
  '2025-13-45',
  'not a date',
  '0000-00-00T00:00:00.000Z',
  '',
  null,
];

describe('createdWithin and NEWEST_FIRST', () => {
  let engine: CaseEngine;

  beforeAll(async () => {
    engine = await caseEngine(
      TIMES.map((timecreated, index) => ({ timecreated, case_number: `${100 + index}` })),
    );
  });

  afterAll(() => engine.close());

  async function times(statement: Sql) {
    return (await engine.run(statement)).rows.map((row) => row[0]);
  }

  it('find the cases of the days, both included, and nothing that is no time', async () => {
    expect(
      await times(
        sql`SELECT timecreated FROM case_summary WHERE ${createdWithin(JANUARY)} ORDER BY ${NEWEST_FIRST}`,
      ),
    ).toEqual([
      '2025-01-31T23:59:59.999Z',
      '2025-01-20T10:30:45Z',
      '2025-01-15T10:30:45.123Z',
      '2025-01-01T00:00:00.000Z',
    ]);
  });

  it('find nothing malformed in the widest range', async () => {
    const all = { first: '0001-01-01', last: '9999-12-31' };
    expect(await times(sql`SELECT count(*) FROM case_summary WHERE ${createdWithin(all)}`)).toEqual([6]);
  });

  it('put what is no time last, in a stable order', async () => {
    const ordered = await times(sql`SELECT timecreated FROM case_summary ORDER BY ${NEWEST_FIRST}`);
    expect(ordered.slice(0, 6)).toEqual(TIMES.slice(0, 6).toReversed());
    expect(ordered.slice(6)).toEqual(TIMES.slice(6));
  });
});

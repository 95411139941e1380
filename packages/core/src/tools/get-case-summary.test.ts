import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseEngine, caseEngine } from '../../test/duckdb.ts';
import { caseSummaryOutput, caseSummaryQuery, getCaseSummary, parseInput } from './index.ts';

const TODAY = '2025-08-01';
const SOURCE = { table: 'case_summary' };

describe('get_case_summary', () => {
  let engine: CaseEngine;

  beforeAll(async () => {
    const recent = { timecreated: '2025-07-30T08:00:00.000Z', account_number: '111122223333' };
    engine = await caseEngine([
      {
        ...recent,
        servicecode: 'amazon-elastic-compute-cloud-linux',
        severitycode: 'high',
        rca_category: 'Throttling',
      },
      {
        ...recent,
        servicecode: 'amazon-elastic-compute-cloud-windows',
        severitycode: 'HIGH',
        rca_category: ' throttling ',
      },
      {
        ...recent,
        servicecode: 'amazon-simple-storage-service',
        severitycode: 'low',
        rca_category: 'Quota reached',
        lifecycle_category: 'Logging',
      },
      {
        ...recent,
        servicecode: 'service-of-tomorrow',
        severitycode: null,
        rca_category: 'Performance',
        lifecycle_category: '',
      },
      {
        ...recent,
        account_number: '444455556666',
        servicecode: null,
        severitycode: 'low',
        rca_category: null,
        lifecycle_category: ' logging',
      },
      // Outside thirty days, at its ends, or no time at all.
      { ...recent, timecreated: '2025-07-01T23:59:59.999Z' },
      {
        ...recent,
        timecreated: '2025-07-02T00:00:00.000Z',
        servicecode: 'unknown',
        severitycode: 'low',
        rca_category: 'unknown',
      },
      { ...recent, timecreated: '2025-08-02T00:00:00.000Z' },
      { ...recent, timecreated: '2025-07-40T00:00:00.000Z' },
      { ...recent, timecreated: '' },
      { ...recent, timecreated: null },
    ]);
  });

  afterAll(() => engine.close());

  async function ask(args: Record<string, unknown>, source: Parameters<typeof caseSummaryQuery>[1] = SOURCE) {
    const input = parseInput(getCaseSummary, args);
    const output = caseSummaryOutput(input, TODAY, await engine.run(caseSummaryQuery(input, source, TODAY)));
    return getCaseSummary.outputSchema.strict().parse(output);
  }

  it('counts by every group in one answer, names and spellings put together', async () => {
    expect(await ask({})).toEqual({
      filters_applied: {
        date_range: '2025-07-02 to 2025-08-01',
        days_back: 30,
      },
      cases_without_date: 3,
      total_cases: 6,
      unique_accounts: 2,
      unique_services: 3,
      by_rca_category: { Throttling: 2, unknown: 2, Performance: 1, 'Quota reached': 1 },
      by_lifecycle_category: { unknown: 4, Logging: 2 },
      by_severity: { low: 3, high: 2, unknown: 1 },
      by_service: { EC2: 2, unknown: 2, S3: 1, 'service-of-tomorrow': 1 },
      by_account: { 111122223333: 5, 444455556666: 1 },
      query_execution_id: 'test-execution',
    });
  });

  it.each([
    [{ service_code: 'EC2' }, 2],
    [{ service_code: 'Amazon-Simple-Storage-Service' }, 1],
    [{ service_code: 'service-of-tomorrow' }, 1],
    [{ service_code: 'unknown' }, 2],
    [{ account_number: '444455556666' }, 1],
    [{ account_number: '444455556666', service_code: 'EC2' }, 0],
    [{ days_back: 31 }, 7],
    [{ days_back: 1 }, 0],
    [{ severity_code: 'HIGH' }, 2],
    [{ start_date: '2025-07-01', end_date: '2025-07-02' }, 2],
    [{ start_date: '2025-07-01', days_back: 1 }, 7],
    [{ end_date: '2025-07-02', days_back: 1 }, 2],
    [{ service_code: "x' OR '1'='1" }, 0],
  ])('counts what %j leaves', async (args, total) => {
    const answer = await ask(args);
    expect(answer.total_cases).toBe(total);
    for (const groups of [
      answer.by_severity,
      answer.by_service,
      answer.by_rca_category,
      answer.by_lifecycle_category,
      answer.by_account,
    ]) {
      expect(Object.values(groups).reduce((sum, cases) => sum + cases, 0)).toBe(total);
    }
  });

  it('lists groups most first, then by name', async () => {
    const answer = await ask({});
    expect(Object.keys(answer.by_rca_category)).toEqual([
      'Throttling',
      'unknown',
      'Performance',
      'Quota reached',
    ]);
  });

  it('says which filters it used, and that it looks back ten years at most', async () => {
    const answer = await ask({ days_back: 4000, service_code: 'EC2', severity_code: 'High' });
    expect(answer).toMatchObject({
      filters_applied: {
        date_range: '2015-08-04 to 2025-08-01',
        days_back: 3650,
        service_code: 'EC2',
        severity_code: 'high',
      },
      note: 'days_back 4,000 is more than the maximum, so 3,650 was used.',
    });
    const dated = await ask({ start_date: '2025-07-01' });
    expect(dated.filters_applied).toEqual({ date_range: '2025-07-01 to 2025-08-01' });
  });

  it('refuses days in the wrong order', () => {
    expect(() => parseInput(getCaseSummary, { start_date: '2025-02-01', end_date: '2025-01-01' })).toThrow(
      'get_case_summary cannot run: start_date is "2025-02-01", but must not be after end_date.',
    );
  });

  it('answers zeros and empty lists when nothing matches', async () => {
    expect(await ask({ service_code: 'nothing' })).toMatchObject({
      total_cases: 0,
      unique_accounts: 0,
      unique_services: 0,
      by_rca_category: {},
      by_service: {},
    });
  });

  it('sees the accounts of its source only', async () => {
    expect((await ask({}, { ...SOURCE, accounts: ['444455556666'] })).total_cases).toBe(1);
    expect(
      (await ask({ account_number: '111122223333' }, { ...SOURCE, accounts: ['444455556666'] })).total_cases,
    ).toBe(0);
    expect((await ask({}, { ...SOURCE, accounts: [] })).total_cases).toBe(0);
  });

  it('asks the same text for the same question, so that Athena can reuse a result', () => {
    const input = parseInput(getCaseSummary, {
      account_number: '111122223333',
      service_code: 'S3',
      days_back: 60,
    });
    expect(caseSummaryQuery(input, SOURCE, TODAY).text).toMatchInlineSnapshot(`
      "SELECT rca_group, lifecycle_group, severity_group, service_group, account_group, month_group, count(counted) AS case_count, count(CASE WHEN counted = 1 THEN summary END) AS summary_count, count(undated) AS undated_count, max(retrieved) AS data_as_of
      FROM (
        SELECT coalesce(nullif(trim(rca_category), ''), 'unknown') AS rca_group, coalesce(nullif(trim(lifecycle_category), ''), 'unknown') AS lifecycle_group, coalesce(nullif(lower(trim(severitycode)), ''), 'unknown') AS severity_group, coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') AS service_group, coalesce(nullif(trim(account_number), ''), 'unknown') AS account_group, coalesce(substr(timecreated, 1, 7), 'unknown') AS month_group, nullif(trim(case_summary), '') AS summary, CASE WHEN substr(timecreated, 1, 10) BETWEEN '2025-06-02' AND '2025-08-01' AND timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL AND coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') IN ('amazon-simple-storage-service') THEN 1 END AS counted, CASE WHEN NOT coalesce(timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL, FALSE) AND coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') IN ('amazon-simple-storage-service') THEN 1 END AS undated, CASE WHEN case_retrieval_date LIKE '____-__-__T__:__:__%' AND try_cast(replace(substr(case_retrieval_date, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL THEN substr(case_retrieval_date, 1, 10) END AS retrieved
        FROM "case_summary"
      WHERE account_number = '111122223333'
      ) AS cases
      GROUP BY GROUPING SETS ((), (rca_group), (lifecycle_group), (severity_group), (service_group), (account_group), (month_group))
      HAVING count(counted) > 0 OR coalesce(rca_group, lifecycle_group, severity_group, service_group, account_group, month_group) IS NULL"
    `);
  });
});

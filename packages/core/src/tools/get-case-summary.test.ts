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
        account_number: null,
        service_code: null,
        days_back: 30,
      },
      total_cases: 6,
      unique_accounts: 2,
      unique_services: 3,
      by_rca_category: [
        { rca_category: 'Throttling', case_count: 2 },
        { rca_category: 'unknown', case_count: 2 },
        { rca_category: 'Performance', case_count: 1 },
        { rca_category: 'Quota reached', case_count: 1 },
      ],
      by_lifecycle_category: [
        { lifecycle_category: 'unknown', case_count: 4 },
        { lifecycle_category: 'Logging', case_count: 2 },
      ],
      by_severity: [
        { severity_code: 'low', case_count: 3 },
        { severity_code: 'high', case_count: 2 },
        { severity_code: 'unknown', case_count: 1 },
      ],
      by_service: [
        {
          service: 'EC2',
          service_codes: ['amazon-elastic-compute-cloud-linux', 'amazon-elastic-compute-cloud-windows'],
          case_count: 2,
        },
        { service: 'unknown', service_codes: ['unknown'], case_count: 2 },
        { service: 'S3', service_codes: ['amazon-simple-storage-service'], case_count: 1 },
        { service: 'service-of-tomorrow', service_codes: ['service-of-tomorrow'], case_count: 1 },
      ],
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
    [{ service_code: "x' OR '1'='1" }, 0],
  ])('counts what %j leaves', async (args, total) => {
    const answer = await ask(args);
    expect(answer.total_cases).toBe(total);
    for (const groups of [
      answer.by_severity,
      answer.by_service,
      answer.by_rca_category,
      answer.by_lifecycle_category,
    ]) {
      expect(groups.reduce((sum, group) => sum + group.case_count, 0)).toBe(total);
    }
  });

  it('answers zeros and empty lists when nothing matches', async () => {
    expect(await ask({ service_code: 'nothing' })).toMatchObject({
      total_cases: 0,
      unique_accounts: 0,
      unique_services: 0,
      by_rca_category: [],
      by_service: [],
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
      "SELECT rca_group, lifecycle_group, severity_group, service_group, month_group, count(*) AS case_count, count(summary) AS summary_count, count(DISTINCT account_number) AS account_count
      FROM (
        SELECT account_number, coalesce(nullif(trim(rca_category), ''), 'unknown') AS rca_group, coalesce(nullif(trim(lifecycle_category), ''), 'unknown') AS lifecycle_group, coalesce(nullif(lower(trim(severitycode)), ''), 'unknown') AS severity_group, coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') AS service_group, substr(timecreated, 1, 7) AS month_group, nullif(trim(case_summary), '') AS summary
        FROM "case_summary"
        WHERE account_number = '111122223333' AND substr(timecreated, 1, 10) BETWEEN '2025-06-02' AND '2025-08-01' AND timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL AND coalesce(nullif(lower(trim(servicecode)), ''), 'unknown') IN ('amazon-simple-storage-service')
      ) AS cases
      GROUP BY GROUPING SETS ((), (rca_group), (lifecycle_group), (severity_group), (service_group), (month_group))"
    `);
  });
});

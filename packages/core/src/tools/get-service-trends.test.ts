import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseEngine } from '../../test/duckdb.ts';
import { type CaseRow, SERVICE_CODES, serviceName } from '../cases/index.ts';
import { addDays } from './calendar.ts';
import { getServiceTrends, parseInput, serviceTrendsOutput, serviceTrendsQuery } from './index.ts';

const TODAY = '2025-08-01';
const SOURCE = { table: 'case_summary' };
const LAMBDA = 'aws-lambda';

async function trends(cases: readonly Partial<CaseRow>[], daysBack: number) {
  const engine = await caseEngine(cases);
  try {
    const input = parseInput(getServiceTrends, { days_back: daysBack });
    const result = await engine.run(serviceTrendsQuery(input, SOURCE, TODAY));
    return getServiceTrends.outputSchema.strict().parse(serviceTrendsOutput(input, TODAY, result));
  } finally {
    engine.close();
  }
}

/** As many cases of a service on a day. */
function casesOn(day: string, count: number, servicecode: string | null = LAMBDA): Partial<CaseRow>[] {
  return Array.from({ length: count }, () => ({ servicecode, timecreated: `${day}T12:00:00.000Z` }));
}

describe('get_service_trends', () => {
  it('takes the codes of a service for one row, with its root causes', async () => {
    const on = { timecreated: '2025-07-31T23:59:59.999Z' };
    const answer = await trends(
      [
        { ...on, servicecode: 'amazon-elastic-compute-cloud-linux', rca_category: 'Throttling' },
        { ...on, servicecode: 'Amazon-Elastic-Compute-Cloud-Windows ', rca_category: 'throttling' },
        { ...on, servicecode: 'amazon-elastic-compute-cloud-linux', rca_category: null },
        { ...on, servicecode: null, rca_category: 'Service Event' },
      ],
      3,
    );
    expect(answer).toEqual({
      days_back: 3,
      date_range: '2025-07-29 to 2025-08-01',
      interval: 'day',
      services: [
        {
          service: 'EC2',
          service_codes: ['amazon-elastic-compute-cloud-linux', 'amazon-elastic-compute-cloud-windows'],
          total_cases: 3,
          trend: 'rising',
          points: [
            { date: '2025-07-29', case_count: 0 },
            { date: '2025-07-30', case_count: 0 },
            { date: '2025-07-31', case_count: 3 },
            { date: '2025-08-01', case_count: 0 },
          ],
          top_rca_categories: [
            { rca_category: 'Throttling', case_count: 2 },
            { rca_category: 'unknown', case_count: 1 },
          ],
        },
        {
          service: 'unknown',
          service_codes: ['unknown'],
          total_cases: 1,
          trend: 'rising',
          points: expect.any(Array),
          top_rca_categories: [{ rca_category: 'Service Event', case_count: 1 }],
        },
      ],
      other_services: { services: 0, total_cases: 0 },
      query_execution_id: 'test-execution',
    });
  });

  it.each([
    [1, 'day', 2, '2025-07-31', '2025-08-01'],
    [31, 'day', 32, '2025-07-01', '2025-08-01'],
    // 30 June 2025 was a Monday, 2 February a Sunday.
    [32, 'week', 5, '2025-06-30', '2025-07-28'],
    [180, 'week', 27, '2025-01-27', '2025-07-28'],
    [181, 'month', 7, '2025-02-01', '2025-08-01'],
    [3650, 'month', 121, '2015-08-01', '2025-08-01'],
  ])('steps through %i days by %s, without gaps', async (daysBack, interval, count, first, last) => {
    const answer = await trends([...casesOn(addDays(TODAY, -daysBack), 1), ...casesOn(TODAY, 2)], daysBack);
    const points = answer.services[0]?.points ?? [];
    expect(answer.interval).toBe(interval);
    expect(points).toHaveLength(count);
    expect(points[0]).toEqual({ date: first, case_count: 1 });
    expect(points.at(-1)).toEqual({ date: last, case_count: 2 });
  });

  it.each([
    [10, 12, 'steady'],
    [10, 13, 'rising'],
    [10, 8, 'steady'],
    [10, 7, 'falling'],
    [35, 28, 'steady'],
    [0, 1, 'rising'],
    [1, 0, 'falling'],
  ])('calls %i cases before and %i after by the right name: %s', async (before, after, trend) => {
    // Ten days: five and five.
    const answer = await trends([...casesOn('2025-07-27', before), ...casesOn('2025-07-28', after)], 9);
    expect(answer.services[0]?.trend).toBe(trend);
  });

  it('compares halves of equally many days, the middle day of an odd number in neither', async () => {
    const answer = await trends(
      [...casesOn('2025-07-27', 9), ...casesOn('2025-07-26', 1), ...casesOn('2025-07-28', 1)],
      10,
    );
    expect(answer.services[0]).toMatchObject({ total_cases: 11, trend: 'steady' });
  });

  it('lists the 20 largest services and counts the others', async () => {
    const codes = [...new Set(Object.values(SERVICE_CODES).map((of) => of[0] ?? ''))].slice(0, 23);
    const services = new Set(codes.map(serviceName));
    const answer = await trends(
      codes.flatMap((code, index) => casesOn('2025-07-30', index + 1, code)),
      30,
    );
    expect(answer.services).toHaveLength(20);
    expect(answer.services[0]?.total_cases).toBe(23);
    expect(answer.other_services).toEqual({ services: services.size - 20, total_cases: 1 + 2 + 3 });
  });

  it('answers an empty table, and times that are none, with no services', async () => {
    const hostile = ['2025-07-32T00:00:00.000Z', '2025-07', '', null].map((timecreated) => ({ timecreated }));
    expect(await trends(hostile, 90)).toEqual({
      days_back: 90,
      date_range: '2025-05-03 to 2025-08-01',
      interval: 'week',
      services: [],
      other_services: { services: 0, total_cases: 0 },
      query_execution_id: 'test-execution',
    });
  });

  it('loses no case and adds none, in any range', async () => {
    const aCase = fc.record({
      daysAgo: fc.integer({ min: 0, max: 420 }),
      servicecode: fc.constantFrom('aws-lambda', 'AWS-LAMBDA', 'lambda-edge', '', null),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCase, { maxLength: 60 }),
        fc.integer({ min: 1, max: 400 }),
        async (cases, daysBack) => {
          const answer = await trends(
            cases.map(({ daysAgo, servicecode }) => ({
              servicecode,
              timecreated: `${addDays(TODAY, -daysAgo)}T00:00:00.000Z`,
            })),
            daysBack,
          );
          const within = cases.filter(({ daysAgo }) => daysAgo <= daysBack).length;
          const counted = answer.services.reduce((sum, service) => sum + service.total_cases, 0);
          expect(counted).toBe(within);
          for (const service of answer.services) {
            expect(service.points.reduce((sum, point) => sum + point.case_count, 0)).toBe(
              service.total_cases,
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([30, 90, 365])('asks one scan for %i days', (daysBack) => {
    const input = parseInput(getServiceTrends, { days_back: daysBack });
    expect(serviceTrendsQuery(input, SOURCE, TODAY).text).toMatchSnapshot();
  });
});

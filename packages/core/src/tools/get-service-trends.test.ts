import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseEngine } from '../../test/duckdb.ts';
import { type CaseRow, SERVICE_CODES, serviceName } from '../cases/index.ts';
import { addDays } from './calendar.ts';
import { getServiceTrends, parseInput, serviceTrendsOutput, serviceTrendsQuery } from './index.ts';

const TODAY = '2025-08-01';
const SOURCE = { table: 'case_summary' };
const LAMBDA = 'aws-lambda';

async function trends(
  cases: readonly Partial<CaseRow>[],
  asked: number | Readonly<Record<string, string | number>>,
) {
  const engine = await caseEngine(cases);
  try {
    const input = parseInput(getServiceTrends, typeof asked === 'number' ? { days_back: asked } : asked);
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
      dates: ['2025-07-29', '2025-07-30', '2025-07-31', '2025-08-01'],
      incomplete_from: '2025-08-01',
      services: [
        {
          service: 'EC2',
          service_codes: ['amazon-elastic-compute-cloud-linux', 'amazon-elastic-compute-cloud-windows'],
          total_cases: 3,
          trend: 'unknown',
          counts: [0, 0, 3, 0],
          top_rca_categories: { Throttling: 2, unknown: 1 },
        },
        {
          service: 'unknown',
          service_codes: ['unknown'],
          total_cases: 1,
          trend: 'unknown',
          counts: [0, 0, 1, 0],
          top_rca_categories: { 'Service Event': 1 },
        },
      ],
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
    const counts = answer.services[0]?.counts ?? [];
    expect(answer.interval).toBe(interval);
    expect(answer.dates).toHaveLength(count);
    expect(counts).toHaveLength(count);
    expect([answer.dates[0], counts[0]]).toEqual([first, 1]);
    expect([answer.dates.at(-1), counts.at(-1)]).toEqual([last, 2]);
  });

  it.each([
    [10, 12, 'steady'],
    [10, 13, 'rising'],
    [10, 8, 'steady'],
    [10, 7, 'falling'],
    [35, 28, 'steady'],
    [0, 6, 'rising'],
    [6, 0, 'falling'],
    [0, 5, 'unknown'],
    [1, 0, 'unknown'],
  ])('calls %i cases before and %i after by the right name: %s', async (before, after, trend) => {
    // Ten complete days, five and five; the eleventh is today.
    const answer = await trends([...casesOn('2025-07-26', before), ...casesOn('2025-07-27', after)], 10);
    expect(answer.services[0]?.trend).toBe(trend);
  });

  it('compares halves of equally many intervals, the middle one of an odd number in neither', async () => {
    // Nine complete days, the middle one the 27th.
    const answer = await trends(
      [...casesOn('2025-07-27', 9), ...casesOn('2025-07-26', 3), ...casesOn('2025-07-28', 3)],
      9,
    );
    expect(answer.services[0]).toMatchObject({ total_cases: 15, trend: 'steady' });
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
      cases_without_date: 4,
      interval: 'week',
      dates: expect.arrayContaining(['2025-04-28', '2025-07-28']),
      incomplete_from: '2025-07-28',
      services: [],
      note: 'No case matches. Widen the dates or drop a filter.',
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
            expect(service.counts.reduce((sum, cases) => sum + cases, 0)).toBe(service.total_cases);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('compares months by their cases a day, since February is shorter', async () => {
    const months = ['2025-02-10', '2025-03-10'];
    // 28 cases in 28 days, 37 in 31: 1 a day against 1.19.
    const steady = await trends([...casesOn(months[0]!, 28), ...casesOn(months[1]!, 37)], {
      start_date: '2025-02-01',
      end_date: '2025-03-31',
      days_back: 1,
    });
    expect(steady).toMatchObject({ interval: 'week', date_range: '2025-02-01 to 2025-03-31' });
    const monthly = await trends(
      [
        ...casesOn('2024-06-10', 1),
        ...['2025-01-10', '2025-02-10', '2025-03-10'].flatMap((day) => casesOn(day, 31)),
        ...['2025-04-10', '2025-05-10', '2025-06-10'].flatMap((day) => casesOn(day, 37)),
      ],
      { start_date: '2025-01-01', end_date: '2025-07-05' },
    );
    expect(monthly).toMatchObject({ interval: 'month', incomplete_from: '2025-07-01' });
    // 93 cases in 90 days against 111 in 91: 18 % more a day.
    expect(monthly.services[0]).toMatchObject({ trend: 'steady', counts: [31, 31, 31, 37, 37, 37, 0] });
  });

  it('knows no trend of fewer than two complete intervals', async () => {
    expect((await trends(casesOn(TODAY, 3), 1)).services[0]).toMatchObject({ trend: 'unknown' });
  });

  describe('with retrieval dates', () => {
    /** Four cases a day, retrieved within ten days, except that what is not yet retrieved is missing. */
    function steadyCases(asOf: string): Partial<CaseRow>[] {
      return Array.from({ length: 120 }, (_, daysAgo) => addDays(TODAY, -daysAgo)).flatMap((day) =>
        [2, 4, 6, 10].flatMap((delay) => {
          const retrieved = addDays(day, delay);
          return retrieved > asOf ? [] : [retrievedOn(day, retrieved)];
        }),
      );
    }

    function retrievedOn(day: string, retrieved: string): Partial<CaseRow> {
      return {
        servicecode: LAMBDA,
        timecreated: `${day}T12:00:00.000Z`,
        case_retrieval_date: `${retrieved}T09:00:00`,
      };
    }

    it('draws no decline from days whose cases are still to come', async () => {
      const answer = await trends(steadyCases(TODAY), 28);
      expect(answer).toMatchObject({ data_as_of: TODAY, incomplete_from: '2025-07-23' });
      expect(answer.services[0]).toMatchObject({ trend: 'steady' });
      expect(answer.services[0]?.counts.slice(-10)).toEqual([3, 3, 3, 3, 2, 2, 1, 1, 0, 0]);
    });

    it('counts from the newest retrieval where the data is older than today', async () => {
      const answer = await trends(steadyCases('2025-07-25'), 28);
      expect(answer).toMatchObject({ data_as_of: '2025-07-25', incomplete_from: '2025-07-16' });
    });

    it('does not take the first load of old cases for a delay', async () => {
      const loaded = Array.from({ length: 300 }, (_, daysAgo) => addDays('2025-04-01', -daysAgo)).map((day) =>
        retrievedOn(day, '2025-04-04'),
      );
      const answer = await trends([...loaded, ...steadyCases(TODAY)], 28);
      expect(answer.incomplete_from).toBe('2025-07-23');
    });

    it('reads no age from a malformed retrieval date', async () => {
      const answer = await trends(
        [{ ...retrievedOn('2025-07-01', '2025-07-02'), case_retrieval_date: '9999-99-99T00:00:00' }],
        28,
      );
      expect(answer).not.toHaveProperty('data_as_of');
    });
  });

  it('counts what the filters leave, and says which they were', async () => {
    const on = {
      timecreated: '2025-07-10T00:00:00.000Z',
      severitycode: 'High',
      account_number: '111122223333',
    };
    const answer = await trends(
      [
        { ...on, servicecode: LAMBDA },
        { ...on, servicecode: LAMBDA, severitycode: 'low' },
        { ...on, servicecode: 'aws-glue' },
        { ...on, servicecode: LAMBDA, account_number: '444455556666' },
        { ...on, servicecode: LAMBDA, timecreated: '2025-07-21T00:00:00.000Z' },
        { ...on, servicecode: LAMBDA, timecreated: null },
        { ...on, servicecode: 'aws-glue', timecreated: null },
      ],
      {
        start_date: '2025-07-01',
        end_date: '2025-07-20',
        service_code: 'Lambda',
        severity_code: 'HIGH',
        account_number: '1111-2222-3333',
      },
    );
    expect(answer).toMatchObject({
      date_range: '2025-07-01 to 2025-07-20',
      filters_applied: { service_code: 'Lambda', severity_code: 'high', account_number: '111122223333' },
      cases_without_date: 1,
      services: [{ service: 'Lambda', total_cases: 1 }],
    });
    expect(answer).not.toHaveProperty('days_back');
  });

  it('looks back ten years at most, and says so', async () => {
    expect(await trends([], 5000)).toMatchObject({
      days_back: 3650,
      note: 'days_back 5,000 is more than the maximum, so 3,650 was used. No case matches. Widen the dates or drop a filter.',
    });
  });

  it.each([30, 90, 365])('asks one scan for %i days', (daysBack) => {
    const input = parseInput(getServiceTrends, { days_back: daysBack });
    expect(serviceTrendsQuery(input, SOURCE, TODAY).text).toMatchSnapshot();
  });
});

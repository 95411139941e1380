import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseEngine, caseEngine } from '../../test/duckdb.ts';
import { LIFECYCLE_CATEGORIES, RCA_CATEGORIES } from '../cases/index.ts';
import {
  analysisFilters,
  analyzeCaseSummaries,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  comparedRangeOf,
  nothingFound,
  parseInput,
  sampleCases,
} from './index.ts';

const SOURCE = { table: 'case_summary' };
const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

function inputOf(args: Record<string, unknown>) {
  return parseInput(analyzeCaseSummaries, { ...JANUARY, ...args });
}

describe('the selection of cases to analyze', () => {
  let engine: CaseEngine;

  beforeAll(async () => {
    const rds = { account_number: '111122223333', servicecode: 'amazon-relational-database-service-mysql' };
    engine = await caseEngine([
      {
        ...rds,
        case_number: '1',
        displayid: '1',
        severitycode: 'low',
        timecreated: '2025-01-31T23:59:59.999Z',
        case_summary: 'One.',
      },
      {
        ...rds,
        case_number: '2',
        severitycode: 'Critical',
        timecreated: '2025-01-02T00:00:00.000Z',
        case_summary: 'Two.',
        rca_category: 'Performance',
      },
      {
        ...rds,
        case_number: '3',
        severitycode: 'critical',
        timecreated: '2025-01-03T00:00:00.000Z',
        case_summary: 'Three.',
      },
      {
        ...rds,
        case_number: '4',
        severitycode: 'critical',
        timecreated: '2025-01-04T00:00:00.000Z',
        case_summary: null,
      },
      {
        ...rds,
        case_number: '5',
        severitycode: 'critical',
        timecreated: '2025-01-05T00:00:00.000Z',
        case_summary: ' ',
      },
      {
        case_number: '6',
        displayid: 'D6',
        caseid: 'case-6',
        severitycode: 'urgent',
        timecreated: '2025-01-01T00:00:00.000Z',
        case_summary: "It's six.",
        servicecode: 'aws-lambda',
        lifecycle_category: 'Logging',
      },
      {
        case_number: '7',
        severitycode: null,
        timecreated: '2025-01-06T00:00:00.000Z',
        case_summary: 'Seven.',
      },
      {
        case_number: '9',
        severitycode: 'urgent',
        timecreated: '2025-01-01T00:00:00.000Z',
        case_summary: 'Nine.',
      },
      {
        case_number: '8',
        severitycode: 'critical',
        timecreated: '2025-02-01T00:00:00.000Z',
        case_summary: 'Not in January.',
      },
      { case_number: '10', severitycode: 'critical', timecreated: '2025-01-99', case_summary: 'No time.' },
    ]);
  });

  afterAll(() => engine.close());

  async function select(args: Record<string, unknown>) {
    return caseSelection(await engine.run(caseSelectionQuery(inputOf(args), SOURCE)));
  }

  async function count(args: Record<string, unknown>) {
    return caseStatistics(await engine.run(caseStatisticsQuery(inputOf(args), SOURCE)));
  }

  it('reads summaries by severity, then newest first, then by number, and counts all matches', async () => {
    const selection = await select({});
    expect(selection.cases.map((selected) => selected.caseNumber)).toEqual([
      '3',
      '2',
      '6',
      '9',
      '1',
      '7',
      '5',
      '4',
    ]);
    expect(selection).toMatchObject({
      totalCases: 8,
      summariesAvailable: 6,
      queryExecutionId: 'test-execution',
    });
    expect(selection.cases[2]).toEqual({
      caseNumber: '6',
      service: 'Lambda',
      severityCode: 'urgent',
      rcaCategory: null,
      accountNumber: null,
      timeCreated: '2025-01-01T00:00:00.000Z',
      date: '2025-01-01',
      summary: "It's six.",
    });
    expect(selection.cases.slice(6).map((selected) => selected.summary)).toEqual([null, null]);
  });

  it.each([
    [{}, 200],
    [{ coverage: 'all' }, 20_000],
    [{ coverage: 'all', max_cases: 300 }, 300],
    [{ max_cases: 2_000 }, 2_000],
  ])('reads for %j up to %i cases', (args, most) => {
    expect(caseSelectionQuery(inputOf(args), SOURCE).text).toMatch(new RegExp(`LIMIT ${most}$`));
  });

  it('reads at most max_cases and still counts all', async () => {
    const selection = await select({ max_cases: 2 });
    expect(selection.cases.map((selected) => selected.caseNumber)).toEqual(['3', '2']);
    expect(selection).toMatchObject({ totalCases: 8, summariesAvailable: 6 });
  });

  it('reads another period, and only named cases, where asked to', async () => {
    const { text } = caseSelectionQuery(inputOf({}), SOURCE, {
      range: { first: '2024-12-01', last: '2024-12-31' },
      caseNumbers: ['2', "it's"],
    });
    expect(text).toContain(
      "WHERE case_number IN ('2', 'it''s') AND substr(timecreated, 1, 10) BETWEEN '2024-12-01' AND '2024-12-31'",
    );
    const only = caseSelectionQuery(inputOf({}), SOURCE, { caseNumbers: ['6', '2', '44'] });
    const selection = caseSelection(await engine.run(only));
    expect(selection.cases.map((selected) => selected.caseNumber)).toEqual(['2', '6']);
    expect(selection.totalCases).toBe(2);
    const counted = caseStatistics(
      await engine.run(caseStatisticsQuery(inputOf({}), SOURCE, { caseNumbers: ['6'] })),
    );
    expect(counted.totalCases).toBe(1);
  });

  it('counts nothing as zero', async () => {
    expect(await select({ service_code: 'S3' })).toEqual({
      totalCases: 0,
      summariesAvailable: 0,
      cases: [],
      queryExecutionId: 'test-execution',
    });
    expect(await count({ service_code: 'S3' })).toEqual({
      age: {},
      lag: 0,
      totalCases: 0,
      summariesAvailable: 0,
      statistics: {
        by_severity: {},
        by_service: {},
        by_rca_category: {},
        by_lifecycle_category: {},
        by_month: {},
      },
    });
  });

  it.each([
    [{ severity_code: 'CRITICAL' }, ['3', '2', '5', '4']],
    [{ service_code: 'rds' }, ['3', '2', '1', '5', '4']],
    [{ service_code: 'rds', severity_code: 'low' }, ['1']],
    [{ rca_category: 'performance' }, ['2']],
    [{ lifecycle_category: ' logging ' }, ['6']],
    [{ case_id: '6' }, ['6']],
    [{ case_id: 'D6' }, ['6']],
    [{ case_id: 'case-6' }, ['6']],
    [{ start_date: '2025-01-31' }, ['1']],
    [{ end_date: '2025-01-01' }, ['6', '9']],
    [{ start_date: '2025-02-01', end_date: '2025-02-01' }, ['8']],
  ])('finds by %j, and the statistics count the same', async (args, numbers) => {
    const selection = await select(args);
    expect(selection.cases.map((selected) => selected.caseNumber)).toEqual(numbers);
    const counted = await count(args);
    expect(counted.totalCases).toBe(numbers.length);
    expect(counted.summariesAvailable).toBe(selection.summariesAvailable);
    expect(Object.values(counted.statistics.by_month).reduce((sum, cases) => sum + cases, 0)).toBe(
      numbers.length,
    );
  });

  it('counts by month, oldest first', async () => {
    const { statistics } = await count({ start_date: '2024-01-01', end_date: '2025-12-31' });
    expect(Object.entries(statistics.by_month)).toEqual([
      ['2025-01', 8],
      ['2025-02', 1],
    ]);
    expect(Object.entries(statistics.by_severity)).toEqual([
      ['critical', 5],
      ['urgent', 2],
      ['low', 1],
      ['unknown', 1],
    ]);
  });

  it('counts matches without a usable date apart, since no filter on dates finds them', async () => {
    expect((await count({ severity_code: 'critical' })).age).toEqual({ cases_without_date: 1 });
    expect((await count({ severity_code: 'low' })).age).toEqual({});
  });

  it('shows five of them', async () => {
    const { cases } = await select({});
    const samples = sampleCases(cases);
    expect(samples).toHaveLength(5);
    expect(samples[1]).toEqual({
      case_number: '2',
      service: 'RDS',
      severity: 'Critical',
      rca_category: 'Performance',
      date: '2025-01-02',
    });
    expect(analyzeCaseSummaries.outputSchema.shape.sample_cases.parse(samples)).toEqual(samples);
  });

  it('asks one scan', () => {
    const input = inputOf({ severity_code: 'high', case_id: '173692000012345', max_cases: 50 });
    expect(caseSelectionQuery(input, SOURCE).text).toMatchSnapshot();
  });
});

describe('the input', () => {
  it.each([
    [{ compare_start_date: '2024-01-01' }, 'compare_end_date'],
    [{ compare_end_date: '2024-01-01' }, 'compare_end_date'],
    [
      { compare_start_date: '2024-02-01', compare_end_date: '2024-01-01' },
      'must not be after compare_end_date',
    ],
    [{ compare_start_date: '2024-12-01', compare_end_date: '2025-01-01' }, 'does not overlap'],
    [{ compare_start_date: '2025-01-31', compare_end_date: '2025-02-28' }, 'does not overlap'],
  ])('refuses a second period of %j', (args, message) => {
    expect(() => inputOf(args)).toThrow(message);
  });

  it('takes a second period before or after the first', () => {
    const before = { compare_start_date: '2024-12-01', compare_end_date: '2024-12-31' };
    expect(comparedRangeOf(inputOf(before))).toEqual({ first: '2024-12-01', last: '2024-12-31' });
    expect(
      comparedRangeOf(inputOf({ compare_start_date: '2025-02-01', compare_end_date: '2025-02-28' })),
    ).toBeDefined();
    expect(comparedRangeOf(inputOf({}))).toBeUndefined();
  });
});

describe('analysisFilters', () => {
  it('says what was asked, null where nothing was', () => {
    expect(analysisFilters(inputOf({ severity_code: 'critical' }))).toEqual({
      date_range: '2025-01-01 to 2025-01-31',
      severity_code: 'critical',
      service_code: null,
      case_id: null,
      rca_category: null,
      lifecycle_category: null,
    });
  });
});

describe('nothingFound', () => {
  it('lists the known categories where one asked for is none of them', () => {
    expect(nothingFound(inputOf({ rca_category: 'Throtling', lifecycle_category: 'Loging' }))).toBe(
      `No case matches these filters between 2025-01-01 and 2025-01-31: widen the dates or drop a filter. "Throtling" is not a known RCA category; did you mean Throttling? Known are: ${RCA_CATEGORIES.join(', ')}. "Loging" is not a known lifecycle category; did you mean Logging? Known are: ${LIFECYCLE_CATEGORIES.join(', ')}.`,
    );
  });

  it('says no more than needed where the categories are known', () => {
    expect(nothingFound(inputOf({ rca_category: 'throttling' }))).toBe(
      'No case matches these filters between 2025-01-01 and 2025-01-31: widen the dates or drop a filter.',
    );
  });
});

import {
  caseRecord,
  caseRecordOutput,
  caseRecordQuery,
  dataRangeOutput,
  dataRangeQuery,
  exampleStatements,
} from '@case-insights/core/resources';
import type { CaseSource } from '@case-insights/core/sql';
import {
  analyzeCaseSummaries,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  caseSummaryOutput,
  caseSummaryQuery,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  rcaAnalysisOutput,
  rcaAnalysisQuery,
  serviceTrendsOutput,
  serviceTrendsQuery,
} from '@case-insights/core/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from './test-engine.ts';

const COLUMNS =
  'caseid displayid subject servicecode categorycode severitycode submittedby timecreated case_retrieval_date case_summary rca_category rca_reason rca_retrieval_date lifecycle_category lifecycle_reason lifecycle_retrieval_date account_number case_number'.split(
    ' ',
  );

interface SmallCase {
  readonly case_number: string;
  readonly account_number: string;
  readonly servicecode: string | null;
  readonly severitycode: string | null;
  readonly timecreated: string | null;
  readonly rca_category: string | null;
  readonly lifecycle_category?: string;
  readonly case_summary?: string;
}

const EC2 = 'amazon-elastic-compute-cloud-linux';
const RDS = 'amazon-relational-database-service-mysql';

const CASES: readonly SmallCase[] = [
  {
    case_number: '1',
    account_number: '111111111111',
    servicecode: EC2,
    severitycode: 'critical',
    timecreated: '2025-07-30T23:59:59.999Z',
    rca_category: 'Limit reached',
    case_summary: "It's full",
  },
  {
    case_number: '2',
    account_number: '111111111111',
    servicecode: EC2,
    severitycode: 'low',
    timecreated: '2025-07-01T00:00:00.000Z',
    rca_category: 'Quota reached ',
    lifecycle_category: 'Monitoring',
  },
  {
    case_number: '3',
    account_number: '222222222222',
    servicecode: RDS,
    severitycode: 'High',
    timecreated: '2025-06-15T12:00:00.000Z',
    rca_category: null,
    case_summary: '日本語の要約',
  },
  {
    case_number: '4',
    account_number: '222222222222',
    servicecode: RDS,
    severitycode: null,
    timecreated: '',
    rca_category: 'Throttling',
  },
  {
    case_number: '5',
    account_number: '222222222222',
    servicecode: null,
    severitycode: 'low',
    timecreated: '2025-07-45T99:00:00.000Z',
    rca_category: 'Throttling',
  },
  {
    case_number: '6',
    account_number: '333333333333',
    servicecode: null,
    severitycode: 'low',
    timecreated: null,
    rca_category: null,
  },
];

const ALL: CaseSource = { table: 'case_summary' };
const TODAY = '2025-08-01';

describe('the statements of the tools', () => {
  let engine: TestEngine;

  beforeAll(async () => {
    const literal = (value: string | null | undefined) =>
      value === null || value === undefined ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
    const rows = CASES.map((row) => {
      const all: Record<string, string | null | undefined> = {
        ...row,
        caseid: `case-${row.case_number}`,
        displayid: row.case_number,
      };
      return `(${COLUMNS.map((column) => literal(all[column])).join(', ')})`;
    });
    engine = await openTestEngine(
      `CREATE TABLE case_summary (${COLUMNS.map((column) => `${column} VARCHAR`).join(', ')})`,
      `INSERT INTO case_summary VALUES ${rows.join(', ')}`,
    );
  });

  afterAll(() => engine.close());

  /** Runs a statement as the server would read its result. */
  async function run({ text }: { readonly text: string }) {
    const answer = await engine.answer(text);
    if (typeof answer === 'string') throw new Error(answer);
    const names = await engine.names(text);
    return { queryExecutionId: 'id', columns: names.map((name) => ({ name })), rows: answer };
  }

  it('count cases of the last days, whatever stands in timecreated', async () => {
    const input = getCaseSummary.inputSchema.parse({ days_back: 60 });
    const output = caseSummaryOutput(input, TODAY, await run(caseSummaryQuery(input, ALL, TODAY)));
    expect(output).toMatchObject({
      total_cases: 3,
      unique_accounts: 2,
      unique_services: 2,
      cases_without_date: 3,
      by_severity: { critical: 1, high: 1, low: 1 },
      by_rca_category: { 'Limit reached': 1, 'Quota reached': 1, unknown: 1 },
      by_account: { 111111111111: 2, 222222222222: 1 },
    });
  });

  it('count cases of one account and one service under the name people say', async () => {
    const input = getCaseSummary.inputSchema.parse({
      days_back: 365,
      account_number: '222222222222',
      service_code: 'rds',
    });
    const output = caseSummaryOutput(input, TODAY, await run(caseSummaryQuery(input, ALL, TODAY)));
    expect(output).toMatchObject({ total_cases: 1, by_service: { RDS: 1 } });
  });

  it('list the newest cases of a root cause under both of its names', async () => {
    const input = getRcaAnalysis.inputSchema.parse({ rca_category: 'limit reached', limit: 1 });
    const output = rcaAnalysisOutput(input, await run(rcaAnalysisQuery(input, ALL)));
    expect(output.total_cases).toBe(2);
    expect(output.cases.map((row) => row.case_number)).toEqual(['1']);
  });

  it.each([
    [30, 'day', '2025-07-30', 1],
    [90, 'week', '2025-07-28', 1],
    [365, 'month', '2025-07-01', 2],
  ] as const)('count by interval over %d days', async (days_back, interval, date, cases) => {
    const input = getServiceTrends.inputSchema.parse({ days_back });
    const output = serviceTrendsOutput(input, TODAY, await run(serviceTrendsQuery(input, ALL, TODAY)));
    expect(output.interval).toBe(interval);
    const ec2 = output.services.find(({ service_codes }) => service_codes.includes(EC2));
    expect(ec2?.counts[output.dates.indexOf(date)]).toBe(cases);
  });

  it('select cases for analysis, those with a summary and the most severe first', async () => {
    const input = analyzeCaseSummaries.inputSchema.parse({
      start_date: '2025-06-01',
      end_date: '2025-07-30',
    });
    const selection = caseSelection(await run(caseSelectionQuery(input, ALL)));
    expect(selection).toMatchObject({ totalCases: 3, summariesAvailable: 2 });
    expect(selection.cases.map(({ caseNumber, summary }) => [caseNumber, summary])).toEqual([
      ['1', "It's full"],
      ['3', '日本語の要約'],
      ['2', null],
    ]);
    const statistics = caseStatistics(await run(caseStatisticsQuery(input, ALL)));
    expect(statistics).toMatchObject({ totalCases: 3, summariesAvailable: 2 });
    expect(statistics.statistics.by_month).toEqual({ '2025-06': 1, '2025-07': 2 });
  });

  it.each([
    [['222222222222'], 1],
    [[], 0],
  ])('see the accounts %j of a scope only', async (accounts, total) => {
    const input = getCaseSummary.inputSchema.parse({ days_back: 3650 });
    const source = { table: 'case_summary', accounts };
    const output = caseSummaryOutput(input, TODAY, await run(caseSummaryQuery(input, source, TODAY)));
    expect(output.total_cases).toBe(total);
  });

  it('tell the range and the age of the data in a scope', async () => {
    const { note, ...range } = dataRangeOutput(await run(dataRangeQuery(ALL)), TODAY);
    expect(range).toEqual({
      today: TODAY,
      total_cases: 6,
      first_day: '2025-06-15',
      last_day: '2025-07-30',
      cases_without_date: 3,
      cases_with_summary: 2,
      cases_with_root_cause: 4,
      accounts: 3,
      services: 2,
    });
    expect(note).toMatch(/^A case reaches the table once it is resolved/);
    const nobody = dataRangeOutput(await run(dataRangeQuery({ ...ALL, accounts: [] })), TODAY);
    expect(nobody).toEqual({
      today: TODAY,
      total_cases: 0,
      cases_with_summary: 0,
      cases_with_root_cause: 0,
      accounts: 0,
      services: 0,
      note,
    });
  });

  it('read one case, within a scope only', async () => {
    const read = async (number: string, source: CaseSource = ALL) =>
      caseRecordOutput(
        await run(caseRecordQuery(caseRecord.inputSchema.parse({ case_number: number }), source)),
      ).case;
    expect(await read('3')).toEqual({
      case_number: '3',
      account_number: '222222222222',
      service: 'RDS',
      service_code: RDS,
      severity: 'High',
      time_created: '2025-06-15T12:00:00.000Z',
      case_summary: '日本語の要約',
    });
    expect(await read('3', { ...ALL, accounts: ['111111111111'] })).toBeUndefined();
    expect(await read('99')).toBeUndefined();
  });

  it.each(exampleStatements('case_summary'))('answer the example: $question', async ({ sql }) => {
    expect(await engine.answer(sql)).toEqual(expect.any(Array));
  });
});

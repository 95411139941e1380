import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseEngine, caseEngine } from '../../test/duckdb.ts';
import { RCA_CATEGORIES } from '../cases/index.ts';
import { getRcaAnalysis, parseInput, rcaAnalysisOutput, rcaAnalysisQuery } from './index.ts';

const SOURCE = { table: 'case_summary' };

describe('get_rca_analysis', () => {
  let engine: CaseEngine;

  beforeAll(async () => {
    engine = await caseEngine([
      { case_number: '1', rca_category: 'Throttling', timecreated: 'not a date' },
      { case_number: '2', rca_category: 'Throttling', timecreated: '2025-01-01T00:00:00.000Z' },
      { case_number: '3', rca_category: ' THROTTLING ', timecreated: '2025-03-01T00:00:00.000Z' },
      {
        case_number: '4',
        account_number: '111122223333',
        subject: "It's slow",
        servicecode: 'aws-lambda',
        severitycode: 'high',
        rca_category: 'Throttling',
        rca_reason: 'Too many calls.',
        lifecycle_category: 'Load Testing',
        timecreated: '2025-03-01T00:00:00.001Z',
      },
      { case_number: '5', rca_category: 'Limit reached' },
      { case_number: '6', rca_category: 'Quota reached' },
      { case_number: '7', rca_category: 'Performance' },
      { case_number: '8', rca_category: null },
      { case_number: '9', rca_category: ' ' },
    ]);
  });

  afterAll(() => engine.close());

  async function ask(args: Record<string, unknown>) {
    const input = parseInput(getRcaAnalysis, args);
    const output = rcaAnalysisOutput(input, await engine.run(rcaAnalysisQuery(input, SOURCE)));
    return getRcaAnalysis.outputSchema.strict().parse(output);
  }

  it('lists the newest cases and counts all, whatever their times look like', async () => {
    const answer = await ask({ rca_category: 'throttling', limit: 3 });
    expect(answer.rca_category).toBe('Throttling');
    expect(answer.total_cases).toBe(4);
    expect(answer.cases.map((listed) => listed.case_number)).toEqual(['4', '3', '2']);
    expect(answer.cases[0]).toEqual({
      account_number: '111122223333',
      case_number: '4',
      subject: "It's slow",
      service_code: 'aws-lambda',
      severity_code: 'high',
      rca_category: 'Throttling',
      rca_reason: 'Too many calls.',
      lifecycle_category: 'Load Testing',
      time_created: '2025-03-01T00:00:00.001Z',
    });
    expect(answer).not.toHaveProperty('known_categories');
  });

  it.each([
    ['Limit reached', ['5', '6']],
    ['Quota reached', ['6']],
    ['performance', ['7']],
    ['unknown', ['8', '9']],
  ])('finds the cases of %s', async (rca_category, numbers) => {
    expect((await ask({ rca_category })).cases.map((listed) => listed.case_number)).toEqual(numbers);
  });

  it('lists the known categories when a value that is none of them matches nothing', async () => {
    expect(await ask({ rca_category: 'Throtling' })).toEqual({
      rca_category: 'Throtling',
      total_cases: 0,
      cases: [],
      known_categories: [...RCA_CATEGORIES],
      query_execution_id: 'test-execution',
    });
    expect(await ask({ rca_category: 'Service Event' })).not.toHaveProperty('known_categories');
  });

  it('asks one scan', () => {
    const input = parseInput(getRcaAnalysis, { rca_category: 'Throttling', limit: 20 });
    expect(rcaAnalysisQuery(input, { ...SOURCE, accounts: ['1'] }).text).toMatchInlineSnapshot(`
      "SELECT account_number, case_number, subject, servicecode, severitycode, rca_category, rca_reason, lifecycle_category, timecreated, count(*) OVER () AS total_cases
      FROM (SELECT * FROM "case_summary" WHERE account_number IN ('1'))
      WHERE coalesce(nullif(lower(trim(rca_category)), ''), 'unknown') IN ('throttling')
      ORDER BY CASE WHEN timecreated LIKE '____-__-__T__:__:__%Z' AND try_cast(replace(substr(timecreated, 1, 19), 'T', ' ') AS timestamp) IS NOT NULL THEN timecreated END DESC NULLS LAST, case_number, account_number
      LIMIT 20"
    `);
  });
});

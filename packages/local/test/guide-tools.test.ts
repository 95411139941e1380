import {
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  queryAthena,
} from '@case-insights/core/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleCase } from '../src/cases/index.ts';
import { casesUntilToday, daysAgo, openedWithin, PINNED_CASES } from './support/expected.ts';
import {
  callTool,
  expectAnalysis,
  type GuideStacks,
  guideStacks,
  having,
  isEc2,
  isRds,
} from './support/guide.ts';

/*
 * Each example of the deployment guide's "Available MCP Tools", sent as written there.
 */

let guide: GuideStacks;
beforeAll(async () => {
  guide = await guideStacks();
});

describe('Available MCP Tools', () => {
  it('query_athena', async () => {
    const answer = await callTool(
      guide.pinned,
      queryAthena,
      `{
        "query": "SELECT COUNT(*) as total_cases, RCA_Category FROM case_summary GROUP BY RCA_Category",
        "max_results": 50
      }`,
    );
    const expected = new Map<string | null, number>();
    for (const { record } of PINNED_CASES) {
      expected.set(record.RCA_Category, (expected.get(record.RCA_Category) ?? 0) + 1);
    }
    expect(answer).toMatchObject({ truncated: false, next_token: null, row_count: expected.size });
    expect(new Map(answer.rows.map((row) => [row.RCA_Category, row.total_cases]))).toEqual(expected);
  });

  it('analyze_with_bedrock', async () => {
    const answer = await callTool(
      guide.pinned,
      analyzeWithBedrock,
      `{
        "data": "[{\\"service\\": \\"EC2\\", \\"cases\\": 45}, {\\"service\\": \\"S3\\", \\"cases\\": 23}]",
        "analysis_prompt": "Analyze these service case counts and identify trends"
      }`,
    );
    expect(answer).toMatchObject({ data_truncated: false, usage: { input_tokens: expect.any(Number) } });
    expect(answer.analysis).toMatch(/EC2/);
  });

  it('get_case_summary', async () => {
    const answer = await callTool(
      guide.current,
      getCaseSummary,
      '{ "service_code": "EC2", "days_back": 60 }',
    );
    const expected = openedWithin(casesUntilToday(), daysAgo(60), daysAgo(0)).filter(isEc2);
    expect(expected.length).toBeGreaterThan(0);
    expect(answer).toMatchObject({
      total_cases: expected.length,
      unique_accounts: new Set(expected.map(({ accountNumber }) => accountNumber)).size,
      filters_applied: { service_code: 'EC2', days_back: 60 },
    });
  });

  it('get_rca_analysis', async () => {
    const answer = await callTool(
      guide.pinned,
      getRcaAnalysis,
      '{ "rca_category": "Throttling", "limit": 20 }',
    );
    const expected = PINNED_CASES.filter(having('RCA_Category', /^Throttling$/));
    expect(answer).toMatchObject({ rca_category: 'Throttling', total_cases: expected.length });
    expect(answer.cases.map((found) => found.case_number)).toEqual(
      expected
        .filter(({ record }) => record.timeCreated !== null)
        .sort((a, b) => (a.record.timeCreated! < b.record.timeCreated! ? 1 : -1))
        .slice(0, 20)
        .map(({ caseNumber }) => caseNumber),
    );
  });

  it('get_service_trends', async () => {
    const answer = await callTool(guide.current, getServiceTrends, '{ "days_back": 180 }');
    const { services, dates, other_services: others } = answer;
    const expected = openedWithin(casesUntilToday(), daysAgo(180), daysAgo(0));
    expect(answer).toMatchObject({ days_back: 180, interval: 'week' });
    expect(services.reduce((sum, service) => sum + service.total_cases, others?.total_cases ?? 0)).toBe(
      expected.length,
    );
    for (const service of services) {
      expect(service.counts.reduce((sum, cases) => sum + cases, 0)).toBe(service.total_cases);
      expect(service.counts).toHaveLength(dates.length);
    }
    expect(dates.every((date) => new Date(date).getUTCDay() === 1)).toBe(true);
  });

  it.each<[string, string, (found: SampleCase) => boolean]>([
    [
      'critical cases',
      `{
        "start_date": "2025-01-01",
        "end_date": "2025-01-31",
        "severity_code": "critical",
        "analysis_question": "What are the top problems you're seeing in critical cases?"
      }`,
      having('severityCode', /^critical$/),
    ],
    [
      'EC2 issues',
      `{
        "start_date": "2024-12-01",
        "end_date": "2024-12-31",
        "service_code": "EC2",
        "analysis_question": "What are the most common EC2 issues and their patterns?"
      }`,
      isEc2,
    ],
    [
      'throttling issues',
      `{
        "start_date": "2024-11-01",
        "end_date": "2024-11-30",
        "rca_category": "Throttling",
        "analysis_question": "What services are experiencing throttling and why?"
      }`,
      having('RCA_Category', /^Throttling$/),
    ],
    [
      'several filters',
      `{
        "start_date": "2024-12-15",
        "end_date": "2024-12-31",
        "severity_code": "high",
        "service_code": "RDS",
        "analysis_question": "What high-severity RDS issues occurred during the holiday period?"
      }`,
      (found) => having('severityCode', /^high$/)(found) && isRds(found),
    ],
  ])('analyze_case_summaries: %s', (_, body, matches) => expectAnalysis(guide.pinned, body, matches));
});

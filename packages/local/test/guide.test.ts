import {
  analyzeCaseSummaries,
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  queryAthena,
  TOOLS,
  type ToolDefinition,
} from '@case-insights/core/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { CaseRecord, SampleCase } from '../src/cases/index.ts';
import { casesUntilToday, daysAgo, openedWithin, PINNED_CASES } from './support/expected.ts';
import { type LocalStack, startLocal } from './support/stack.ts';

/*
 * Each example of the deployment guide's "Available MCP Tools" and "Testing the MCP Server", sent as written there.
 * Dated examples run on cases up to 2025-08-01, those that look back from today on cases up to today.
 */

let pinned: LocalStack;
let current: LocalStack;

beforeAll(async () => {
  [pinned, current] = await Promise.all([startLocal(), startLocal({}, [])]);
}, 60_000);
afterAll(async () => {
  await Promise.all([pinned?.stop(), current?.stop()]);
});

const having = (field: keyof CaseRecord, pattern: RegExp) => (found: SampleCase) =>
  pattern.test(found.record[field] ?? '');
const isEc2 = having('serviceCode', /elastic-compute-cloud/);
const isRds = having('serviceCode', /relational-database/);

/** Calls over REST; the answer is what the tool's output schema promises, or the test fails. */
async function callTool<T extends ToolDefinition>(
  stack: LocalStack,
  tool: T,
  body: string,
): Promise<z.output<T['outputSchema']>> {
  const response = await stack.send('POST', `/tools/${tool.name}`, body);
  const answer = await response.json();
  expect(answer).not.toHaveProperty('error');
  expect(response.status).toBe(200);
  return tool.outputSchema.parse(answer) as z.output<T['outputSchema']>;
}

interface RpcAnswer {
  readonly id: number;
  readonly result: {
    readonly tools: readonly { readonly name: string }[];
    readonly isError?: boolean;
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent: unknown;
  };
}

describe('Available MCP Tools', () => {
  it('query_athena', async () => {
    const answer = await callTool(
      pinned,
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
      pinned,
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
    const answer = await callTool(current, getCaseSummary, '{ "service_code": "EC2", "days_back": 60 }');
    const expected = openedWithin(casesUntilToday(), daysAgo(60), daysAgo(0)).filter(isEc2);
    expect(expected.length).toBeGreaterThan(0);
    expect(answer).toMatchObject({
      total_cases: expected.length,
      unique_accounts: new Set(expected.map(({ accountNumber }) => accountNumber)).size,
      filters_applied: { service_code: 'EC2', days_back: 60, account_number: null },
    });
  });

  it('get_rca_analysis', async () => {
    const answer = await callTool(pinned, getRcaAnalysis, '{ "rca_category": "Throttling", "limit": 20 }');
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
    const answer = await callTool(current, getServiceTrends, '{ "days_back": 180 }');
    const { services, other_services: others } = answer;
    const expected = openedWithin(casesUntilToday(), daysAgo(180), daysAgo(0));
    expect(answer).toMatchObject({ days_back: 180, interval: 'week' });
    expect(services.reduce((sum, service) => sum + service.total_cases, others.total_cases)).toBe(
      expected.length,
    );
    for (const service of services) {
      expect(service.points.reduce((sum, point) => sum + point.case_count, 0)).toBe(service.total_cases);
      expect(service.points.every(({ date }) => new Date(date).getUTCDay() === 1)).toBe(true);
    }
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
  ])('analyze_case_summaries: %s', (_, body, matches) => expectAnalysis(body, matches));
});

async function expectAnalysis(body: string, matches: (found: SampleCase) => boolean): Promise<void> {
  const asked: Record<string, string> = JSON.parse(body);
  const answer = await callTool(pinned, analyzeCaseSummaries, body);
  const expected = openedWithin(PINNED_CASES, asked.start_date!, asked.end_date!).filter(matches);
  const available = expected.filter(({ record }) => record.Case_Summary !== null).length;
  expect(answer).toMatchObject({
    filters_applied: {
      date_range: `${asked.start_date} to ${asked.end_date}`,
      severity_code: asked.severity_code ?? null,
      service_code: asked.service_code ?? null,
      case_id: null,
      rca_category: asked.rca_category ?? null,
      lifecycle_category: null,
    },
    total_cases_found: expected.length,
    summaries_available: available,
    summaries_analyzed: Math.min(available, 200),
    token_management: { estimated_input_tokens: expect.any(Number), max_input_tokens: 180_000 },
    analysis_question: asked.analysis_question,
    model_used: expect.any(String),
    query_execution_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const numbers = new Set(expected.map(({ caseNumber }) => caseNumber));
  expect(answer.sample_cases).toHaveLength(Math.min(expected.length, 5));
  expect(answer.sample_cases.every((sample) => numbers.has(sample.case_number ?? ''))).toBe(true);
  expect(answer.analysis).toMatch(/\w/);
}

describe('Testing the MCP Server', () => {
  const rpc = async (stack: LocalStack, body: string): Promise<RpcAnswer> => {
    const response = await stack.send('POST', '/mcp', body);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    return (await response.json()) as RpcAnswer;
  };

  it('basic connectivity', async () => {
    const response = await pinned.send('GET', '/');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'case-insights-mcp', version: expect.any(String) });
  });

  it('MCP tools list', async () => {
    const { id, result } = await rpc(
      pinned,
      `{
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/list",
        "params": {}
      }`,
    );
    expect(id).toBe(1);
    expect(result.tools.map(({ name }) => name)).toEqual([
      'query_athena',
      'analyze_with_bedrock',
      'get_case_summary',
      'get_rca_analysis',
      'get_service_trends',
      'analyze_case_summaries',
    ]);
  });

  it('MCP tool call', async () => {
    const { id, result } = await rpc(
      current,
      `{
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {
          "name": "get_case_summary",
          "arguments": {"days_back": 30}
        }
      }`,
    );
    expect(id).toBe(2);
    expect(result.isError ?? false).toBe(false);
    expect(getCaseSummary.outputSchema.parse(result.structuredContent).total_cases).toBe(
      openedWithin(casesUntilToday(), daysAgo(30), daysAgo(0)).length,
    );
    expect(JSON.parse(result.content[0]!.text)).toEqual(result.structuredContent);
  });

  it('MCP call of the case summary analysis', async () => {
    const { id, result } = await rpc(
      pinned,
      `{
        "jsonrpc": "2.0",
        "id": 3,
        "method": "tools/call",
        "params": {
          "name": "analyze_case_summaries",
          "arguments": {
            "start_date": "2025-01-01",
            "end_date": "2025-07-30",
            "severity_code": "critical",
            "analysis_question": "What are the top problems in critical cases?"
          }
        }
      }`,
    );
    const critical = openedWithin(PINNED_CASES, '2025-01-01', '2025-07-30').filter(
      having('severityCode', /^critical$/),
    );
    expect(id).toBe(3);
    expect(analyzeCaseSummaries.outputSchema.parse(result.structuredContent).total_cases_found).toBe(
      critical.length,
    );
  });

  it('tool listing', async () => {
    expect(await (await pinned.send('GET', '/tools')).json()).toMatchObject({
      tools: TOOLS.map(({ name }) => ({ name, inputSchema: { type: 'object' } })),
    });
  });

  it('a query tool', async () => {
    const answer = await callTool(current, getCaseSummary, '{"days_back": 30}');
    expect(answer.total_cases).toBe(openedWithin(casesUntilToday(), daysAgo(30), daysAgo(0)).length);
  });

  it.each<[string, string, unknown[]]>([
    ['SHOW TABLES', '{ "query": "SHOW TABLES", "max_results": 10 }', [{ tab_name: 'case_summary' }]],
    [
      'a count',
      '{ "query": "SELECT COUNT(*) as total_cases FROM case_summary LIMIT 10", "max_results": 10 }',
      [{ total_cases: 1500 }],
    ],
    ['SHOW DATABASES', '{"query": "SHOW DATABASES"}', [{ database_name: 'case_insights_local' }]],
  ])('Athena: %s', async (_, body, rows) => {
    const answer = await callTool(pinned, queryAthena, body);
    expect(answer.rows).toEqual(rows);
  });

  it('Athena: a date filter', async () => {
    const answer = await callTool(
      current,
      queryAthena,
      `{
        "query": "SELECT COUNT(*) as total_cases FROM case_summary WHERE from_iso8601_timestamp(timecreated) >= current_date - interval '30' day",
        "max_results": 10
      }`,
    );
    expect(answer.rows).toEqual([
      { total_cases: openedWithin(casesUntilToday(), daysAgo(30), daysAgo(0)).length },
    ]);
  });

  it('Athena: DESCRIBE', async () => {
    const answer = await callTool(pinned, queryAthena, '{"query": "DESCRIBE case_summary"}');
    expect(JSON.stringify(answer.rows)).toMatch(/timecreated.*account_number/s);
  });

  it.each<[string, string, (found: SampleCase) => boolean]>([
    [
      'critical cases of a period',
      `{
        "start_date": "2025-01-01",
        "end_date": "2025-07-30",
        "severity_code": "critical",
        "analysis_question": "If you filter by critical cases, what are the top problems that you are seeing?"
      }`,
      having('severityCode', /^critical$/),
    ],
    [
      'EC2 issues with high severity',
      `{
        "start_date": "2025-01-01",
        "end_date": "2025-07-30",
        "service_code": "EC2",
        "severity_code": "high",
        "analysis_question": "What are the most common high-severity EC2 problems and their root causes?"
      }`,
      (found) => having('severityCode', /^high$/)(found) && isEc2(found),
    ],
    [
      'service events across all services',
      `{
        "start_date": "2025-01-01",
        "end_date": "2025-07-30",
        "rca_category": "Service Event",
        "analysis_question": "What services are experiencing throttling issues and what patterns do you see?"
      }`,
      having('RCA_Category', /^Service Event$/),
    ],
  ])('case summary analysis: %s', (_, body, matches) => expectAnalysis(body, matches));

  it('the request of "Making authenticated requests"', async () => {
    const answer = await callTool(
      pinned,
      analyzeCaseSummaries,
      '{"start_date":"2025-01-01","end_date":"2025-01-31"}',
    );
    expect(answer.total_cases_found).toBe(openedWithin(PINNED_CASES, '2025-01-01', '2025-01-31').length);
  });
});

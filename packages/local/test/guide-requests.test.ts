import { analyzeCaseSummaries, getCaseSummary, queryAthena, TOOLS } from '@case-insights/core/tools';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SampleCase } from '../src/cases/index.ts';
import { casesUntilToday, daysAgo, openedWithin, PINNED_CASES } from './support/expected.ts';
import { callTool, expectAnalysis, type GuideStacks, guideStacks, having, isEc2 } from './support/guide.ts';

/*
 * Each example of the deployment guide's "Testing the MCP Server", sent as written there.
 */

let guide: GuideStacks;
beforeAll(async () => {
  guide = await guideStacks();
});

interface RpcAnswer {
  readonly id: number;
  readonly result: {
    readonly tools: readonly { readonly name: string }[];
    readonly isError?: boolean;
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent: unknown;
  };
}

describe('Testing the MCP Server', () => {
  const rpc = async (stack: RunningStack, body: string): Promise<RpcAnswer> => {
    const response = await stack.send('POST', '/mcp', body);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    return (await response.json()) as RpcAnswer;
  };

  it('basic connectivity', async () => {
    const response = await guide.pinned.send('GET', '/');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'case-insights-mcp', version: expect.any(String) });
  });

  it('MCP tools list', async () => {
    const { id, result } = await rpc(
      guide.pinned,
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
      guide.current,
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
      guide.pinned,
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
    expect(await (await guide.pinned.send('GET', '/tools')).json()).toMatchObject({
      tools: TOOLS.map(({ name }) => ({ name, inputSchema: { type: 'object' } })),
    });
  });

  it('a query tool', async () => {
    const answer = await callTool(guide.current, getCaseSummary, '{"days_back": 30}');
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
    const answer = await callTool(guide.pinned, queryAthena, body);
    expect(answer.rows).toEqual(rows);
  });

  it('Athena: a date filter', async () => {
    const answer = await callTool(
      guide.current,
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
    const answer = await callTool(guide.pinned, queryAthena, '{"query": "DESCRIBE case_summary"}');
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
  ])('case summary analysis: %s', (_, body, matches) => expectAnalysis(guide.pinned, body, matches));

  it('the request of "Making authenticated requests"', async () => {
    const answer = await callTool(
      guide.pinned,
      analyzeCaseSummaries,
      '{"start_date":"2025-01-01","end_date":"2025-01-31"}',
    );
    expect(answer.total_cases_found).toBe(openedWithin(PINNED_CASES, '2025-01-01', '2025-01-31').length);
  });
});

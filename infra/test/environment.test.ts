import { ENVIRONMENT, readConfig } from '@case-insights/server/config';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../src/template.ts';
import { type Data, evaluate } from './evaluate.ts';

const EVERYTHING = {
  MaxInputTokens: '50000',
  MaxOutputTokens: '8000',
  MaxAnalysisTokens: '1000000',
  MaxAnswerTokens: '50000',
  TextContent: 'summary',
  AccessPolicy: '{"default":"deny"}',
  CorsOrigins: 'https://tools.example.com',
  CrossRegionInference: 'us',
  BedrockGuardrailId: 'abc123',
  BedrockReasoningEffort: 'low',
};

/** The environment the function gets, with imports and references as AWS would resolve them. */
function environment(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const { resources } = evaluate(readTemplate(), { UniqueIdentifier: 'acme', ...parameters });
  const { Variables } = resources.Function!.Properties.Environment as { Variables: Record<string, Data> };
  const resolved: Record<string, string> = {
    'import(aws-case-insights-AthenaDatabaseName)': 'case_insights_acme',
    'import(aws-case-insights-AthenaWorkGroupName)': 'CaseInsights-acme',
    's3://import(aws-case-insights-AthenaQueryResultsBucket)/mcp-case-insights/acme/':
      's3://s3-acme-athena-results/mcp-case-insights/acme/',
    '${AccessPolicyParameter}': '/mcp-case-insights/acme/access-policy',
  };
  return Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [name, resolved[String(value)] ?? String(value)]),
  );
}

describe("the function's environment", () => {
  it('names only variables that the server reads', () => {
    const known = Object.keys(ENVIRONMENT.shape);
    expect(Object.keys(environment(EVERYTHING)).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has the same defaults as the server, wherever both have one', () => {
    const given = environment({});
    const ofServer = Object.entries(ENVIRONMENT.shape).flatMap(([name, rule]) => {
      const value = rule.safeParse(undefined).data;
      return value === undefined || Array.isArray(value) ? [] : [[name, String(value)]];
    });
    // The namespace carries the identifier, so that two deployments in one account keep apart.
    const { METRICS_NAMESPACE: namespace, ...same } = Object.fromEntries(ofServer);
    expect(given).toMatchObject({ CASE_TABLE: same.CASE_TABLE, METRICS_NAMESPACE: `${namespace}/acme` });
    const differing = Object.keys(same).filter((name) => name in given && given[name] !== same[name]);
    expect(differing).toEqual([]);
    expect(Object.keys(same)).toEqual(expect.arrayContaining(['RESULT_REUSE_MINUTES', 'LOG_LEVEL']));
  });

  it('leaves to the server only what no operator sets', () => {
    const given = environment(EVERYTHING);
    expect(Object.keys(ENVIRONMENT.shape).filter((name) => !(name in given))).toEqual([
      // The workgroup has its own result location.
      'ATHENA_OUTPUT_LOCATION',
    ]);
  });

  it('names every variable that the server needs', () => {
    const given = environment({});
    const needed = Object.entries(ENVIRONMENT.shape).filter(([, rule]) => !rule.safeParse(undefined).success);
    expect(needed.map(([name]) => name).filter((name) => !(name in given))).toEqual([]);
  });

  it.each([
    ['by default', {}],
    ['with every option', EVERYTHING],
    ['buffered', { ResponseStreaming: 'false' }],
    ['scoped elsewhere', { AccessPolicyPath: '/cases/policy' }],
  ])('is accepted by the server %s', (_, parameters) => {
    expect(() => readConfig(environment(parameters))).not.toThrow();
  });
});

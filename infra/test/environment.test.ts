import { ENVIRONMENT, readConfig } from '@case-insights/server/config';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../src/template.ts';
import { type Data, evaluate } from './evaluate.ts';

const EVERYTHING = {
  AccessPolicy: '{"default":"deny"}',
  CorsOrigins: 'https://tools.example.com',
  CrossRegionInference: 'us',
};

/** The environment the function gets, with imports and references as AWS would resolve them. */
function environment(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const { resources } = evaluate(readTemplate(), { UniqueIdentifier: 'acme', ...parameters });
  const { Variables } = resources.Function!.Properties.Environment as { Variables: Record<string, Data> };
  const resolved: Record<string, string> = {
    'import(aws-case-insights-AthenaDatabaseName)': 'case_insights_acme',
    'import(aws-case-insights-AthenaWorkGroupName)': 'CaseInsights-acme',
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

  it('names every variable that the server needs', () => {
    const given = environment({});
    const needed = Object.entries(ENVIRONMENT.shape).filter(([, rule]) => !rule.safeParse(undefined).success);
    expect(needed.map(([name]) => name).filter((name) => !(name in given))).toEqual([]);
  });

  it.each([
    ['by default', {}],
    ['with every option', EVERYTHING],
    ['buffered', { ResponseStreaming: 'false' }],
  ])('is accepted by the server %s', (_, parameters) => {
    expect(() => readConfig(environment(parameters))).not.toThrow();
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

const text = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const [policy] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? ''));
const statements: readonly Statement[] = policy.Statement;
const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));

describe("the deployer's policy in docs/permissions.md", () => {
  it('fits into a managed policy, which holds 6,144 characters without white space', () => {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144);
  });

  it('allows, and names no action by wildcard', () => {
    for (const { Effect, Action } of statements) {
      expect(Effect).toBe('Allow');
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    }
  });

  it('passes roles only to the service that each is for', () => {
    expect(allowing('iam:PassRole').map(({ Resource, Condition }) => [Resource, Condition])).toEqual([
      [
        'arn:aws:iam::*:role/MCPLambda-ExecutionRole-*',
        { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      ],
      [
        'arn:aws:iam::*:role/mcp-case-insights*-GatewayLoggingRole-*',
        { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
      ],
    ]);
  });

  it('attaches nothing but the policy of the logging role, which the command may decide to create', () => {
    expect(allowing('iam:AttachRolePolicy').map(({ Condition }) => Condition)).toEqual([
      {
        ArnEquals: {
          'iam:PolicyARN': 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
        },
      },
    ]);
    expect(allowing('iam:CreateRole').map(({ Resource }) => Resource)).toContain(
      'arn:aws:iam::*:role/mcp-case-insights*-GatewayLoggingRole-*',
    );
  });

  it.each([
    'iam:CreatePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:AttachUserPolicy',
    'iam:PutUserPolicy',
  ])('cannot widen what its holder may do by %s', (action) => {
    expect(allowing(action)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADD_ONS } from '../src/add-ons.ts';
import { readTemplate } from '../src/template.ts';

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

/** What CloudFormation needs to put the stack's tags on a resource; other types of the templates take none. */
const TAGGING: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::DomainName': 'apigateway:PUT',
  'AWS::ApiGateway::RestApi': 'apigateway:PUT',
  'AWS::ApiGateway::Stage': 'apigateway:PUT',
  'AWS::Athena::WorkGroup': 'athena:TagResource',
  'AWS::CloudWatch::Alarm': 'cloudwatch:TagResource',
  'AWS::CodeDeploy::Application': 'codedeploy:TagResource',
  'AWS::CodeDeploy::DeploymentGroup': 'codedeploy:TagResource',
  'AWS::Cognito::UserPool': 'cognito-idp:TagResource',
  'AWS::IAM::ManagedPolicy': 'iam:TagPolicy',
  'AWS::IAM::Role': 'iam:TagRole',
  'AWS::Lambda::Function': 'lambda:TagResource',
  'AWS::Logs::LogGroup': 'logs:TagResource',
  'AWS::SNS::Topic': 'sns:TagResource',
  'AWS::SSM::Parameter': 'ssm:AddTagsToResource',
  'AWS::WAFv2::WebACL': 'wafv2:TagResource',
};
const UNTAGGED = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::IAM::RolePolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::Route53::RecordSet',
  'AWS::Scheduler::Schedule',
  'AWS::WAFv2::WebACLAssociation',
];

describe('the row on tags in docs/permissions.md', () => {
  const templates = ['template.yaml', ...Object.values(ADD_ONS).map(({ template }) => template)];
  const types = new Set(
    templates.flatMap((path) =>
      [...readTemplate(path).matchAll(/^ {4}Type: (AWS::\S+)$/gm)].map(([, type]) => type),
    ),
  );
  const [row = ''] = /^\| `--tag` .*$/m.exec(text) ?? [];

  it('allows the tags of every resource that has some, in whichever template', () => {
    const tagged = [...types].filter((type) => !UNTAGGED.includes(type ?? ''));
    expect(tagged.sort()).toEqual(Object.keys(TAGGING));
    for (const action of Object.values(TAGGING)) expect(row).toContain(`\`${action}\``);
  });
});

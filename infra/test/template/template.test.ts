import { DEFAULT_MODEL_IDS } from '@case-insights/core/models';
import { describe, expect, it } from 'vitest';
import { apiHash, checkParameters, stampDeployment } from '../../src/template.ts';
import { evaluate, readData } from '../evaluate.ts';
import { declared, ID, OPTION_SETS, text, under, wafText, watchText } from './options.ts';

describe('the template', () => {
  it('is small enough for --template-body, with room for another day', () => {
    expect(Buffer.byteLength(stampDeployment(text))).toBeLessThanOrEqual(42 * 1_024);
  });

  it("carries the hash of its API in the deployment's name (pnpm --filter @case-insights/infra stamp renews it)", () => {
    expect(text).toBe(stampDeployment(text));
  });

  it('groups every parameter, and labels none, so that the console shows the names that the documents use', () => {
    const { ParameterGroups, ...others } = readData(text).Metadata!['AWS::CloudFormation::Interface'] as {
      ParameterGroups: { Parameters: string[] }[];
    };
    const groups = ParameterGroups.flatMap(({ Parameters }) => Parameters);
    expect(groups.sort()).toEqual(Object.keys(declared).sort());
    expect(others).toEqual({});
  });

  it('asks for nothing but an identifier', () => {
    const required = Object.entries(declared).filter(([, { Default }]) => Default === undefined);
    expect(required.map(([name]) => name)).toEqual(['UniqueIdentifier']);
  });

  it.each(Object.entries(declared))('has a default of %s that its own rules accept', (name, { Default }) => {
    expect(() => checkParameters(declared, { [name]: String(Default ?? 'acme') })).not.toThrow();
  });
});

describe('the add-ons', () => {
  it('import together what the core exports, and nothing else', () => {
    const resources = [watchText, wafText].map((add) => JSON.stringify(evaluate(add, ID).resources));
    const imported = new Set(resources.join().match(/import\([^)]+\)/g));
    expect([...imported].sort()).toEqual(
      under()
        .exports.map((name) => `import(${name})`)
        .sort(),
    );
  });
});

describe('the names the guide fixes', () => {
  const { resources, outputs } = under();
  const name = (resource: string, property: string) => resources[resource]?.Properties[property];

  it.each([
    ['Function', 'FunctionName', 'MCP-CaseInsights-acme'],
    ['Api', 'Name', 'mcp-case-insights-api-acme'],
    ['ExecutionRole', 'RoleName', 'MCPLambda-ExecutionRole-acme'],
    ['UserAccessPolicy', 'ManagedPolicyName', 'MCPCaseInsights-UserAccess-acme'],
    ['FunctionLogs', 'LogGroupName', '/aws/lambda/MCP-CaseInsights-acme'],
    ['AccessLogGroup', 'LogGroupName', '/aws/apigateway/mcp-case-insights-access-acme'],
    ['Stage', 'StageName', 'prod'],
  ])('%s has the %s %s', (resource, property, expected) => {
    expect(name(resource, property)).toBe(expected);
  });

  it('outputs the endpoint, the user policy, and what add-ons need', () => {
    expect(outputs).toEqual({
      MCPServerEndpoint: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod',
      MCPUserPolicyArn: '${UserAccessPolicy}',
      HealthUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/',
      ToolsUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/tools',
      McpUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/mcp',
      ApiId: '${Api}',
      FunctionName: '${Function}',
      FunctionLogGroup: '${FunctionLogs}',
      AccessLogGroup: '${AccessLogGroup}',
    });
    expect(under({ AccessLogs: 'off', AlarmEmail: 'ops@example.com' }).outputs).toMatchObject({
      AlarmTopic: '${AlarmTopic}',
    });
    expect(under({ AccessLogs: 'off' }).outputs).not.toHaveProperty('AccessLogGroup');
  });

  it('keeps both logs for 30 days, and when the stack is deleted, but not when its creation fails', () => {
    for (const group of ['FunctionLogs', 'AccessLogGroup']) {
      expect(resources[group]?.DeletionPolicy).toBe('RetainExceptOnCreate');
    }
    expect(name('FunctionLogs', 'RetentionInDays')).toBe(30);
    expect(name('AccessLogGroup', 'RetentionInDays')).toBe(30);
  });
});

describe('wrong combinations', () => {
  it.each([
    [{ EndpointType: 'PRIVATE' }, 'EndpointType PRIVATE needs VpcEndpointIds'],
    [{ VpcEndpointIds: 'vpce-0123456789abcdef0' }, 'VpcEndpointIds is for EndpointType PRIVATE'],
    [
      { EndpointType: 'PRIVATE', VpcEndpointIds: 'vpce-0123456789abcdef0', AllowedSourceCidrs: '10.0.0.0/8' },
      'AllowedSourceCidrs is for REGIONAL',
    ],
    [{ AccessPolicy: '{}', AccessPolicyPath: '/cases/policy' }, 'AccessPolicy or AccessPolicyPath, not both'],
    [{ SubnetIds: 'subnet-0123456789abcdef0' }, 'SubnetIds needs SecurityGroupIds'],
  ])('%o are refused', (options, rule) => {
    expect(under(options as Record<string, string>).broken.join()).toContain(rule);
  });

  it.each(Object.entries(OPTION_SETS))('are not seen in %s', (_, options) => {
    expect(under(options).broken).toEqual([]);
  });

  it.each([
    ['UniqueIdentifier', 'Acme'],
    ['UniqueIdentifier', '-acme'],
    ['BedrockModelId', 'claude'],
    ['BedrockModelId', 'amazon.nova-lite-v1:0, amazon.nova-pro-v1:0'],
    ['BedrockModelId', 'a.a,b.b,c.c,d.d'],
    ['BedrockModelId', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
    ['BedrockGuardrailVersion', '0'],
    ['BedrockReasoningEffort', 'max'],
    ['LogsKeyArn', 'alias/logs'],
    ['RolePath', 'apps'],
    ['PermissionsBoundary', 'boundary'],
    ['TrustedAccounts', '12345'],
    ['AllowedSourceCidrs', '10.0.0.0'],
    ['VpcEndpointIds', 'vpc-123'],
    ['CorsOrigins', '*'],
    ['CorsOrigins', 'https://tools.example.com/path'],
    ['CaseTable', 'case_summary; DROP TABLE x'],
    ['Timeout', '901'],
    ['LogRetentionDays', '31'],
    ['AlarmEmail', 'nobody'],
    ['AccessPolicyPath', '/cases/policy/'],
    ['SubnetIds', 'subnet-1'],
    ['SecurityGroupIds', 'default'],
    ['StackKeyArn', 'alias/stack'],
    ['DisableExecuteApiEndpoint', 'yes'],
    ['AccessLogs', 'create-role'],
    ['AccessPolicyPath', 'cases'],
    ['MaxAnalysisTokens', '999'],
    ['MaxOutputTokens', '0'],
    ['MaxOutputTokens', 'many'],
    ['AnalysisConcurrency', '0'],
    ['AnalysisConcurrency', '33'],
    ['LogLevel', 'TRACE'],
    ['NoSuchParameter', 'x'],
  ])('%s=%s is refused before CloudFormation sees it', (name, value) => {
    expect(() => checkParameters(declared, { [name]: value })).toThrow(name);
  });
});

describe('BedrockModelId', () => {
  it('is by default the list that core decides on', () => {
    expect(declared.BedrockModelId?.Default).toBe(DEFAULT_MODEL_IDS.join());
  });

  it.each([
    'anthropic.claude-3-haiku-20240307-v1:0',
    'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'eu.amazon.nova-2-lite-v1:0,amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6,a.a,b.b',
    'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.amazon.nova-lite-v1:0',
  ])('takes %s', (ids) => {
    expect(() => checkParameters(declared, { BedrockModelId: ids })).not.toThrow();
  });
});

describe('apiHash', () => {
  const hash = apiHash(text);

  it.each([
    ['the API', text.replace('PathPart: mcp', 'PathPart: mcp2')],
    ['the answer to preflights, which is a mapping', text.replace('Max-Age = "600"', 'Max-Age = "60"')],
  ])('changes with %s', (_, changed) => {
    expect(changed).not.toBe(text);
    expect(apiHash(changed)).not.toBe(hash);
  });

  it.each([
    { ResponseStreaming: 'false' },
    { EndpointType: 'PRIVATE' },
    { AllowedSourceCidrs: '203.0.113.0/24' },
    { CorsOrigins: 'https://tools.example.com' },
    { DisableExecuteApiEndpoint: 'true' },
    { Revision: '1' },
  ])('changes with %o, which the API depends on', (parameters) => {
    expect(apiHash(text, parameters)).not.toBe(hash);
  });

  it('stays with values that it does not have, but a condition compares', () => {
    expect(apiHash(text, { Revision: '2' })).toBe(apiHash(text, { Revision: '1' }));
  });

  it('stays with the rest of the template and its parameters, and with a default that is spelled out', () => {
    expect(apiHash(text.replace('Runtime: nodejs24.x', 'Runtime: nodejs26.x'))).toBe(hash);
    expect(apiHash(text, { UniqueIdentifier: 'acme', Timeout: '600', ResponseStreaming: 'true' })).toBe(hash);
  });
});

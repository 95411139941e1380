import { describe, expect, it } from 'vitest';
import {
  apiHash,
  checkParameters,
  readTemplate,
  stampDeployment,
  templateParameters,
} from '../src/template.ts';
import { type Data, evaluate, type Resource, readData } from './evaluate.ts';
import optionSets from './option-sets.json' with { type: 'json' };

const text = readTemplate();
const declared = templateParameters(text);
const ID = { UniqueIdentifier: 'acme' };

/** Each set of options that changes what is made, with the least that it needs; `lint.mjs` lints them too. */
const OPTION_SETS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = optionSets;

const under = (options: Readonly<Record<string, string | number>> = {}) =>
  evaluate(text, { ...ID, ...options });
const ofType = (resources: Readonly<Record<string, Resource>>, type: string) =>
  Object.values(resources).filter(({ Type }) => Type === type);
const properties = (name: string, options: Readonly<Record<string, string | number>> = {}) => {
  const resource = under(options).resources[name];
  if (resource === undefined) throw new Error(`${name} is not made with ${JSON.stringify(options)}`);
  return resource.Properties;
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: Data;
  readonly Condition?: Data;
}
const statements = (options: Readonly<Record<string, string | number>> = {}): Statement[] => {
  const { resources } = under(options);
  const inline: unknown = resources.ExecutionRole!.Properties.Policies;
  const attached: unknown = ofType(resources, 'AWS::IAM::Policy').map(({ Properties }) => Properties);
  return [inline, attached].flatMap((policies) =>
    (policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    ),
  );
};
const grants = (options: Readonly<Record<string, string | number>> = {}) =>
  statements(options).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
  );

describe('the template', () => {
  it('is small enough for --template-body', () => {
    expect(Buffer.byteLength(stampDeployment(text))).toBeLessThan(51_200);
  });

  it("carries the hash of its API in the deployment's name (pnpm --filter @case-insights/infra stamp renews it)", () => {
    expect(text).toBe(stampDeployment(text));
  });

  it('groups and labels every parameter', () => {
    const { ParameterGroups, ParameterLabels } = readData(text).Metadata![
      'AWS::CloudFormation::Interface'
    ] as {
      ParameterGroups: { Parameters: string[] }[];
      ParameterLabels: Record<string, { default: string }>;
    };
    const groups = ParameterGroups.flatMap(({ Parameters }) => Parameters);
    expect(groups.sort()).toEqual(Object.keys(declared).sort());
    expect(Object.keys(ParameterLabels).sort()).toEqual(Object.keys(declared).sort());
  });

  it('asks for nothing but an identifier', () => {
    const required = Object.entries(declared).filter(([, { Default }]) => Default === undefined);
    expect(required.map(([name]) => name)).toEqual(['UniqueIdentifier']);
  });

  it.each(Object.entries(declared))('has a default of %s that its own rules accept', (name, { Default }) => {
    expect(() => checkParameters(declared, { [name]: String(Default ?? 'acme') })).not.toThrow();
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

  it('outputs the endpoint and the user policy, and where to look', () => {
    expect(outputs).toEqual({
      MCPServerEndpoint: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod',
      MCPUserPolicyArn: '${UserAccessPolicy}',
      HealthUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/',
      ToolsUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/tools',
      McpUrl: 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/mcp',
      DashboardUrl:
        'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards:name=${Dashboard}',
      FunctionName: '${Function}',
    });
  });

  it('keeps both logs for 30 days', () => {
    expect(name('FunctionLogs', 'RetentionInDays')).toBe(30);
    expect(name('AccessLogGroup', 'RetentionInDays')).toBe(30);
  });
});

describe('the function', () => {
  it('runs as the guide sizes it, on a current runtime', () => {
    expect(properties('Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 300,
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '${FunctionLogs}' },
    });
    expect(properties('Function')).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('takes its code from a bucket, or waits for it', () => {
    expect(properties('Function', OPTION_SETS['code from a bucket'])).toMatchObject({
      Handler: 'lambda.handler',
      Code: { S3Bucket: 'artifacts', S3Key: 'acme/abc.zip' },
    });
    expect(properties('Function')).toMatchObject({
      Handler: 'index.handler',
      Code: { ZipFile: expect.stringContaining('no code yet') },
    });
  });

  it.each([
    [{ ReservedConcurrency: 5 }, { ReservedConcurrentExecutions: 5 }],
    [{ Tracing: 'true' }, { TracingConfig: { Mode: 'Active' } }],
    [{ MemorySize: 2048 }, { MemorySize: 2048 }],
    [{ Timeout: 900 }, { Timeout: 900 }],
  ] as [Record<string, string | number>, Record<string, Data>][])('with %o has %o', (options, expected) => {
    expect(properties('Function', options)).toMatchObject(expected);
  });

  it.each([
    [{}, { RESPONSE_MODE: 'stream', CASE_TABLE: 'case_summary', RESULT_REUSE_MINUTES: 15 }],
    [{ ResponseStreaming: 'false' }, { RESPONSE_MODE: 'buffered' }],
    [{ CaseTable: 'case_summary_filtered' }, { CASE_TABLE: 'case_summary_filtered' }],
    [
      { CrossRegionInference: 'eu', BedrockModelId: 'amazon.nova-lite-v1:0' },
      { BEDROCK_MODEL_ID: 'eu.amazon.nova-lite-v1:0' },
    ],
    [{ AccessPolicy: '{}' }, { ACCESS_POLICY_PARAMETER: '${AccessPolicyParameter}' }],
    [{ AccessPolicyPath: '/cases/policy' }, { ACCESS_POLICY_PARAMETER: '/cases/policy/' }],
    [{ MaxInputTokens: '50000' }, { MAX_INPUT_TOKENS: '50000' }],
    [{ MaxAnalysisTokens: '1000000' }, { MAX_ANALYSIS_TOKENS: '1000000' }],
    [{ LogLevel: 'DEBUG' }, { LOG_LEVEL: 'DEBUG' }],
    [{ CorsOrigins: 'https://a.example' }, { CORS_ORIGINS: 'https://a.example' }],
    [{ ResultReuseMinutes: 0 }, { RESULT_REUSE_MINUTES: 0 }],
  ] as [Record<string, string | number>, Record<string, Data>][])(
    'with %o has the variables %o',
    (options, expected) => {
      const { Variables } = properties('Function', options).Environment as { Variables: Data };
      expect(Variables).toMatchObject(expected);
    },
  );

  it('has no variables for a policy or origins that are not set', () => {
    const { Variables } = properties('Function').Environment as { Variables: Record<string, Data> };
    expect(Object.keys(Variables).sort()).toEqual([
      'ATHENA_DATABASE',
      'ATHENA_WORKGROUP',
      'BEDROCK_MODEL_ID',
      'CASE_TABLE',
      'LOG_LEVEL',
      'MAX_ANALYSIS_TOKENS',
      'MAX_INPUT_TOKENS',
      'METRICS_NAMESPACE',
      'RESPONSE_MODE',
      'RESULT_REUSE_MINUTES',
    ]);
  });
});

describe('permissions of the function', () => {
  it('are exactly these by default', () => {
    expect(grants().sort()).toMatchInlineSnapshot(`
      [
        "athena:BatchGetQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetQueryResults arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetWorkGroup arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:ListQueryExecutions arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:StartQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:StopQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "bedrock:CountTokens arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "logs:CreateLogStream arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MCP-CaseInsights-acme:log-stream:*",
        "logs:PutLogEvents arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MCP-CaseInsights-acme:log-stream:*",
        "s3:DeleteObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:DeleteObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:GetBucketLocation arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:GetBucketLocation arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:GetObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:GetObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:GetObject arn:aws:s3:::s3-acme-caseprocessed",
        "s3:GetObject arn:aws:s3:::s3-acme-caseprocessed/*",
        "s3:ListBucket arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:ListBucket arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:ListBucket arn:aws:s3:::s3-acme-caseprocessed",
        "s3:ListBucket arn:aws:s3:::s3-acme-caseprocessed/*",
        "s3:PutObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:PutObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
      ]
    `);
  });

  it.each(Object.entries(OPTION_SETS))('with %s name no action by wildcard', (_, options) => {
    for (const grant of grants(options)) expect(grant).toMatch(/^[a-z0-9]+:[A-Za-z]+ /);
  });

  /** AWS has no resources for these (Service Authorization Reference, X-Ray), so `*` is all there is. */
  const RESOURCELESS = ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'];

  it.each(Object.entries(OPTION_SETS))(
    'with %s name every resource that AWS lets them name',
    (_, options) => {
      expect(
        grants(options).filter((grant) => grant.endsWith(' *') && !RESOURCELESS.includes(grant)),
      ).toEqual([]);
    },
  );

  it('cover the inference profile, and its model only through that profile, when data may leave the region', () => {
    const model = statements({ CrossRegionInference: 'us' }).filter(({ Action }) =>
      String(Action).includes('bedrock:'),
    );
    const profile =
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0';
    expect(model.map(({ Resource }) => Resource)).toEqual([
      profile,
      // CountTokens alone, which knows no profiles.
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
      'arn:aws:bedrock:*::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    ]);
    expect(model[1]?.Action).toBe('bedrock:CountTokens');
    expect(model[2]?.Condition).toEqual({ StringEquals: { 'bedrock:InferenceProfileArn': profile } });
  });

  it.each([
    [{}, []],
    [
      { AccessPolicy: '{}' },
      ['ssm:GetParameter arn:aws:ssm:us-east-1:123456789012:parameter${AccessPolicyParameter}'],
    ],
    [
      { AccessPolicyPath: '/cases/policy' },
      [
        'ssm:GetParametersByPath arn:aws:ssm:us-east-1:123456789012:parameter/cases/policy',
        'ssm:GetParametersByPath arn:aws:ssm:us-east-1:123456789012:parameter/cases/policy/*',
      ],
    ],
  ] as [Record<string, string>, string[]][])('with %o read these parameters: %j', (options, expected) => {
    expect(grants(options).filter((grant) => grant.startsWith('ssm:'))).toEqual(expected);
    const made = ofType(under(options).resources, 'AWS::SSM::Parameter');
    expect(made).toHaveLength('AccessPolicy' in options ? 1 : 0);
  });

  it('trace when asked to', () => {
    expect(grants().join()).not.toContain('xray:');
    expect(grants({ Tracing: 'true' })).toEqual(expect.arrayContaining(RESOURCELESS));
  });

  it('are spelled for the partition they are in, as are the URLs', () => {
    const elsewhere = evaluate(text, ID, {
      'AWS::Partition': 'aws-cn',
      'AWS::URLSuffix': 'amazonaws.com.cn',
    });
    expect(JSON.stringify(elsewhere.resources)).not.toMatch(/arn:aws:/);
    expect(JSON.stringify(elsewhere.outputs)).not.toMatch(/amazonaws\.com[/"]|aws\.amazon\.com/);
  });
});

describe('the API', () => {
  const METHODS = ['RootMethod', 'ProxyMethod', 'McpMethod', 'ToolsMethod', 'ToolMethod'];

  it.each(METHODS)('%s is signed and streams', (method) => {
    expect(properties(method)).toMatchObject({
      HttpMethod: 'ANY',
      AuthorizationType: 'AWS_IAM',
      Integration: {
        Type: 'AWS_PROXY',
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${Function.Arn}/response-streaming-invocations',
      },
    });
  });

  it.each(METHODS)('%s is buffered on request', (method) => {
    expect(properties(method, { ResponseStreaming: 'false' })).toMatchObject({
      AuthorizationType: 'AWS_IAM',
      Integration: {
        ResponseTransferMode: 'BUFFERED',
        TimeoutInMillis: 29_000,
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations',
      },
    });
  });

  it('names /mcp, /tools and /tools/{name} in addition to the proxy', () => {
    const parts = ofType(under().resources, 'AWS::ApiGateway::Resource').map(
      ({ Properties }) => Properties.PathPart,
    );
    expect(parts.sort()).toEqual(['mcp', 'tools', '{name}', '{proxy+}']);
  });

  it.each(Object.entries(OPTION_SETS))(
    'with %s has one deployment that waits for every method',
    (_, options) => {
      const { resources } = under(options);
      const [deployment, ...others] = ofType(resources, 'AWS::ApiGateway::Deployment');
      expect(others).toEqual([]);
      const methods = Object.keys(resources).filter(
        (name) => resources[name]?.Type === 'AWS::ApiGateway::Method',
      );
      expect(deployment?.DependsOn).toEqual(expect.arrayContaining(methods));
    },
  );

  it('requires a signature except for preflights, and has those only with CORS', () => {
    const open = (options = {}) =>
      ofType(under(options).resources, 'AWS::ApiGateway::Method').filter(
        ({ Properties }) => Properties.AuthorizationType !== 'AWS_IAM',
      );
    expect(open()).toEqual([]);
    const preflights = open(OPTION_SETS.CORS);
    expect(preflights).toHaveLength(5);
    for (const { Properties } of preflights) {
      expect(Properties).toMatchObject({
        HttpMethod: 'OPTIONS',
        AuthorizationType: 'NONE',
        Integration: { Type: 'MOCK' },
      });
    }
  });

  it("puts CORS headers on the gateway's own refusals", () => {
    const responses = ofType(under(OPTION_SETS.CORS).resources, 'AWS::ApiGateway::GatewayResponse');
    expect(responses.map(({ Properties }) => Properties.ResponseType).sort()).toEqual([
      'DEFAULT_4XX',
      'DEFAULT_5XX',
    ]);
    expect(ofType(under().resources, 'AWS::ApiGateway::GatewayResponse')).toEqual([]);
  });

  it('accepts TLS 1.2 and newer', () => {
    expect(properties('Api')).toMatchObject({
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      EndpointAccessMode: 'BASIC',
    });
    expect(properties('Api', OPTION_SETS.private)).not.toHaveProperty('SecurityPolicy');
  });

  it('throttles the stage and logs no bodies', () => {
    expect(properties('Stage').MethodSettings).toEqual([
      expect.objectContaining({
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      }),
    ]);
  });

  it("writes the guide's access log, numbers as numbers", () => {
    const { Format } = properties('Stage').AccessLogSetting as { Format: string };
    const values: Record<string, string> = { status: '200', responseLatency: '1250', responseLength: '4096' };
    const line = Format.replace(/\$context\.([\w.]+)/g, (_, name: string) => values[name] ?? 'x');
    expect(JSON.parse(line)).toEqual({
      requestId: 'x',
      timestamp: 'x',
      httpMethod: 'x',
      resourcePath: 'x',
      path: 'x',
      status: 200,
      responseTime: 1250,
      responseLength: 4096,
      clientIp: 'x',
      userAgent: 'x',
      caller: 'x',
      user: 'x',
      error: 'x',
      errorType: 'x',
    });
  });

  it('lets the holder of the user policy call this stage of this API', () => {
    expect(properties('UserAccessPolicy').PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: 'arn:aws:execute-api:us-east-1:123456789012:${Api}/prod/*',
        },
      ],
    });
  });
});

describe('the resource policy', () => {
  const policy = (options: Readonly<Record<string, string | number>>) =>
    ((properties('Api', options).Policy as { Statement?: Statement[] } | undefined)?.Statement ??
      []) as Statement[];

  it('is absent where nothing restricts or widens access', () => {
    expect(properties('Api')).not.toHaveProperty('Policy');
  });

  it('denies other source addresses', () => {
    expect(policy(OPTION_SETS['source addresses']!)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
      }),
    );
  });

  it('denies whatever does not come through the VPC endpoints', () => {
    const { EndpointConfiguration } = properties('Api', OPTION_SETS.private);
    expect(EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-0123456789abcdef0'] });
    expect(policy(OPTION_SETS.private!)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } },
      }),
    );
  });

  it('leaves the decision to the policies of accounts and never allows everyone by itself', () => {
    expect(policy(OPTION_SETS['other accounts']!).map(({ Principal }) => Principal)).toEqual([
      { AWS: 'arn:aws:iam::123456789012:root' },
      { AWS: ['111122223333', '444455556666'] },
    ]);
    for (const options of Object.values(OPTION_SETS)) {
      for (const { Effect, Principal, Condition } of policy(options)) {
        if (Effect === 'Allow' && JSON.stringify(Principal).includes('*')) {
          expect(Condition).toMatchObject({ StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } });
        }
      }
    }
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
  ])('%o are refused', (options, rule) => {
    expect(under(options as Record<string, string>).broken.join()).toContain(rule);
  });

  it.each(Object.entries(OPTION_SETS))('are not seen in %s', (_, options) => {
    expect(under(options).broken).toEqual([]);
  });

  it.each([
    ['UniqueIdentifier', 'Acme'],
    ['UniqueIdentifier', '-acme'],
    ['BedrockModelId', 'us.anthropic.claude-sonnet-4-20250514-v1:0'],
    ['TrustedAccounts', '12345'],
    ['AllowedSourceCidrs', '10.0.0.0'],
    ['VpcEndpointIds', 'vpc-123'],
    ['WebAcl', 'on'],
    ['CorsOrigins', '*'],
    ['CorsOrigins', 'https://tools.example.com/path'],
    ['CaseTable', 'case_summary; DROP TABLE x'],
    ['Timeout', '901'],
    ['LogRetentionDays', '31'],
    ['AlarmEmail', 'nobody'],
    ['AccessPolicyPath', '/cases/policy/'],
    ['AccessPolicyPath', 'cases'],
    ['MaxAnalysisTokens', '999'],
    ['LogLevel', 'TRACE'],
    ['NoSuchParameter', 'x'],
  ])('%s=%s is refused before CloudFormation sees it', (name, value) => {
    expect(() => checkParameters(declared, { [name]: value })).toThrow(name);
  });
});

describe('watching', () => {
  it('raises alarms for errors, throttles, slowness, refusals and denials', () => {
    const names = ofType(under().resources, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties.AlarmName,
    );
    expect(names.map((name) => String(name).replace('mcp-case-insights-acme-', '')).sort()).toEqual([
      '4xx',
      '5xx',
      'denied',
      'errors',
      'slow',
      'throttles',
    ]);
  });

  it('sends them by mail only where an address is given', () => {
    expect(properties('ErrorAlarm')).not.toHaveProperty('AlarmActions');
    expect(properties('ErrorAlarm', OPTION_SETS['alarms by mail'])).toMatchObject({
      AlarmActions: ['${AlarmTopic}'],
    });
  });

  it('draws a dashboard that is valid JSON', () => {
    const body = JSON.parse(String(properties('Dashboard').DashboardBody)) as {
      widgets: { properties: { title: string } }[];
    };
    expect(body.widgets.map(({ properties: { title } }) => title)).toEqual([
      'Calls by tool',
      'Duration by tool, p95 (ms)',
      'Errors by tool',
      'Endpoint',
      'Bytes scanned by tool',
      'Tokens by tool',
    ]);
  });

  it("saves a query for each of the guide's monitoring questions", () => {
    const names = ofType(under().resources, 'AWS::Logs::QueryDefinition').map(
      ({ Properties }) => Properties.Name,
    );
    expect(names.map((name) => String(name).split('/')[1]).sort()).toEqual([
      'failures',
      'popular-tools-and-queries',
      'slow-requests',
      'throttling',
      'usage-by-user',
    ]);
  });

  it('works without access logs', () => {
    const { resources } = under(OPTION_SETS['no access logs']);
    expect(resources).not.toHaveProperty('AccessLogGroup');
    expect(resources).not.toHaveProperty('DeniedAlarm');
    expect(resources.Stage?.Properties).not.toHaveProperty('AccessLogSetting');
  });

  it('sets the account-wide logging role only on request, before the stage, and keeps it on deletion', () => {
    expect(under().resources).not.toHaveProperty('GatewayAccount');
    const { resources } = under(OPTION_SETS['own logging role']);
    expect(resources.GatewayAccount?.DeletionPolicy).toBe('Retain');
    expect(resources.GatewayLoggingRole?.DeletionPolicy).toBe('Retain');
    expect(resources.Stage?.Properties.Description).toContain('${GatewayAccount}');
  });
});

describe('the web ACL', () => {
  it.each([
    [{}, undefined],
    [{ WebAcl: 'managed' }, '${ManagedRules.Arn}'],
    [OPTION_SETS['existing web ACL']!, OPTION_SETS['existing web ACL']!.WebAcl],
  ] as [Record<string, string>, string | undefined][])('with %o is %s', (options, arn) => {
    const { resources } = under(options);
    expect(resources.WebAclAssociation?.Properties.WebACLArn).toBe(arn);
    expect('ManagedRules' in resources).toBe(options.WebAcl === 'managed');
  });
});

describe('apiHash', () => {
  it('changes with the API and with what is given, not with the rest of the template', () => {
    const hash = apiHash(text);
    expect(apiHash(text.replace('PathPart: mcp', 'PathPart: mcp2'))).not.toBe(hash);
    expect(apiHash(text, { ResponseStreaming: 'false' })).not.toBe(hash);
    expect(apiHash(text.replace('Runtime: nodejs24.x', 'Runtime: nodejs26.x'))).toBe(hash);
  });
});

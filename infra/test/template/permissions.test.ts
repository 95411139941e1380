import { describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate.ts';
import {
  ID,
  loggingRoleText,
  marketplaceText,
  OPTION_SETS,
  ofType,
  type Statement,
  text,
  under,
  wafText,
  watchText,
} from './options.ts';

const statements = (options: Readonly<Record<string, string | number>> = {}): Statement[] => {
  const { resources } = under(options);
  const inline: unknown = resources.ExecutionRole!.Properties.Policies;
  return (inline as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
};
const grants = (options: Readonly<Record<string, string | number>> = {}) =>
  statements(options).flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [...new Set([Resource].flat())].map((resource) => `${action} ${resource}`)),
  );

describe('permissions of the function', () => {
  it('are exactly these by default', () => {
    expect(grants().sort()).toMatchInlineSnapshot(`
      [
        "athena:BatchGetQueryExecution arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:BatchGetQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetQueryExecution arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:GetQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetQueryResults arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:GetQueryResults arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetTableMetadata arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:GetTableMetadata arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:GetWorkGroup arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:GetWorkGroup arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:ListQueryExecutions arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:ListQueryExecutions arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:StartQueryExecution arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:StartQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "athena:StopQueryExecution arn:aws:athena:us-east-1:123456789012:datacatalog/AwsDataCatalog",
        "athena:StopQueryExecution arn:aws:athena:us-east-1:123456789012:workgroup/import(aws-case-insights-AthenaWorkGroupName)",
        "bedrock:CountTokens arn:aws:bedrock:us-east-1::foundation-model/*",
        "bedrock:GetFoundationModel arn:aws:bedrock:us-east-1::foundation-model/*",
        "bedrock:InvokeModel arn:aws:bedrock:*::foundation-model/*",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1:123456789012:*inference-profile/amazon.nova-lite-v1:0",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1:123456789012:*inference-profile/openai.gpt-oss-120b-1:0",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1:123456789012:*inference-profile/qwen.qwen3-next-80b-a3b",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-120b-1:0",
        "bedrock:InvokeModel arn:aws:bedrock:us-east-1::foundation-model/qwen.qwen3-next-80b-a3b",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:*::foundation-model/*",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1:123456789012:*inference-profile/amazon.nova-lite-v1:0",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1:123456789012:*inference-profile/openai.gpt-oss-120b-1:0",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1:123456789012:*inference-profile/qwen.qwen3-next-80b-a3b",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-120b-1:0",
        "bedrock:InvokeModelWithResponseStream arn:aws:bedrock:us-east-1::foundation-model/qwen.qwen3-next-80b-a3b",
        "glue:BatchGetPartition arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:BatchGetPartition arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:BatchGetPartition arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetDatabase arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetDatabases arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetPartition arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetPartition arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetPartition arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetPartitions arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetTable arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:catalog",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:database/import(aws-case-insights-AthenaDatabaseName)",
        "glue:GetTables arn:aws:glue:us-east-1:123456789012:table/import(aws-case-insights-AthenaDatabaseName)/*",
        "lakeformation:GetDataAccess *",
        "logs:CreateLogStream arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MCP-CaseInsights-acme:log-stream:*",
        "logs:PutLogEvents arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/MCP-CaseInsights-acme:log-stream:*",
        "s3:AbortMultipartUpload arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:AbortMultipartUpload arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:DeleteObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/mcp-case-insights/acme/*",
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
        "s3:ListBucketMultipartUploads arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:ListBucketMultipartUploads arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:ListMultipartUploadParts arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:ListMultipartUploadParts arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
        "s3:PutObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)",
        "s3:PutObject arn:aws:s3:::import(aws-case-insights-AthenaQueryResultsBucket)/*",
      ]
    `);
  });

  it.each(Object.entries(OPTION_SETS))('with %s name no action by wildcard', (_, options) => {
    for (const grant of grants(options)) expect(grant).toMatch(/^[a-z0-9-]+:[A-Za-z]+ /);
  });

  /** AWS has no resources for these (Service Authorization Reference), so `*` is all there is; of EC2's, Lambda wants it. */
  const RESOURCELESS = [
    'lakeformation:GetDataAccess *',
    'xray:PutTelemetryRecords *',
    'xray:PutTraceSegments *',
    'ec2:AssignPrivateIpAddresses *',
    'ec2:CreateNetworkInterface *',
    'ec2:DeleteNetworkInterface *',
    'ec2:DescribeNetworkInterfaces *',
    'ec2:DescribeSubnets *',
    'ec2:UnassignPrivateIpAddresses *',
  ];

  it.each(Object.entries(OPTION_SETS))(
    'with %s name every resource that AWS lets them name',
    (_, options) => {
      expect(
        grants(options).filter((grant) => grant.endsWith(' *') && !RESOURCELESS.includes(grant)),
      ).toEqual([]);
    },
  );

  const bedrock = (options: Readonly<Record<string, string>>) => {
    const found = statements(options).filter(({ Action }) => String(Action).includes('bedrock:InvokeModel'));
    return found.map(({ Resource, Condition }) => ({
      resources: [...new Set([Resource].flat())],
      ...(Condition === undefined ? {} : { Condition }),
    }));
  };
  const profileCondition = (...patterns: string[]) => ({
    StringLike: { 'bedrock:InferenceProfileArn': patterns },
  });

  it('cover each model of the list in this region, as a profile, and elsewhere only through such a profile', () => {
    expect(bedrock({ BedrockModelId: 'amazon.nova-lite-v1:0,eu.amazon.nova-2-lite-v1:0' })).toEqual([
      {
        resources: [
          'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
          'arn:aws:bedrock:us-east-1:123456789012:*inference-profile/amazon.nova-lite-v1:0',
          'arn:aws:bedrock:us-east-1::foundation-model/eu.amazon.nova-2-lite-v1:0',
          'arn:aws:bedrock:us-east-1:123456789012:*inference-profile/eu.amazon.nova-2-lite-v1:0',
        ],
      },
      {
        resources: ['arn:aws:bedrock:*::foundation-model/*'],
        Condition: profileCondition(
          'amazon.nova-lite-v1:0',
          'eu.amazon.nova-2-lite-v1:0',
          '*/amazon.nova-lite-v1:0',
          '*/eu.amazon.nova-2-lite-v1:0',
          '*.amazon.nova-lite-v1:0',
          '*.eu.amazon.nova-2-lite-v1:0',
        ),
      },
    ]);
  });

  it('cover the profiles of a geography when data may leave the region', () => {
    const [here] = bedrock({ CrossRegionInference: 'us', BedrockModelId: 'amazon.nova-lite-v1:0' });
    expect(here?.resources).toContain(
      'arn:aws:bedrock:us-east-1:123456789012:*inference-profile/us.amazon.nova-lite-v1:0',
    );
  });

  it('cover a profile that is named by its ARN', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6';
    const [here, elsewhere] = bedrock({ BedrockModelId: `amazon.nova-lite-v1:0,${arn}` });
    expect(here?.resources).toContain(
      'arn:aws:bedrock:us-east-1:123456789012:*inference-profile/a1b2c3d4e5f6',
    );
    expect(elsewhere?.Condition).toMatchObject({
      StringLike: { 'bedrock:InferenceProfileArn': expect.arrayContaining([arn]) },
    });
  });

  it.each([1, 2, 3])('cover every one of %i models', (count) => {
    const ids = ['a.one', 'b.two', 'c.three'].slice(0, count);
    const [here] = bedrock({ BedrockModelId: ids.join() });
    const models = here?.resources.filter((arn) => arn.includes('::foundation-model/'));
    expect(models).toEqual(ids.map((id) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`));
  });

  it.each([
    [
      { BedrockGuardrailId: 'abc123' },
      ['bedrock:ApplyGuardrail arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123'],
    ],
    [{ CasesKeyArn: 'arn:aws:kms:us-east-1:1:key/c' }, ['kms:Decrypt arn:aws:kms:us-east-1:1:key/c']],
    [
      { ResultsKeyArn: 'arn:aws:kms:us-east-1:1:key/r' },
      ['kms:Decrypt arn:aws:kms:us-east-1:1:key/r', 'kms:GenerateDataKey arn:aws:kms:us-east-1:1:key/r'],
    ],
    [{ StackKeyArn: 'arn:aws:kms:us-east-1:1:key/s' }, ['kms:Decrypt arn:aws:kms:us-east-1:1:key/s']],
  ] as [Record<string, string>, string[]][])('with %o are these more: %j', (options, added) => {
    const usual = grants();
    expect(grants(options).filter((grant) => !usual.includes(grant))).toEqual(added);
  });

  it('let only Bedrock subscribe in the Marketplace, with the add-on marketplace', () => {
    const [policy] = Object.values(evaluate(marketplaceText, ID).resources);
    expect(policy?.Properties).toEqual({
      RoleName: under().resources.ExecutionRole?.Properties.RoleName,
      PolicyName: 'CaseInsightsMCP-Marketplace',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              'aws-marketplace:Subscribe',
              'aws-marketplace:Unsubscribe',
              'aws-marketplace:ViewSubscriptions',
            ],
            Resource: '*',
            Condition: { StringEquals: { 'aws:CalledViaLast': 'bedrock.amazonaws.com' } },
          },
        ],
      },
    });
  });

  it("let Lambda attach the function to a VPC, but not the function's own code", () => {
    const ec2 = (options = {}) => statements(options).filter(({ Action }) => String(Action).includes('ec2:'));
    expect(ec2()).toEqual([]);
    // Only what the function's code requests has the key (Lambda: "Using source function ARN").
    expect(ec2(OPTION_SETS['in a VPC']).map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
      ['Allow', { Null: { 'lambda:SourceFunctionArn': 'true' } }],
    ]);
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
    expect(grants({ Tracing: 'true' })).toEqual(
      expect.arrayContaining(['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *']),
    );
  });

  it('are bounded, and under a path, in every role', () => {
    const options = OPTION_SETS['bounded roles under a path']!;
    const { resources } = under(options);
    const roles = [resources, evaluate(loggingRoleText, options).resources].flatMap((of) =>
      ofType(of, 'AWS::IAM::Role'),
    );
    expect(roles).toHaveLength(2);
    for (const { Properties } of roles) {
      expect(Properties).toMatchObject({
        Path: '/apps/',
        PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      });
    }
    expect(resources.UserAccessPolicy?.Properties.Path).toBe('/apps/');
    expect(under().resources.ExecutionRole?.Properties).not.toHaveProperty('PermissionsBoundary');
  });

  it('are spelled for the partition they are in, as are the URLs', () => {
    for (const template of [text, watchText, wafText, loggingRoleText, marketplaceText]) {
      const elsewhere = evaluate(template, ID, {
        'AWS::Partition': 'aws-cn',
        'AWS::URLSuffix': 'amazonaws.com.cn',
      });
      expect(JSON.stringify(elsewhere.resources)).not.toMatch(/arn:aws:/);
      expect(JSON.stringify(elsewhere.outputs)).not.toMatch(/amazonaws\.com[/"]|aws\.amazon\.com/);
    }
  });
});

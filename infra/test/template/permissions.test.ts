import { describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate.ts';
import { ID, OPTION_SETS, ofType, type Statement, text, under, watchText } from './options.ts';

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
    for (const template of [text, watchText]) {
      const elsewhere = evaluate(template, ID, {
        'AWS::Partition': 'aws-cn',
        'AWS::URLSuffix': 'amazonaws.com.cn',
      });
      expect(JSON.stringify(elsewhere.resources)).not.toMatch(/arn:aws:/);
      expect(JSON.stringify(elsewhere.outputs)).not.toMatch(/amazonaws\.com[/"]|aws\.amazon\.com/);
    }
  });
});

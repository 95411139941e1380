import { describe, expect, it } from 'vitest';
import type { Data } from '../evaluate.ts';
import { OPTION_SETS, properties } from './options.ts';

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
    [{ StackKeyArn: 'arn:aws:kms:us-east-1:1:key/s' }, { KmsKeyArn: 'arn:aws:kms:us-east-1:1:key/s' }],
    [
      OPTION_SETS['in a VPC'],
      {
        VpcConfig: {
          SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
          SecurityGroupIds: ['sg-0123456789abcdef0'],
        },
      },
    ],
  ] as [Record<string, string | number>, Record<string, Data>][])('with %o has %o', (options, expected) => {
    expect(properties('Function', options)).toMatchObject(expected);
  });

  it.each([
    [{}, { RESPONSE_MODE: 'stream', CASE_TABLE: 'case_summary', RESULT_REUSE_MINUTES: 15 }],
    [{ ResponseStreaming: 'false' }, { RESPONSE_MODE: 'buffered' }],
    [{ CaseTable: 'case_summary_filtered' }, { CASE_TABLE: 'case_summary_filtered' }],
    [
      { CrossRegionInference: 'eu', BedrockModelId: 'amazon.nova-lite-v1:0' },
      { BEDROCK_MODEL_ID: 'amazon.nova-lite-v1:0', CROSS_REGION_INFERENCE: 'eu' },
    ],
    [
      { BedrockGuardrailId: 'abc123', BedrockGuardrailVersion: '2' },
      { BEDROCK_GUARDRAIL_ID: 'abc123', BEDROCK_GUARDRAIL_VERSION: '2' },
    ],
    [{ BedrockReasoningEffort: 'low' }, { BEDROCK_REASONING_EFFORT: 'low' }],
    [{ AccessPolicy: '{}' }, { ACCESS_POLICY_PARAMETER: '${AccessPolicyParameter}' }],
    [{ AccessPolicyPath: '/cases/policy' }, { ACCESS_POLICY_PARAMETER: '/cases/policy/' }],
    [{ MaxInputTokens: '50000' }, { MAX_INPUT_TOKENS: '50000' }],
    [{ MaxOutputTokens: '8000' }, { MAX_OUTPUT_TOKENS: '8000' }],
    [{ AnalysisConcurrency: 2 }, { ANALYSIS_CONCURRENCY: 2 }],
    [{ MaxAnalysisTokens: '1000000' }, { MAX_ANALYSIS_TOKENS: '1000000' }],
    [{ MaxAnswerTokens: '50000' }, { MAX_ANSWER_TOKENS: '50000' }],
    [{ ScannedBytes: '5,0' }, { MAX_SCANNED_BYTES_PER_CALL: '5', MAX_SCANNED_BYTES_PER_CALLER_PER_DAY: '0' }],
    [{ TextContent: 'summary' }, { TEXT_CONTENT: 'summary' }],
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

  it('has no variables for a policy, origins or a geography that are not set', () => {
    const { Variables } = properties('Function').Environment as { Variables: Record<string, Data> };
    expect(Object.keys(Variables).sort()).toEqual([
      'ANALYSIS_CONCURRENCY',
      'ATHENA_DATABASE',
      'ATHENA_WORKGROUP',
      'BEDROCK_GUARDRAIL_ID',
      'BEDROCK_MODEL_ID',
      'BEDROCK_REASONING_EFFORT',
      'CASE_TABLE',
      'KEEP_WORK',
      'LOG_LEVEL',
      'MAX_ANALYSIS_TOKENS',
      'MAX_ANSWER_TOKENS',
      'MAX_INPUT_TOKENS',
      'MAX_OUTPUT_TOKENS',
      'MAX_SCANNED_BYTES_PER_CALL',
      'MAX_SCANNED_BYTES_PER_CALLER_PER_DAY',
      'MAX_TOKENS_PER_CALLER_PER_DAY',
      'MAX_TOKENS_PER_DAY',
      'METRICS_NAMESPACE',
      'PATIENCE_SECONDS',
      'RESPONSE_MODE',
      'RESULT_REUSE_MINUTES',
      'TEXT_CONTENT',
      'WORK_LOCATION',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const LEAST = {
  ATHENA_DATABASE: 'case_insights_x',
  ATHENA_WORKGROUP: 'CaseInsights-x',
  BEDROCK_MODEL_ID: 'm',
};

describe('readConfig', () => {
  it('fills in the defaults', () => {
    expect(readConfig(LEAST)).toEqual({
      ...LEAST,
      BEDROCK_MODEL_ID: ['m'],
      CASE_TABLE: 'case_summary',
      MAX_ANALYSIS_TOKENS: 4_000_000,
      MAX_TOKENS_PER_CALLER_PER_DAY: 20_000_000,
      MAX_TOKENS_PER_DAY: 0,
      MAX_SCANNED_BYTES_PER_CALL: 20_000_000_000,
      MAX_SCANNED_BYTES_PER_CALLER_PER_DAY: 200_000_000_000,
      MAX_ANSWER_TOKENS: 20_000,
      TEXT_CONTENT: 'json',
      ANALYSIS_CONCURRENCY: 4,
      RESULT_REUSE_MINUTES: 15,
      KEEP_WORK: true,
      PATIENCE_SECONDS: 45,
      RESPONSE_MODE: 'stream',
      CORS_ORIGINS: [],
      LOG_LEVEL: 'INFO',
      METRICS_NAMESPACE: 'CaseInsightsMCP',
    });
  });

  it('takes an empty text for absent, since CloudFormation cannot leave a variable out', () => {
    const config = readConfig({
      ...LEAST,
      CASE_TABLE: '',
      ACCESS_POLICY_PARAMETER: '',
      MAX_INPUT_TOKENS: '',
    });
    expect(config).toMatchObject({ CASE_TABLE: 'case_summary' });
    expect(config.ACCESS_POLICY_PARAMETER).toBeUndefined();
  });

  it('splits the models, in order of preference', () => {
    const { BEDROCK_MODEL_ID } = readConfig({ ...LEAST, BEDROCK_MODEL_ID: 'b.first-v1:0, us.a.second' });
    expect(BEDROCK_MODEL_ID).toEqual(['b.first-v1:0', 'us.a.second']);
  });

  it('calls models that are named by their own ids through the profiles of a geography', () => {
    const { BEDROCK_MODEL_ID } = readConfig({
      ...LEAST,
      BEDROCK_MODEL_ID: 'b.first-v1:0, us.a.second',
      CROSS_REGION_INFERENCE: 'eu',
    });
    expect(BEDROCK_MODEL_ID).toEqual(['eu.b.first-v1:0', 'us.a.second']);
  });

  it('splits the origins', () => {
    const { CORS_ORIGINS } = readConfig({ ...LEAST, CORS_ORIGINS: 'https://a.example, https://b.example,' });
    expect(CORS_ORIGINS).toEqual(['https://a.example', 'https://b.example']);
  });

  it.each([
    [{ CASE_TABLE: 'cases; DROP' }, 'CASE_TABLE: is not a table name'],
    [{ RESULT_REUSE_MINUTES: '10081' }, 'RESULT_REUSE_MINUTES: is not between 0 and 10080'],
    [{ RESULT_REUSE_MINUTES: '1.5' }, 'RESULT_REUSE_MINUTES: is not a whole number'],
    [{ ATHENA_OUTPUT_LOCATION: 'https://x' }, 'ATHENA_OUTPUT_LOCATION: is not an s3:// location'],
    [{ ATHENA_DATABASE: '' }, 'ATHENA_DATABASE is missing'],
    [{ BEDROCK_MODEL_ID: ' , ' }, 'BEDROCK_MODEL_ID: names no model'],
  ])('refuses %j', (change, fault) => {
    expect(() => readConfig({ ...LEAST, ...change })).toThrow(
      new Error(`The function's environment is not usable: ${fault}.`),
    );
  });

  it('names every variable at fault at once, and no value', () => {
    expect(() => readConfig({ BEDROCK_MODEL_ID: 'm', CASE_TABLE: '-secret-' })).toThrow(
      "The function's environment is not usable: ATHENA_DATABASE is missing; ATHENA_WORKGROUP is missing; CASE_TABLE: is not a table name.",
    );
  });
});

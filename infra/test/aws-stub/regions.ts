/** What Bedrock's control plane lists in one region, in the shape of its answers. */
export interface BedrockRegion {
  readonly modelSummaries: readonly object[];
  readonly inferenceProfileSummaries: readonly object[];
}

interface Lifecycle {
  readonly status: 'ACTIVE' | 'LEGACY';
  readonly endOfLifeTime?: string;
}

const model = (
  modelId: string,
  inferenceTypesSupported: readonly string[],
  modelLifecycle: Lifecycle = { status: 'ACTIVE' },
  responseStreamingSupported = true,
) => ({
  modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`,
  modelId,
  modelName: modelId,
  providerName: modelId.split('.')[0],
  inputModalities: ['TEXT'],
  outputModalities: ['TEXT'],
  responseStreamingSupported,
  customizationsSupported: [],
  inferenceTypesSupported,
  modelLifecycle,
});

const profile = (inferenceProfileId: string, regions: readonly string[]) => {
  const modelId = inferenceProfileId.slice(inferenceProfileId.indexOf('.') + 1);
  return {
    inferenceProfileName: inferenceProfileId,
    inferenceProfileId,
    inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${inferenceProfileId}`,
    models: regions.map((region) => ({ modelArn: `arn:aws:bedrock:${region}::foundation-model/${modelId}` })),
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
  };
};

const application = (name: string, modelId: string) => ({
  inferenceProfileName: name,
  inferenceProfileId: name,
  inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${name}`,
  models: [{ modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${modelId}` }],
  status: 'ACTIVE',
  type: 'APPLICATION',
});

const ON_DEMAND = ['ON_DEMAND'];
const PROFILE_ONLY = ['INFERENCE_PROFILE'];

/** A region with models of its own: some living, one Legacy with a day of its end, one ended, one by profiles only. */
export const US_EAST_1: BedrockRegion = {
  modelSummaries: [
    model('openai.gpt-oss-120b-1:0', ON_DEMAND),
    model('amazon.nova-lite-v1:0', ON_DEMAND),
    model('amazon.nova-lite-v1:0:300k', ['PROVISIONED']),
    model('anthropic.claude-3-haiku-20240307-v1:0', ON_DEMAND, {
      status: 'LEGACY',
      endOfLifeTime: '2026-09-10T00:00:00Z',
    }),
    model('mistral.mistral-7b-instruct-v0:2', ON_DEMAND, {
      status: 'LEGACY',
      endOfLifeTime: '2127-03-30T00:00:00Z',
    }),
    model('meta.llama3-3-70b-instruct-v1:0', ON_DEMAND, { status: 'LEGACY' }),
    model('amazon.nova-2-lite-v1:0', PROFILE_ONLY),
    model('anthropic.claude-haiku-4-5-20251001-v1:0', PROFILE_ONLY),
    model('somebody.brand-new-v1:0', ON_DEMAND),
    model('somebody.silent-v1:0', ON_DEMAND, { status: 'ACTIVE' }, false),
  ],
  inferenceProfileSummaries: [
    profile('us.amazon.nova-2-lite-v1:0', ['us-east-1', 'us-east-2', 'us-west-2']),
    profile('global.anthropic.claude-haiku-4-5-20251001-v1:0', ['us-east-1', 'eu-west-1']),
    application('a1b2c3d4e5f6', 'amazon.nova-lite-v1:0'),
  ],
};

/** A region where every model is called through a profile of several regions. */
export const PROFILES_ONLY: BedrockRegion = {
  modelSummaries: US_EAST_1.modelSummaries.filter((summary) =>
    JSON.stringify(summary).includes('INFERENCE_PROFILE'),
  ),
  inferenceProfileSummaries: US_EAST_1.inferenceProfileSummaries.slice(0, 2),
};

import { describe, expect, it } from 'vitest';
import { compareCatalog } from './compare.ts';

const model = (modelId: string, more: object = {}) => ({
  modelId,
  outputModalities: ['TEXT'],
  inferenceTypesSupported: ['ON_DEMAND'],
  modelLifecycle: { status: 'ACTIVE' },
  ...more,
});

describe('compareCatalog', () => {
  const answer = JSON.stringify({
    modelSummaries: [
      model('amazon.nova-lite-v1:0'),
      model('amazon.nova-lite-v1:0:24k', { inferenceTypesSupported: ['PROVISIONED'] }),
      model('somebody.brand-new-v1:0'),
      model('somebody.paints-v1:0', { outputModalities: ['IMAGE'] }),
      model('anthropic.claude-opus-4-1-20250805-v1:0', {
        inferenceTypesSupported: ['INFERENCE_PROFILE'],
        modelLifecycle: { status: 'LEGACY', endOfLifeTime: '2027-01-08T00:00:00+00:00' },
      }),
      model('openai.gpt-oss-120b-1:0', {
        modelLifecycle: { status: 'LEGACY', endOfLifeTime: Date.UTC(2027, 5, 1) / 1000 },
      }),
    ],
  });

  it('names text models that the catalog does not know', () => {
    expect(compareCatalog(answer).unknown).toEqual(['somebody.brand-new-v1:0']);
  });

  it('names entries that the region does not offer', () => {
    const { absent } = compareCatalog(answer);
    expect(absent).toContain('amazon.nova-2-lite');
    expect(absent).not.toContain('amazon.nova-lite');
  });

  it('names ends that the catalog has differently', () => {
    expect(compareCatalog(answer).ends).toEqual(['openai.gpt-oss-120b-1:0: 2027-06-01, catalog: none']);
  });

  it('refuses what is not an answer of ListFoundationModels', () => {
    expect(() => compareCatalog('{"models": []}')).toThrow();
  });
});

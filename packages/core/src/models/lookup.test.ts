import { describe, expect, it } from 'vitest';
import { CATALOG } from './catalog.ts';
import { DEFAULT_MODEL_IDS } from './default-models.ts';
import { catalogEntry, estimateCost, foundationModelId, modelFacts } from './lookup.ts';

describe('modelFacts', () => {
  it.each([
    ['a model id', 'anthropic.claude-3-haiku-20240307-v1:0'],
    ['a cross-region profile', 'us.anthropic.claude-3-haiku-20240307-v1:0'],
    [
      'a foundation model’s ARN',
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    ],
    [
      'a profile’s ARN',
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0',
    ],
    ['a GovCloud profile', 'us-gov.anthropic.claude-3-haiku-20240307-v1:0'],
  ])('knows Claude 3 Haiku by %s', (_, id) => {
    expect(modelFacts(id)).toEqual({
      contextTokens: 200_000,
      inputTokens: 180_000,
      outputTokens: 4_096,
      tokenFactor: 1,
      countsTokens: false,
      takesSystemPrompt: true,
      takesTools: true,
      ends: '2026-09-10',
      price: { input: 0.25, output: 1.25 },
    });
  });

  it.each([
    ['openai.gpt-oss-120b-1:0', 115_200, 16_384, 0.15],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 180_000, 64_000, 3],
    ['anthropic.claude-opus-4-1-20250805-v1:0', 180_000, 32_000, 15],
    ['us.anthropic.claude-opus-4-8', 900_000, 128_000, 5],
    ['eu.anthropic.claude-opus-5-5', 900_000, 128_000, 4],
    ['amazon.nova-lite-v1:0', 270_000, 5_000, 0.06],
    ['us.meta.llama3-3-70b-instruct-v1:0', 115_200, 4_096, 0.72],
    ['mistral.mixtral-8x7b-instruct-v0:1', 28_800, 4_096, 0.45],
  ])('tells the versions of a family apart: %s', (id, inputTokens, outputTokens, inputPrice) => {
    const facts = modelFacts(id);
    expect([facts.inputTokens, facts.outputTokens, facts.price?.input]).toEqual([
      inputTokens,
      outputTokens,
      inputPrice,
    ]);
  });

  it('knows which models take no system prompt, and how a model takes an effort', () => {
    expect(modelFacts('mistral.mistral-7b-instruct-v0:2').takesSystemPrompt).toBe(false);
    expect(modelFacts('openai.gpt-oss-120b-1:0').reasoning).toBe('reasoning_effort');
    expect(modelFacts('global.amazon.nova-2-lite-v1:0').reasoning).toBe('reasoningConfig');
    expect(modelFacts('amazon.nova-lite-v1:0').reasoning).toBeUndefined();
  });

  it('leaves room for models that count more tokens than the estimate', () => {
    expect(modelFacts('anthropic.claude-opus-4-7').tokenFactor).toBe(1.35);
  });

  it.each([
    'anthropic.claude-9-brand-new-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3d4e5f6',
    '',
  ])('takes the guide’s numbers for what it does not know: %j', (id) => {
    expect(modelFacts(id)).toEqual({
      contextTokens: 200_000,
      inputTokens: 180_000,
      outputTokens: 4_096,
      tokenFactor: 1,
      countsTokens: false,
      takesSystemPrompt: true,
      takesTools: true,
    });
  });

  it('says of each entry where it was read and when, and when the model ends as a day', () => {
    for (const { id, sources, ends } of CATALOG) {
      expect(sources.length, id).toBeGreaterThan(0);
      for (const { read } of sources) expect(read, id).toMatch(/^2026-\d\d-\d\d$/);
      if (ends !== undefined) expect(new Date(ends).toISOString().slice(0, 10)).toBe(ends);
    }
  });

  it('has each family once, with limits and prices above zero', () => {
    expect(new Set(CATALOG.map(({ id }) => id)).size).toBe(CATALOG.length);
    for (const { contextTokens, outputTokens, inputPrice, outputPrice } of CATALOG) {
      expect(Math.min(contextTokens, outputTokens, inputPrice, outputPrice)).toBeGreaterThan(0);
      expect(outputTokens).toBeLessThan(contextTokens);
    }
  });
});

describe('foundationModelId', () => {
  it.each([
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
    ['eu.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-haiku-4-5-20251001-v1:0'],
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.amazon.nova-2-lite-v1:0',
      'amazon.nova-2-lite-v1:0',
    ],
  ])('of %s is %s', (id, expected) => {
    expect(foundationModelId(id)).toBe(expected);
  });
});

describe('estimateCost', () => {
  it('is in dollars, by the price of a million tokens', () => {
    expect(estimateCost(modelFacts('anthropic.claude-3-haiku-20240307-v1:0'), 180_000, 4_000)).toBeCloseTo(
      0.05,
      10,
    );
  });

  it('is unknown where the price is', () => {
    expect(estimateCost(modelFacts('somebody.something'), 1_000, 1_000)).toBeUndefined();
  });
});

describe('DEFAULT_MODEL_IDS', () => {
  it.each(DEFAULT_MODEL_IDS)('%s is answered in the region of the call, and needs no subscription', (id) => {
    expect(foundationModelId(id)).toBe(id);
    expect(catalogEntry(id)).toMatchObject({ access: 'nothing' });
    expect(catalogEntry(id)?.ends).toBeUndefined();
  });
});

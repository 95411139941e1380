import { describe, expect, it } from 'vitest';
import { budgetOf, tokensOf } from './budget.ts';

const limits = {};

describe('budgetOf', () => {
  it.each([
    ['the guide’s model', 'anthropic.claude-3-haiku-20240307-v1:0', limits, 180_000, 4_096],
    ['a model that nobody knows', 'somebody.something-v1', limits, 180_000, 4_096],
    ['a model with a long answer', 'anthropic.claude-sonnet-4-5-20250929-v1:0', limits, 180_000, 16_384],
    ['a small window, less the answer', 'mistral.mixtral-8x7b-instruct-v0:1', limits, 27_904, 4_096],
    [
      'the deployment’s own limits',
      'amazon.nova-pro-v1:0',
      { ...limits, maxInputTokens: 9, maxOutputTokens: 7 },
      9,
      7,
    ],
    [
      'an answer of the deployment’s choice',
      'amazon.nova-micro-v1:0',
      { ...limits, maxOutputTokens: 28_000 },
      100_000,
      28_000,
    ],
  ])('takes %s', (_, modelId, given, maxInputTokens, maxOutputTokens) => {
    expect(budgetOf(modelId, given)).toMatchObject({ maxInputTokens, maxOutputTokens });
  });
});

describe('tokensOf', () => {
  it('counts more for a model whose vocabulary counts more', () => {
    const text = 'The customer reported slow answers of the service. '.repeat(50);
    const older = tokensOf(text, budgetOf('anthropic.claude-opus-4-6-v1', limits));
    const newer = tokensOf(text, budgetOf('anthropic.claude-opus-4-7', limits));
    expect(newer / older).toBeCloseTo(1.35, 2);
  });
});

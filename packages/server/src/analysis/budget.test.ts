import { describe, expect, it } from 'vitest';
import { budgetOf, noRoom, outputTokensFor, tokensOf } from './budget.ts';

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
      'no input where the answer may fill the window',
      'mistral.mixtral-8x7b-instruct-v0:1',
      { ...limits, maxOutputTokens: 40_000 },
      0,
      40_000,
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

describe('outputTokensFor', () => {
  it.each([
    ['all of them', 'anthropic.claude-3-haiku-20240307-v1:0', 4_095],
    ['half of them, rounded down, to a model that thinks', 'anthropic.claude-opus-4-7', 2_047],
  ])('leaves %s', (_, modelId, left) => {
    expect(outputTokensFor(budgetOf(modelId, { maxOutputTokens: 4_095 }))).toBe(left);
  });
});

describe('tokensOf', () => {
  it('counts whole tokens, a part of one for one', () => {
    expect(tokensOf('', budgetOf('anthropic.claude-opus-4-7', limits))).toBe(0);
    expect(tokensOf('a', budgetOf('anthropic.claude-opus-4-7', limits))).toBe(2);
  });

  it('counts more for a model whose vocabulary counts more', () => {
    const text = 'The customer reported slow answers of the service. '.repeat(50);
    const older = tokensOf(text, budgetOf('anthropic.claude-opus-4-6-v1', limits));
    const newer = tokensOf(text, budgetOf('anthropic.claude-opus-4-7', limits));
    expect(newer / older).toBeCloseTo(1.35, 2);
  });
});

describe('noRoom', () => {
  it('says what is too long, by how much, and what to do', () => {
    expect(noRoom(700, 500.5)).toMatchObject({
      code: 'payload_too_large',
      message:
        'The question and what goes with it take about 700 tokens, and a model call may hold 500, so there is no room for data: ask a shorter question, or have MAX_INPUT_TOKENS raised.',
    });
  });
});

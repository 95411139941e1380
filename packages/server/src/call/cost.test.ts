import { describe, expect, it } from 'vitest';
import { estimatedCost } from './cost.ts';

const USAGE = { inputTokens: 1_000_000, outputTokens: 100_000, dataScannedBytes: 100_000_000_000 };

describe('estimatedCost', () => {
  it.each([
    ['of a scan alone', undefined, 0.5],
    ['of a model that the catalog knows', 'openai.gpt-oss-120b-1:0', 0.5 + 0.15 + 0.06],
    ['of a model that it does not know, at the price of Claude Sonnet', 'arn:…/my-profile', 0.5 + 3 + 1.5],
  ])('is that %s', (_, modelId, usd) => {
    expect(estimatedCost({ ...USAGE, ...(modelId === undefined ? {} : { modelId }) })).toBeCloseTo(usd, 9);
  });
});

import { RECORDED_REFUSALS, type RefusalName } from '@case-insights/core/recorded-refusals';
import { describe, expect, it } from 'vitest';
import { type NamedSizes, namedSizes } from './named-sizes.ts';

describe('namedSizes', () => {
  it.each<[RefusalName, NamedSizes]>([
    ['input-too-long', {}],
    ['input-too-long-nova', {}],
    ['input-too-long-llama', { limit: 8_192 }],
    ['input-too-long-claude', { input: 213_462, limit: 200_000 }],
    ['total-too-long-claude', { input: 188_240, output: 21_333, limit: 200_000 }],
    ['total-too-long-gpt-oss', { input: 135_123, output: 5_000, limit: 131_072 }],
    ['total-too-long-vllm', { input: 120_000, output: 16_384, limit: 131_072 }],
    ['output-limit', { outputLimit: 10_000 }],
    ['output-limit-claude', { outputLimit: 4_096 }],
  ])('reads the sizes of %s by their words', (name, sizes) => {
    expect(namedSizes(RECORDED_REFUSALS[name].message)).toEqual(sizes);
  });

  it('reads thousands with commas, and no numbers of a model id', () => {
    expect(namedSizes('prompt is too long: 210,000 tokens > 200,000 maximum')).toEqual({
      input: 210_000,
      limit: 200_000,
    });
    expect(namedSizes('The model anthropic.claude-3-haiku-20240307-v1:0 is too busy')).toEqual({});
  });

  it('stays fast on a text of digits', () => {
    // Processor time: on a busy machine others take of the wall-clock time.
    const begun = process.cpuUsage();
    namedSizes('1'.repeat(1_000_000));
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(200);
  });
});

import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, readCorpus } from '../../bench/corpus.ts';
import { codePoint } from '../../test/code-point.ts';
import { estimateTokens } from './token-estimate.ts';

const corpus = readCorpus(fileURLToPath(new URL('../../bench/corpus', import.meta.url)));
const measured = corpus.map((document) => ({
  ...document,
  ratio: estimateTokens(document.text) / document.tokens,
}));
const english = measured.filter(({ name }) => name.startsWith('english-'));

describe('estimateTokens', () => {
  it('is measured on documents of at least 500 characters in many languages and kinds', () => {
    expect(measured.length).toBeGreaterThan(50);
    expect(measured.filter(({ text }) => [...text].length < 500).map(({ name }) => name)).toEqual([]);
  });

  it.each(measured)('is at most 3 % under and 40 % over the tokenizers: $name', ({ ratio }) => {
    expect(ratio).toBeGreaterThanOrEqual(0.97);
    expect(ratio).toBeLessThanOrEqual(1.4);
  });

  it('is at most 10 % over at the median of English case summaries', () => {
    expect(median(english.map(({ ratio }) => ratio))).toBeLessThanOrEqual(1.1);
  });

  it('does not fail where a quarter of the length does, on Japanese', () => {
    const japanese = measured.filter(({ name }) => name.startsWith('japanese'));
    for (const { text, tokens, ratio } of japanese) {
      expect(text.length / 4 / tokens).toBeLessThan(0.4);
      expect(ratio).toBeGreaterThanOrEqual(0.97);
    }
  });

  it('is zero for nothing and never negative, fractional or NaN for anything', () => {
    expect(estimateTokens('')).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        const tokens = estimateTokens(text);
        return Number.isInteger(tokens) && tokens >= 0 && (text.trim() === '' || tokens > 0);
      }),
    );
  });

  it('judges each language for itself where two stand in one text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), fc.constantFrom(...corpus), (a, b) => {
        const sum = estimateTokens(a.text) + estimateTokens(b.text);
        const joined = estimateTokens(`${a.text}\n${b.text}`);
        return Math.abs(joined - sum) / sum < 0.05;
      }),
    );
  });

  it.each(['a', '9', '=', ' ', '\n', 'é', '漢', '😀', '\ud83d', 'aB', 'a.', '<<', '\u0301'])(
    'reads a line of a million characters of %j',
    (piece) => {
      const tokens = estimateTokens(piece.repeat(1_000_000 / piece.length));
      expect(tokens).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(tokens)).toBe(true);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fit, wrap } from './text-width.ts';

describe('fit', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['rather long', 7, 'rather…'],
    ['two\nlines', 20, 'two lines'],
    ['日本語の件名', 7, '日本語…'],
  ])('%j in %d columns is %j', (text, width, expected) => {
    expect(fit(text, width)).toBe(expected);
  });

  it('never takes more columns than it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(columnsOf(fit(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrap', () => {
  it.each([
    ['a text that is long', 8, ['a text', 'that is', 'long']],
    ['exactly so', 10, ['exactly so']],
    ['incomprehensible', 6, ['incomp', 'rehens', 'ible']],
    ['日本語の件名', 5, ['日本', '語の', '件名']],
    ['', 5, ['']],
  ])('%j in %d columns is %j', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });

  it('loses nothing and takes no more columns than it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, fit } from './text-width.ts';

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

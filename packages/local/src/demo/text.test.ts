import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, sparkline, wrap } from './text.ts';

describe('wrap', () => {
  it('breaks at spaces, keeps line breaks, and indents what belongs to a list item', () => {
    expect(wrap('1. one two three\n\nfour', 9)).toEqual(['1. one', '   two', '   three', '', 'four']);
  });

  it('lets a word stand that is longer than the line', () => {
    expect(wrap('a extraordinary b', 5)).toEqual(['a', 'extraordinary', 'b']);
  });

  it('counts no column for colours', () => {
    expect(wrap('\u001b[1mone\u001b[22m two', 7)).toEqual(['\u001b[1mone\u001b[22m two']);
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const words = (value: string) => value.split(/\s+/).filter((word) => word !== '');
        expect(words(wrap(text, width).join(' '))).toEqual(words(text));
      }),
    );
  });
});

describe('sparkline', () => {
  it('is as high as its values, from the lowest bar for zero', () => {
    expect(sparkline([0, 1, 2, 4, 7])).toBe('▁▂▃▅█');
    expect(sparkline([0, 0])).toBe('▁▁');
  });
});

describe('bar', () => {
  it('is as long as its share of the highest, to an eighth of a column', () => {
    expect(bar(8, 8, 4)).toBe('████');
    expect(bar(3, 8, 4)).toBe('█▌');
    expect(bar(0, 8, 4)).toBe('');
  });
});

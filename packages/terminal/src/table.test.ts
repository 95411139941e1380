import { describe, expect, it } from 'vitest';
import { tableLines } from './table.ts';

describe('tableLines', () => {
  it('aligns columns by what characters take on a terminal, and leaves no space at the end', () => {
    const rows = [
      ['subject', 'cases'],
      ['請求', '12'],
      ['a', ''],
    ];
    expect(tableLines(rows, { isRight: (row, column) => row > 0 && column === 1 })).toEqual([
      'subject  cases',
      '請求        12',
      'a',
    ]);
  });

  it('narrows the widest column until the line fits, but none below eight', () => {
    expect(tableLines([['short', 'a text that is long']], { width: 20 })).toEqual(['short  a text that …']);
    expect(tableLines([['a long one', 'a long two']], { width: 5 })).toEqual(['a long …  a long …']);
  });

  it('shows all of a cell on several lines where it may', () => {
    const rows = [
      ['short', 'a text that is long'],
      ['next', 'b'],
    ];
    expect(tableLines(rows, { width: 16, overflow: 'wrap' })).toEqual([
      'short  a text',
      '       that is',
      '       long',
      'next   b',
    ]);
  });

  it('makes no line of no rows', () => {
    expect(tableLines([])).toEqual([]);
  });
});

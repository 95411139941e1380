import { describe, expect, it } from 'vitest';
import { sorted } from './sorting.ts';

const column = (rows: readonly (string | number | null)[], descending: boolean, locale = 'en') =>
  sorted(
    rows.map((a) => ({ a })),
    { column: 'a', descending },
    locale,
  ).map((row) => row.a);

describe('sorted', () => {
  it('compares numbers by size and keeps missing values last', () => {
    expect(column([10, null, 9], false)).toEqual([9, 10, null]);
    expect(column([10, null, 9], true)).toEqual([10, 9, null]);
  });

  it('compares texts as the locale does, numbers in them by size', () => {
    expect(column(['case 10', 'case 9', 'Äther', 'zu'], false, 'de')).toEqual([
      'Äther',
      'case 9',
      'case 10',
      'zu',
    ]);
    expect(column(['Äther', 'zu'], false, 'sv')).toEqual(['zu', 'Äther']);
  });
});

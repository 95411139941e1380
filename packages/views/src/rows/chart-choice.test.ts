import { describe, expect, it } from 'vitest';
import { chartFor } from './chart-choice.ts';

const result = (types: readonly string[], ...rows: readonly (readonly (string | number | null)[])[]) => ({
  columns: types.map((_, index) => `c${index}`),
  column_types: [...types],
  rows: rows.map((row) => Object.fromEntries(row.map((value, index) => [`c${index}`, value]))),
});

describe('chartFor', () => {
  it('takes numbers by time as columns, the earliest first', () => {
    expect(chartFor(result(['varchar', 'bigint'], ['2026-02', 2], ['2026-01', 5]))).toEqual({
      kind: 'columns',
      label: 'c0',
      value: 'c1',
      points: [
        { label: '2026-01', value: 5 },
        { label: '2026-02', value: 2 },
      ],
    });
  });

  it('takes numbers by category as bars, in the order of the rows', () => {
    expect(chartFor(result(['double', 'varchar'], [1.5, 'RDS'], [3, 'EC2']))).toMatchObject({
      kind: 'bars',
      label: 'c1',
      value: 'c0',
      points: [
        { label: 'RDS', value: 1.5 },
        { label: 'EC2', value: 3 },
      ],
    });
  });

  it.each([
    ['one row', result(['varchar', 'bigint'], ['a', 1])],
    ['no number', result(['varchar', 'varchar'], ['a', 'b'], ['c', 'd'])],
    ['no label', result(['bigint'], [1], [2])],
    ['a label twice', result(['varchar', 'bigint'], ['a', 1], ['a', 2])],
    ['a negative number', result(['varchar', 'bigint'], ['a', 1], ['b', -2])],
    ['a missing number', result(['varchar', 'bigint'], ['a', 1], ['b', null])],
    ['41 categories', result(['varchar', 'bigint'], ...Array.from({ length: 41 }, (_, n) => [`a${n}`, n]))],
  ])('draws nothing for %s', (_, rows) => {
    expect(chartFor(rows)).toBeUndefined();
  });
});

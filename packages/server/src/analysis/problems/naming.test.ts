import { describe, expect, it } from 'vitest';
import { atMost, type JoinedProblem, joined, withoutEqualNames } from './naming.ts';

const problem = (name: string, cases: number, place: number): JoinedProblem => ({
  name,
  definition: `About ${name}.`,
  apart: '',
  cases,
  members: [place],
});
const THREE = [
  problem('Disk full', 5, 0),
  problem('No space on disk', 9, 1),
  problem('Pool exhausted', 2, 2),
];
const answer = (problems: readonly object[]) => JSON.stringify({ problems });
const shown = (problems: readonly JoinedProblem[]) =>
  problems.map(({ name, cases, members }) => [name, cases, members]);

describe('joined', () => {
  it('joins what the answer says is one, under its name, with a theme', () => {
    const said = [
      { name: 'Disk full', definition: 'No space is left.', theme: 'Storage', same: [1, 2] },
      { name: '', definition: '', theme: '', same: [3] },
    ];
    expect(joined(THREE, answer(said), false)).toEqual([
      {
        name: 'Disk full',
        definition: 'No space is left.',
        apart: '',
        theme: 'Storage',
        cases: 14,
        members: [0, 1],
      },
      THREE[2],
    ]);
  });

  it.each([
    ['keeps what the answer does not name', [{ name: 'Disk full', same: [1, 2] }]],
    [
      'counts a number where it comes first',
      [
        { name: 'Disk full', same: [1, 2, 1] },
        { name: 'Pools', same: [2] },
      ],
    ],
    [
      'drops numbers that no problem has',
      [
        {
          name: 'Disk full',
          same: [2, '[1]', 4, 0, -1, 2.5, 1e300, true, [3], 'x', null, { valueOf: 3, toString: 3 }],
        },
        { name: 'None', same: [7] },
      ],
    ],
  ])('%s', (_, said) => {
    expect(shown(joined(THREE, answer(said), false))).toEqual([
      ['Disk full', 14, expect.arrayContaining([0, 1])],
      ['Pool exhausted', 2, [2]],
    ]);
  });

  it.each([
    ['prose', 'They are all the same.'],
    ['nothing', ''],
    ['another form', '{"problems": {"a": 1}}'],
  ])('leaves the problems as they are after %s', (_, said) => {
    expect(joined(THREE, said, false)).toEqual(THREE);
  });

  it('takes results of one name as one', () => {
    const said = [
      { name: 'Disk full', same: [1] },
      { name: 'disk full!', same: [2] },
    ];
    expect(shown(joined(THREE, answer(said), false))).toEqual([
      ['disk full!', 14, [0, 1]],
      ['Pool exhausted', 2, [2]],
    ]);
  });
});

describe('withoutEqualNames', () => {
  it('adds problems of one name up', () => {
    expect(shown(withoutEqualNames([...THREE, problem('DISK-FULL', 1, 3)]))[0]).toEqual([
      'Disk full',
      6,
      [0, 3],
    ]);
  });
});

describe('atMost', () => {
  it('keeps the largest and puts the others together, so that no case is lost', () => {
    const problems = Array.from({ length: 100 }, (_, place) => problem(`Problem ${place}`, place + 1, place));
    const kept = atMost(60, problems);
    expect(kept).toHaveLength(60);
    expect(kept[0]?.name).toBe('Problem 99');
    expect(kept.at(-1)).toMatchObject({ name: 'Other problems', cases: (41 * 42) / 2 });
    expect(new Set(kept.flatMap(({ members }) => members)).size).toBe(100);
  });

  it('leaves fewer alone', () => {
    expect(atMost(60, THREE)).toEqual(THREE);
  });
});

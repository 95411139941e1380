import { describe, expect, it } from 'vitest';
import type { PackableCase } from '../packing/index.ts';
import { countProblems, isCreatedWithin, type ProblemSetting, type SortedCase } from './problem-counts.ts';
import { withFewerProblems } from './problem-fields.ts';

const NAMES = ['Disk full', 'Pool exhausted', 'Key expired'].map((name) => ({
  name,
  definition: `${name}.`,
}));
const YEAR = { first: '2025-01-01', last: '2025-12-31' };

let number = 0;
function sorted(problem: number | undefined, day: string, changes: Partial<PackableCase> = {}): SortedCase {
  number += 1;
  return {
    problem,
    case: {
      caseNumber: String(number),
      service: 'RDS',
      severityCode: 'normal',
      rcaCategory: 'throttling',
      accountNumber: '111122223333',
      timeCreated: `${day}T10:00:00.000Z`,
      summary: 'Text.',
      ...changes,
    },
  };
}
const times = (count: number, problem: number | undefined, day: string) =>
  Array.from({ length: count }, () => sorted(problem, day));

const count = (cases: readonly SortedCase[], changes: Partial<ProblemSetting> = {}) =>
  countProblems(NAMES, cases, {
    range: YEAR,
    freshness: { today: '2026-02-01', dataAsOf: '2026-01-31', lag: 10 },
    available: cases.length,
    ...changes,
  });

describe('countProblems', () => {
  it('counts the cases of each problem by all that a result says of it, most first', () => {
    number = 0;
    const { problems, problems_unassigned, problem_dates } = countProblems(
      [{ ...(NAMES[0] ?? { name: '', definition: '' }), theme: 'Storage', typical: '3' }, ...NAMES.slice(1)],
      [
        sorted(0, '2025-02-01', { severityCode: ' Critical', accountNumber: null }),
        sorted(0, '2025-11-30', { service: null, rcaCategory: 'Service Event' }),
        sorted(0, '2025-03-01'),
        sorted(1, '2025-04-01'),
        sorted(undefined, '2025-05-01'),
      ],
      { range: YEAR, freshness: { today: '2026-02-01', dataAsOf: '2026-01-31', lag: 10 }, available: 5 },
    );
    expect(problems?.map(({ name, cases }) => [name, cases])).toEqual([
      ['Disk full', 3],
      ['Pool exhausted', 1],
    ]);
    expect(problems?.[0]).toEqual({
      name: 'Disk full',
      definition: 'Disk full.',
      theme: 'Storage',
      cases: 3,
      share: 0.6,
      trend: 'unknown',
      first_day: '2025-02-01',
      last_day: '2025-11-30',
      counts: [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0],
      by_severity: { normal: 2, critical: 1 },
      by_service: { RDS: 2, unknown: 1 },
      by_account: { 111122223333: 2, unknown: 1 },
      by_rca_category: { Throttling: 2, 'Service Event': 1 },
      examples: ['1', '2', '3'],
    });
    expect(problems_unassigned).toBe(1);
    expect(problem_dates).toMatchObject({ interval: 'month', dates: expect.arrayContaining(['2025-12-01']) });
    expect(problem_dates).not.toHaveProperty('incomplete_from');
  });

  it('says of a problem of undated cases what can be said, and passes its id on', () => {
    number = 0;
    const bare = {
      timeCreated: null,
      severityCode: null,
      service: ' ',
      accountNumber: null,
      rcaCategory: null,
    };
    const named = [{ id: 'p1', name: 'Disk full', definition: 'Disk full.' }];
    const freshness = { today: '2026-02-01', dataAsOf: '2026-01-31', lag: 10 };
    const { problems } = countProblems(named, [sorted(0, '', bare)], {
      range: YEAR,
      freshness,
      available: 1,
    });
    expect(problems).toStrictEqual([
      {
        id: 'p1',
        name: 'Disk full',
        definition: 'Disk full.',
        cases: 1,
        share: 1,
        trend: 'unknown',
        counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        by_severity: { unknown: 1 },
        by_service: { unknown: 1 },
        by_account: { unknown: 1 },
        by_rca_category: { unknown: 1 },
        examples: ['1'],
      },
    ]);
  });

  it('names the most severe case and the newest, which an undated one is not', () => {
    number = 0;
    const undated = sorted(0, '', { timeCreated: null, severityCode: 'critical' });
    const { problems } = count([undated, sorted(0, '2025-05-05'), sorted(0, '2025-05-04')]);
    expect(problems?.[0]?.examples).toEqual(['1', '2']);
  });

  it('lists the three groups with the most cases, those of as many by name', () => {
    const services = ['S3', 'RDS', 'EC2', 'Lambda', 'RDS', 'Lambda', 'RDS', ' EC2 ', 'IAM'];
    const { problems } = count(services.map((service) => sorted(0, '2025-05-05', { service })));
    expect(Object.entries(problems?.[0]?.by_service ?? {})).toEqual([
      ['RDS', 3],
      ['EC2', 2],
      ['Lambda', 2],
    ]);
  });

  it('counts a case of the last day in the last interval', () => {
    expect(count([sorted(0, '2025-12-31')]).problems?.[0]?.counts.at(-1)).toBe(1);
  });

  it.each([
    ['rising', 2, 5],
    ['falling', 5, 2],
    ['steady', 5, 5],
    ['unknown', 0, 5],
  ] as const)('says that a problem is %s, as trends of services do', (trend, early, late) => {
    const { problems } = count([...times(early, 0, '2025-02-10'), ...times(late, 0, '2025-09-10')]);
    expect(problems?.[0]?.trend).toBe(trend);
  });

  it('leaves intervals that still fill up out of the trend, and names the first of them', () => {
    const cases = [...times(6, 0, '2025-02-10'), ...times(6, 0, '2025-09-10')];
    const { problems, problem_dates } = count(cases, {
      freshness: { today: '2025-12-20', dataAsOf: '2025-12-19', lag: 120 },
    });
    expect(problem_dates?.incomplete_from).toBe('2025-08-01');
    expect(problems?.[0]?.trend).toBe('falling');
  });

  it('knows no trend where not every case was read, since severe and new ones are read first', () => {
    const cases = [...times(1, 0, '2025-02-10'), ...times(5, 0, '2025-09-10')];
    expect(count(cases, { available: 7 }).problems?.[0]).toMatchObject({ trend: 'unknown' });
    expect(count(cases, { available: 7 }).problems?.[0]).not.toHaveProperty('new_since');
  });

  it('calls a problem new since its first day where the earlier half has none of its cases', () => {
    const { problems } = count([
      ...times(3, 0, '2025-09-10'),
      ...times(1, 1, '2025-01-31'),
      ...times(2, 1, '2025-09-09'),
    ]);
    expect(problems?.map((problem) => problem.new_since)).toEqual(['2025-09-10', undefined]);
  });

  it('halves the intervals that the range has as a whole', () => {
    // January is no whole month of this range, so that the later half begins in July.
    const range = { first: '2025-01-15', last: '2025-12-31' };
    const { problems } = count([sorted(0, '2025-07-01'), sorted(1, '2025-06-30')], { range });
    expect(problems?.map((problem) => problem.new_since)).toEqual(['2025-07-01', undefined]);
    const day = { first: '2025-05-05', last: '2025-05-05' };
    expect(count([sorted(0, '2025-05-05')], { range: day }).problems?.[0]).not.toHaveProperty('new_since');
  });

  it('calls a problem new that a later compared period has too', () => {
    const cases = [sorted(0, '2025-09-10'), sorted(0, '2026-01-10')];
    const compared = { range: { first: '2026-01-01', last: '2026-01-31' }, available: 1 };
    expect(count(cases, { available: 1, compared }).problems?.[0]?.new_since).toBe('2025-09-10');
  });

  it('calls no problem new that an earlier compared period has', () => {
    const late = times(3, 0, '2025-09-10');
    const before = [...late, ...times(1, 0, '2024-09-10')];
    const compared = { range: { first: '2024-01-01', last: '2024-12-31' }, available: 1 };
    expect(count(before, { available: 3, compared }).problems?.[0]).not.toHaveProperty('new_since');
    expect(count(late, { available: 3, compared }).problems?.[0]?.new_since).toBe('2025-09-10');
  });

  it('counts by day in a month and by week in half a year', () => {
    const days = count(times(2, 0, '2025-03-05'), { range: { first: '2025-03-01', last: '2025-03-31' } });
    expect(days.problem_dates?.interval).toBe('day');
    expect(days.problems?.[0]?.counts[4]).toBe(2);
    const weeks = count(times(2, 0, '2025-01-05'), { range: { first: '2025-01-01', last: '2025-03-31' } });
    expect(weeks.problem_dates?.dates.slice(0, 2)).toEqual(['2024-12-30', '2025-01-06']);
    expect(weeks.problems?.[0]?.counts[0]).toBe(2);
  });

  it('lists 20 problems and sums the rest', () => {
    const names = Array.from({ length: 25 }, (_, place) => ({ name: `Problem ${place}`, definition: '' }));
    const cases = names.flatMap((_, place) => times(place + 1, place, '2025-05-05'));
    const { problems, problems_other } = countProblems(names, cases, {
      range: YEAR,
      freshness: { today: '2026-02-01', dataAsOf: undefined, lag: 0 },
      available: cases.length,
    });
    expect(problems).toHaveLength(20);
    expect(problems?.[0]?.name).toBe('Problem 24');
    expect(problems_other).toEqual({ problems: 5, cases: 1 + 2 + 3 + 4 + 5 });
  });

  it('lists small problems that are put together last, however many cases they have', () => {
    const cases = [...times(9, 0, '2025-05-05'), ...times(2, 1, '2025-05-05')];
    const names = [{ name: 'Other problems', definition: '', rest: true }, ...NAMES.slice(1)];
    const { problems } = countProblems(names, cases, {
      range: YEAR,
      freshness: { today: '2026-02-01', dataAsOf: undefined, lag: 0 },
      available: 11,
    });
    expect(problems?.map(({ name, cases }) => [name, cases])).toEqual([
      ['Pool exhausted', 2],
      ['Other problems', 9],
    ]);
    expect(problems?.[1]).not.toHaveProperty('rest');
  });

  it('compares two periods in cases a day, and lists what is gone', () => {
    const compared = { range: { first: '2024-07-01', last: '2024-12-31' }, available: 15 };
    const range = { first: '2025-01-01', last: '2025-06-30' };
    const cases = [
      ...times(10, 0, '2024-08-01'),
      ...times(20, 0, '2025-02-01'),
      ...times(5, 1, '2024-08-01'),
      ...times(3, 2, '2025-02-01'),
      ...times(1, undefined, '2024-08-01'),
    ];
    const { problems, problems_unassigned } = count(cases, { range, available: 23, compared });
    expect(problems?.map(({ name, cases: now, compared: before }) => [name, now, before])).toEqual([
      ['Disk full', 20, { cases: 10, change: 'grew' }],
      ['Pool exhausted', 0, { cases: 5, change: 'gone' }],
      ['Key expired', 3, { cases: 0, change: 'new' }],
    ]);
    expect(problems?.[1]).toMatchObject({ share: 0, examples: [] });
    expect(problems_unassigned).toBe(0);
    const few = [...times(1, 0, '2024-08-01'), ...times(4, 0, '2025-02-01')];
    const ofFew = count(few, { range, available: 4, compared: { ...compared, available: 1 } });
    expect(ofFew.problems?.[0]?.compared).toEqual({ cases: 1, change: 'unknown' });
    const gone = count(times(2, 0, '2024-08-01'), { range, available: 0, compared });
    expect(gone.problems?.[0]?.share).toBe(0);
    const partly = count(cases, { range, available: 23, compared: { ...compared, available: 17 } });
    expect(partly.problems?.[0]?.compared).toEqual({ cases: 10, change: 'unknown' });
  });
});

describe('the change from a compared period', () => {
  const october = { first: '2025-10-01', last: '2025-10-31' };
  const november = { first: '2025-11-01', last: '2025-11-30' };
  const december = { first: '2025-12-01', last: '2025-12-31' };
  /** 31 cases in October, 5 in the first five days of November, and two later. */
  const CASES = [...times(31, 0, '2025-10-15'), ...times(5, 0, '2025-11-05'), ...times(2, 0, '2025-11-12')];
  const changeAt = (dataAsOf: string, range = november, comparedRange = october) => {
    const within = ({ case: { timeCreated } }: SortedCase, { first, last }: typeof range) =>
      first <= (timeCreated ?? '') && (timeCreated ?? '') <= `${last}T`;
    const compared = CASES.filter((one) => within(one, comparedRange));
    const current = CASES.filter((one) => within(one, range));
    return count([...current, ...compared], {
      range,
      available: current.length,
      compared: { range: comparedRange, available: compared.length },
      freshness: { today: '2025-11-13', dataAsOf, lag: 7 },
    }).problems?.[0]?.compared?.change;
  };

  it('leaves days out that still fill up, so that a month that has begun is no decline', () => {
    expect(changeAt('2025-11-12')).toBe('steady');
  });

  it('counts a single complete day', () => {
    expect(changeAt('2025-11-08')).toBe('shrank');
  });

  it.each([
    [10, 12, 'steady'],
    [10, 13, 'grew'],
    [10, 8, 'steady'],
    [10, 7, 'shrank'],
  ])('from %i cases to %i is one beyond 20 %%: %s', (before, now, change) => {
    const cases = [...times(before, 0, '2025-10-15'), ...times(now, 0, '2025-12-15')];
    const { problems } = count(cases, {
      range: december,
      available: now,
      compared: { range: october, available: before },
    });
    expect(problems?.[0]?.compared?.change).toBe(change);
  });

  it('is unknown where no day of a period is complete, or one lies in the future', () => {
    expect(changeAt('2025-11-07')).toBe('unknown');
    expect(changeAt('2025-11-12', october, december)).toBe('unknown');
    expect(changeAt('2025-11-12', december, october)).toBe('unknown');
  });
});

describe('withFewerProblems', () => {
  it('adds what it leaves out to the rest', () => {
    const answer = count([...times(3, 0, '2025-05-05'), ...times(2, 1, '2025-05-05')]);
    expect(withFewerProblems(answer, 1)).toMatchObject({
      problems: [{ name: 'Disk full' }],
      problems_other: { problems: 1, cases: 2 },
    });
    expect(withFewerProblems(answer, 2)).toBe(answer);
    expect(withFewerProblems({ ...answer, problems_other: { problems: 4, cases: 10 } }, 1)).toMatchObject({
      problems_other: { problems: 5, cases: 12 },
    });
  });
});

describe('isCreatedWithin', () => {
  it.each([
    ['2025-04-30T23:59:59.999Z', false],
    ['2025-05-01T00:00:00.000Z', true],
    ['2025-05-31T23:59:59.999Z', true],
    ['2025-06-01T00:00:00.000Z', false],
    [null, false],
  ])('says of %s in May: %s', (timeCreated, within) => {
    const { case: one } = sorted(0, '', { timeCreated });
    expect(isCreatedWithin(one, { first: '2025-05-01', last: '2025-05-31' })).toBe(within);
  });
});

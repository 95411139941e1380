import { describe, expect, it } from 'vitest';
import { completeIntervals, retrievalLag, trendOf } from './completeness.ts';

describe('retrievalLag', () => {
  it('is the number of days within which nine of ten cases are retrieved', () => {
    const delays = [
      { days: 30, cases: 1 },
      { days: 3, cases: 80 },
      { days: 12, cases: 10 },
      { days: 90, cases: 9 },
    ];
    expect(retrievalLag(delays)).toBe(12);
    expect(retrievalLag([{ days: 5, cases: 20 }])).toBe(5);
  });

  it('is 0 while fewer than 20 cases tell of it', () => {
    expect(retrievalLag([{ days: 5, cases: 19 }])).toBe(0);
    expect(retrievalLag([])).toBe(0);
  });
});

describe('completeIntervals', () => {
  const weeks = ['2025-06-30', '2025-07-07', '2025-07-14', '2025-07-21', '2025-07-28'];
  const range = { first: '2025-07-01', last: '2025-08-01' };
  const today = '2025-08-01';

  it.each([
    ['what is over, where nothing is known of the data', range, { dataAsOf: undefined, lag: 0 }, 1, 4],
    ['what has had the days that cases need', range, { dataAsOf: '2025-08-01', lag: 6 }, 1, 3],
    ['a week whose last day is just old enough', range, { dataAsOf: '2025-08-01', lag: 5 }, 1, 4],
    ['by the newest retrieval', range, { dataAsOf: '2025-07-22', lag: 2 }, 1, 3],
    [
      'the first interval that begins with the range',
      { ...range, first: '2025-06-30' },
      { dataAsOf: today, lag: 0 },
      0,
      4,
    ],
    ['what ends with the range', { ...range, last: '2025-07-26' }, { dataAsOf: today, lag: 0 }, 1, 3],
    ['nothing', range, { dataAsOf: '2025-01-01', lag: 0 }, 1, 0],
  ])('are %s', (_, days, freshness, from, to) => {
    expect(completeIntervals(weeks, 'week', days, { today, ...freshness })).toEqual({ from, to });
  });
});

describe('trendOf', () => {
  const days = ['2025-07-01', '2025-07-02', '2025-07-03', '2025-07-04', '2025-07-05'];

  it.each([
    [[2, 2, 9, 2, 2], { from: 0, to: 5 }, 'steady'],
    [[2, 2, 9, 3, 2], { from: 0, to: 5 }, 'rising'],
    [[1, 9, 3, 3, 9], { from: 2, to: 4 }, 'steady'],
    [[9, 9, 9, 0, 0], { from: 0, to: 4 }, 'falling'],
    [[5, 5, 5, 5, 5], { from: 1, to: 2 }, 'unknown'],
    [[5, 5, 5, 5, 5], { from: 1, to: 0 }, 'unknown'],
    // Six cases tell, however many lie in what is not compared; five may be chance, and none are no steadiness.
    [[0, 0, 0, 6, 0], { from: 0, to: 4 }, 'rising'],
    [[0, 0, 0, 5, 9], { from: 0, to: 4 }, 'unknown'],
    [[5, 0, 9, 0, 0], { from: 0, to: 5 }, 'unknown'],
    [[0, 0, 0, 0, 0], { from: 0, to: 5 }, 'unknown'],
  ] as const)('calls %j within %j %s', (counts, complete, trend) => {
    expect(trendOf(counts, days, 'day', complete)).toBe(trend);
  });
});

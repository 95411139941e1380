import type { Problem } from '@case-insights/core/tools';
import { describe, expect, it } from 'vitest';
import { checkCounts } from './count-claims.ts';

const problem = (name: string, cases: number, changes: Partial<Problem> = {}): Problem => ({
  name,
  definition: '',
  cases,
  share: 0,
  trend: 'steady',
  counts: [],
  by_severity: {},
  by_service: {},
  by_account: {},
  by_rca_category: {},
  examples: [],
  ...changes,
});

const COUNTED = {
  fields: {
    problems: [
      problem('Pool exhausted', 45, { by_severity: { critical: 7 }, counts: [20, 25] }),
      problem('Disk full', 31),
      problem('Disk full on EBS', 14),
      problem('ディスクの容量不足', 12),
    ],
    problems_other: { problems: 4, cases: 1_250 },
    problems_unassigned: 9,
  },
  statistics: {
    by_severity: { high: 600 },
    by_service: { RDS: 320 },
    by_rca_category: {},
    by_lifecycle_category: {},
    by_month: {},
  },
  totals: [1_347],
};
const check = (answer: string) => checkCounts(answer, COUNTED);

describe('checkCounts', () => {
  it.each([
    'Pool exhausted (45 cases): 7 critical cases, 20 cases in May.',
    'Of 1,347 cases 1.250 Fälle are smaller, 320 RDS cases, 600 of the cases are high, 9 cases none.',
    '- **Disk full**: **31 cases**',
    'ディスクの容量不足は12件です。',
    'In 2025 cases rose; see case #17238490112 and the 99 % share of P1 cases in 24/7 operation.',
    'Version 8.0 cases are old, 1.5 cases a day.',
    'It took 2 hours in cases where 3 accounts opened cases, and 77 days before cases ended.',
    'No number at all.',
    'Between 10 and 12 instances failed.',
  ])('leaves what the tables say, and what is no number of cases: %s', (answer) => {
    expect(check(answer)).toEqual({ text: answer, corrected: 0, removed: 0 });
  });

  it.each([
    ['Pool exhausted (50 cases) is first.', 'Pool exhausted (45 cases) is first.'],
    ['1. **Pool exhausted** – about 40-50 cases', '1. **Pool exhausted** – about 45 cases'],
    ['Disk full: 7 cases', 'Disk full: 31 cases'],
    ['Disk full on EBS: 31 cases', 'Disk full on EBS: 14 cases'],
    ['Disk full betrifft 1.000 kritische Fälle.', 'Disk full betrifft 31 kritische Fälle.'],
    ['Disk full: 30 casos', 'Disk full: 31 casos'],
    [
      '**Pool exhausted** (45 cases), then Disk full (99 cases)',
      '**Pool exhausted** (45 cases), then Disk full (31 cases)',
    ],
    ['ディスクの容量不足は15件です。', 'ディスクの容量不足は12件です。'],
  ])('corrects the number of a problem: %s', (answer, text) => {
    expect(check(answer)).toEqual({ text, corrected: 1, removed: 0 });
  });

  it.each([
    ['Together these are 76 cases.', 'Together these are … cases.'],
    [
      'Pool exhausted and Disk full have 77 cases in all.',
      'Pool exhausted and Disk full have … cases in all.',
    ],
    [
      'Pool exhausted: 45 cases, 38 cases without the critical ones',
      'Pool exhausted: 45 cases, … cases without the critical ones',
    ],
  ])('takes out what no table has: %s', (answer, text) => {
    expect(check(answer)).toEqual({ text, corrected: 0, removed: 1 });
  });

  it('fills in the numbers that the model left to be counted', () => {
    expect(
      check('Pools: {cases of "pool exhausted"} cases, disks {cases of Disk full}, {cases of "Else"}.'),
    ).toEqual({
      text: 'Pools: 45 cases, disks 31, ….',
      corrected: 0,
      removed: 1,
    });
  });

  it('takes linear time', () => {
    const answer = `${'1 a b '.repeat(20_000)}\n${'{cases of '.repeat(10_000)}\n${'9'.repeat(50_000)}\n${'1,000,'.repeat(10_000)}`;
    const startedAt = performance.now();
    check(answer);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

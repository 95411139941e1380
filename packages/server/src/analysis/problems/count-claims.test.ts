import type { Problem } from '@case-insights/core/tools';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
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
      problem('Pool exhausted', 45, {
        by_severity: { critical: 7 },
        counts: [20, 25],
        compared: { cases: 33, change: 'grew' },
      }),
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
    'Since March 2025 cases fall; in Q3 2025 cases rose, from 2024 to 2025 cases doubled.',
    'The top 3 cases are HTTP 503 cases or 503 error cases: case 3 of 5, case 12 of 13.',
    'Cases: 17238490112, 17238490113; case: 3; 例：10 例えば、条件が2つ。',
    'Pool exhausted: 12 %, 40% of cases; cases: 12 %, cases: 1.5 a day.',
    '| Problem | Cases | Share |\n|---|---:|---|\n| Pool exhausted | **45** | 12 % |\n| Disk full | 31 | 8 |',
    'Between 10 and 12 instances failed.',
    'Pool exhausted had 33 cases in the year before.',
    'Over 2024–2025 cases fell.',
  ])('leaves what the tables say, and what is no number of cases: %s', (answer) => {
    expect(check(answer)).toEqual({ text: answer, corrected: 0, removed: 0 });
  });

  it.each([
    ['Pool exhausted (50 cases) is first.', 'Pool exhausted (45 cases) is first.'],
    ['1. **Pool exhausted** – about 40-50 cases', '1. **Pool exhausted** – about 45 cases'],
    ['Disk full: 7 cases', 'Disk full: 31 cases'],
    ['Disk full on EBS: 31 cases', 'Disk full on EBS: 14 cases'],
    ['Disk full betrifft 1.000 Fälle.', 'Disk full betrifft 31 Fälle.'],
    [
      '**Disk full** (50), others (77), Disk full (2025)',
      '**Disk full** (31), others (77), Disk full (2025)',
    ],
    ['Disk full: 50+ support cases.', 'Disk full: 31 support cases.'],
    ['**Disk full** – Cases: **50**, rising', '**Disk full** – Cases: **31**, rising'],
    ['ディスクの容量不足（１５件）', 'ディスクの容量不足（12件）'],
    [
      '| Problem | Number of cases |\n|---|---|\n| Disk full on EBS | ~50 |',
      '| Problem | Number of cases |\n|---|---|\n| Disk full on EBS | ~14 |',
    ],
    ['Disk full: 30 casos', 'Disk full: 31 casos'],
    [
      '**Pool exhausted** (45 cases), then Disk full (99 cases)',
      '**Pool exhausted** (45 cases), then Disk full (31 cases)',
    ],
    ['Pool exhausted: 40-45 cases', 'Pool exhausted: 45 cases'],
    ['Pool exhausted is by far the first: 50 cases.', 'Pool exhausted is by far the first: 45 cases.'],
    ['Disk full: 50 cas !', 'Disk full: 31 cas !'],
    ['| Disk full: 50 cases | high |', '| Disk full: 31 cases | high |'],
    [
      '| Problem | **Cases** |\n|---|---|\n| Disk full | 50 |',
      '| Problem | **Cases** |\n|---|---|\n| Disk full | 31 |',
    ],
    [
      '  | Problem | Cases\n  |---|---\n  | Disk full | 50',
      '  | Problem | Cases\n  |---|---\n  | Disk full | 31',
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
    ['Disk full betrifft 1.000 kritische Fälle.', 'Disk full betrifft … kritische Fälle.'],
    ['Pool exhausted: 8 cases were critical.', 'Pool exhausted: … cases were critical.'],
    ['Pool exhausted: 8 critical cases.', 'Pool exhausted: … critical cases.'],
    ['Pool exhausted rose by 12 cases.', 'Pool exhausted rose by … cases.'],
    ['Of 77 cases, most are Pool exhausted.', 'Of … cases, most are Pool exhausted.'],
    ['38 of 45 cases of Pool exhausted', '… of 45 cases of Pool exhausted'],
    ['| Fälle | |\n|---|---|\n| 77 | zusammen |', '| Fälle | |\n|---|---|\n| … | zusammen |'],
    ['Table:\n| Cases |\n|---|\n| 77 |', 'Table:\n| Cases |\n|---|\n| … |'],
    [
      '| Problem | Cases | Number of cases |\n|---|---|---|\n| Disk full | 31 | 77 |',
      '| Problem | Cases | Number of cases |\n|---|---|---|\n| Disk full | 31 | … |',
    ],
    ['2025 cases were closed.', '… cases were closed.'],
    ['In 77 cases keys expired.', 'In … cases keys expired.'],
    ['In 12025 cases keys expired.', 'In … cases keys expired.'],
    ['In 20251 cases keys expired.', 'In … cases keys expired.'],
    ['The top 50-60 cases.', 'The top … cases.'],
    [
      'Pool exhausted had 45 cases at first, then 50 cases.',
      'Pool exhausted had 45 cases at first, then … cases.',
    ],
    ['Pool exhausted and Disk full: together 77 cases.', 'Pool exhausted and Disk full: together … cases.'],
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

  it('takes a name for one only where it is no part of a word', () => {
    const counted = { ...COUNTED, fields: { problems: [problem('IAM', 45)] } };
    expect(checkCounts('Miami: 50 cases. IAM: 50 cases.', counted).text).toBe(
      'Miami: … cases. IAM: 45 cases.',
    );
    expect(checkCounts('IAM and Siam (50)', counted).text).toBe('IAM and Siam (50)');
  });

  it.each(['EC2の障害', '障害EC2'])('finds the name %s between other characters', (name) => {
    const counted = { ...COUNTED, fields: { problems: [problem(name, 12)] } };
    expect(checkCounts(`また${name}は50件です。`, counted).text).toBe(`また${name}は12件です。`);
  });

  it('finds what stands before a number at the beginning of a long line', () => {
    const rest = ' and so on'.repeat(500);
    expect(check(`Disk full: 7 cases,${rest}`).text).toBe(`Disk full: 31 cases,${rest}`);
    expect(check(`Disk full has 7 cases,${rest}`).text).toBe(`Disk full has 31 cases,${rest}`);
  });

  describe('of an answer that is made to take long', () => {
    afterEach(() => void vi.restoreAllMocks());

    it('takes steps by its length: characters that are compared with names', () => {
      const normalize = vi.spyOn(String.prototype, 'normalize');
      const bits = [
        '1',
        '１',
        '{',
        '}',
        '(',
        ')',
        '{cases of ',
        '件',
        ' cases',
        'Disk full',
        ' ',
        '*',
        '|',
        '\n',
      ];
      const unit = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(unit, (parts) => {
          const answer = parts.join('').repeat(200);
          normalize.mockClear();
          check(answer);
          const steps = normalize.mock.contexts.reduce<number>((sum, text) => sum + String(text).length, 0);
          expect(steps / answer.length).toBeLessThan(400);
        }),
        { numRuns: 100 },
      );
    });
  });

  it('takes linear time', () => {
    const answer = `${'１'.repeat(50_000)}\n${'１件'.repeat(2_000)}\n${'1 a b '.repeat(20_000)}\n${'{cases of '.repeat(10_000)}\n${'9'.repeat(50_000)}\n${'1,000,'.repeat(10_000)}\n${'9 cases, 8 cases, '.repeat(1_000)}`;
    const startedAt = performance.now();
    check(answer);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

import { describe, expect, it } from 'vitest';
import { adjustedRandIndex, bCubed, type Groups, largestCountsError } from './grouping-score.ts';

/** Groups of the cases 0, 1, 2, …, one letter each; a dot is a case without a group. */
const groups = (letters: string): Groups =>
  new Map(
    [...letters].flatMap((letter, index) => (letter === '.' ? [] : [[String(index), letter] as const])),
  );

describe('bCubed', () => {
  it.each([
    ['the same groups under other names', 'aabb', 'xxyy', 1, 1],
    // Each case is with one of its own and two others: 2/4. Nothing is torn apart.
    ['everything in one group', 'aabb', 'xxxx', 1 / 2, 1],
    // Each case is alone: right as far as it goes, and half of what belongs to it is elsewhere.
    ['every case in a group of its own', 'aabb', 'wxyz', 1, 1 / 2],
    // a: 2 of 3 in x are a, for two cases; the third is alone in y with one b: 1/2. b: 1/3, 1/2.
    [
      'one case of each in the wrong group',
      'aaabb',
      'xxyxy',
      (2 / 3 + 2 / 3 + 1 / 2 + 1 / 3 + 1 / 2) / 5,
      (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5,
    ],
    ['a case that is left out', 'aabb', 'xxy.', 1, (1 + 1 + 1 / 2 + 1 / 2) / 4],
  ])('of %s', (_, truth, found, precision, recall) => {
    const score = bCubed(groups(truth), groups(found));
    expect(score.precision).toBeCloseTo(precision, 10);
    expect(score.recall).toBeCloseTo(recall, 10);
    expect(score.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 10);
  });
});

describe('adjustedRandIndex', () => {
  it.each([
    ['the same groups', 'aabb', 'xxyy', 1],
    ['everything in one group', 'aabb', 'xxxx', 0],
    ['every case in a group of its own', 'aabb', 'wxyz', 0],
    // 2 pairs in both; 6 and 6 pairs on each side of 15: (2 - 2.4) / (6 - 2.4).
    ['groups across', 'aaabbb', 'xxyxyy', (2 - 36 / 15) / (6 - 36 / 15)],
  ])('of %s', (_, truth, found, index) => {
    expect(adjustedRandIndex(groups(truth), groups(found))).toBeCloseTo(index, 10);
  });
});

describe('largestCountsError', () => {
  it.each([
    ['the same groups', 'aaabb', 'xxxyy', 0],
    // x stands for a, 4 in place of 3, and y for b, 1 in place of 2.
    ['a case too many and one too few', 'aaabb', 'xxxxy', 1],
    // x has most of a; nothing is left for b.
    ['one group for two stories', 'aaabb', 'xxxxx', (2 + 2) / 2],
    ['nothing found', 'aaabb', '.....', (2 + 1) / 2],
  ])('of %s', (_, truth, found, error) => {
    expect(largestCountsError(groups(truth), groups(found))).toBe(error);
  });

  it('looks at the largest stories only', () => {
    expect(largestCountsError(groups('aaabbc'), groups('xxxyyy'), 1)).toBe(0);
    expect(largestCountsError(groups('aaabbc'), groups('xxxyyy'), 2)).toBe(1 / 2);
  });
});

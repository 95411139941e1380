/** The group of each case by its number, such as the story it tells or the problem it was assigned to. */
export type Groups = ReadonlyMap<string, string>;

/** How well groups agree with the truth, each from 0 to 1, where 1 is complete agreement. */
export interface BCubed {
  /** Of the cases grouped with a case, the share that belongs there; the average over all cases. */
  readonly precision: number;
  /** Of the cases that belong with a case, the share that is grouped with it; the average over all cases. */
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly f1: number;
}

/**
 * B-cubed precision, recall and F1 (Bagga and Baldwin, 1998) over all cases of the truth. A case without a group counts
 * as a group of its own, so leaving cases out lowers the recall.
 */
export function bCubed(truth: Groups, found: Groups): BCubed {
  const { truths, groups, both } = overlaps(truth, found);
  let precision = 0;
  let recall = 0;
  for (const { story, group, cases } of both) {
    precision += (cases * cases) / (groups.get(group) ?? cases);
    recall += (cases * cases) / (truths.get(story) ?? cases);
  }
  precision /= truth.size;
  recall /= truth.size;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}

/**
 * The adjusted Rand index (Hubert and Arabie, 1985): agreement over pairs of cases, 1 for the same groups and about 0
 * for groups drawn at random.
 */
export function adjustedRandIndex(truth: Groups, found: Groups): number {
  const { truths, groups, both } = overlaps(truth, found);
  const pairs = (sizes: Iterable<number>) => {
    let sum = 0;
    for (const size of sizes) sum += (size * (size - 1)) / 2;
    return sum;
  };
  const together = pairs(both.map(({ cases }) => cases));
  const inTruth = pairs(truths.values());
  const inFound = pairs(groups.values());
  const expected = (inTruth * inFound) / pairs([truth.size]);
  const most = (inTruth + inFound) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/**
 * How far the counts of the largest groups of the truth are off, in cases, on average. The count for a story is that of
 * the group with most of its cases, taken once; a story without a group has a count of 0.
 */
export function largestCountsError(truth: Groups, found: Groups, largest = 10): number {
  const { truths, groups, both } = overlaps(truth, found);
  const stories = [...truths].sort((a, b) => b[1] - a[1]).slice(0, largest);
  const countOf = new Map<string, number>();
  const taken = new Set<string>();
  for (const { story, group } of both.toSorted((a, b) => b.cases - a.cases)) {
    if (countOf.has(story) || taken.has(group) || !stories.some(([name]) => name === story)) continue;
    countOf.set(story, groups.get(group) ?? 0);
    taken.add(group);
  }
  const off = stories.reduce((sum, [story, cases]) => sum + Math.abs(cases - (countOf.get(story) ?? 0)), 0);
  return off / stories.length;
}

/** The sizes of all groups on both sides, and of all their intersections. */
function overlaps(truth: Groups, found: Groups) {
  const truths = new Map<string, number>();
  const groups = new Map<string, number>();
  const both = new Map<string, { story: string; group: string; cases: number }>();
  for (const [number, story] of truth) {
    // A group's name cannot begin like this, since a case number is part of it.
    const group = found.get(number) ?? `\0${number}`;
    truths.set(story, (truths.get(story) ?? 0) + 1);
    groups.set(group, (groups.get(group) ?? 0) + 1);
    const key = JSON.stringify([story, group]);
    const overlap = both.get(key);
    if (overlap === undefined) both.set(key, { story, group, cases: 1 });
    else overlap.cases += 1;
  }
  return { truths, groups, both: [...both.values()] };
}

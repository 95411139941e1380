/** How similar any two of `size` things are, from 0 to 1: a symmetric matrix in rows. */
export interface Similarities {
  readonly size: number;
  readonly values: Float32Array;
}

interface Merge {
  readonly kept: number;
  readonly gone: number;
  readonly similarity: number;
}

/**
 * Groups things by average linkage: two groups are one when their members are, on average, at least `least` similar.
 * Takes time in proportion to the square of the number of things (nearest-neighbour chains, Murtagh 1983).
 *
 * @returns the groups, each as places in increasing order
 */
export function agglomerate(similarities: Similarities, least: number): number[][] {
  const { size } = similarities;
  const group = Array.from({ length: size }, (_, place) => place);
  const groupOf = (place: number): number => {
    let root = place;
    while (group[root] !== undefined && group[root] !== root) root = group[root] ?? root;
    return root;
  };
  // A merge is never more similar than those it builds on, so those above the threshold are complete by themselves.
  for (const { kept, gone, similarity } of mergesOf(similarities)) {
    if (similarity >= least) group[groupOf(gone)] = groupOf(kept);
  }
  const groups = new Map<number, number[]>();
  for (let place = 0; place < size; place += 1) {
    const root = groupOf(place);
    const members = groups.get(root);
    if (members === undefined) groups.set(root, [place]);
    else members.push(place);
  }
  return [...groups.values()];
}

/**
 * Joins groups until at most `most` are left: again and again the lightest one with the group it is most similar to, on
 * average.
 */
export function joinLightest(
  groups: readonly (readonly number[])[],
  similarities: Similarities,
  weightOf: (place: number) => number,
  most: number,
): number[][] {
  const left = groups.map((members) => ({
    members: [...members],
    weight: members.reduce((sum, place) => sum + weightOf(place), 0),
  }));
  while (left.length > most) {
    left.sort((a, b) => b.weight - a.weight);
    const lightest = left.pop();
    if (lightest === undefined) break;
    let nearest = left[0];
    let highest = -1;
    for (const other of left) {
      const similarity = averageSimilarity(similarities, lightest.members, other.members);
      if (similarity > highest) {
        highest = similarity;
        nearest = other;
      }
    }
    if (nearest === undefined) break;
    nearest.members.push(...lightest.members);
    nearest.weight += lightest.weight;
  }
  return left.map(({ members }) => members);
}

/** The average similarity of the things of one list with those of another. */
export function averageSimilarity(
  { size, values }: Similarities,
  some: readonly number[],
  others: readonly number[],
): number {
  let sum = 0;
  for (const a of some) for (const b of others) sum += values[a * size + b] ?? 0;
  return sum / (some.length * others.length);
}

/** All merges down to one group, in no particular order. */
function mergesOf({ size, values }: Similarities): Merge[] {
  const average = values.slice();
  const weights = new Float64Array(size).fill(1);
  const active = new Set(Array.from({ length: size }, (_, place) => place));
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (active.size > 1) {
    const last = chain.at(-1);
    if (last === undefined) {
      const [any = 0] = active;
      chain.push(any);
      continue;
    }
    // Of equals the previous one is the nearest, so that a chain ends.
    let nearest = chain.at(-2);
    let similarity = nearest === undefined ? -1 : (average[last * size + nearest] ?? 0);
    for (const other of active) {
      const value = average[last * size + other] ?? 0;
      if (other !== last && value > similarity) {
        similarity = value;
        nearest = other;
      }
    }
    if (nearest === undefined || nearest !== chain.at(-2)) {
      if (nearest === undefined) break;
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merges.push({ kept: nearest, gone: last, similarity });
    active.delete(last);
    const [a = 1, b = 1] = [weights[nearest], weights[last]];
    for (const other of active) {
      const joined =
        (a * (average[nearest * size + other] ?? 0) + b * (average[last * size + other] ?? 0)) / (a + b);
      average[nearest * size + other] = joined;
      average[other * size + nearest] = joined;
    }
    weights[nearest] = a + b;
  }
  return merges;
}

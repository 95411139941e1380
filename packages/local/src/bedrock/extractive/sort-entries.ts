import { describeGroup, type GroupWords } from './describe-group.ts';
import type { Entry } from './entry.ts';
import { groupEntries } from './group-entries.ts';
import { isOrder, sentencesOf } from './sentences.ts';

/** A problem of a part: its words, and the indices of its cases, the most typical first. */
export interface SortedProblem extends GroupWords {
  readonly cases: readonly number[];
}

/** Which problem each entry shows, as the product's form of an answer has it. */
export interface Sorted {
  readonly problems: readonly SortedProblem[];
  /** Indices of entries that are like no other. */
  readonly none: readonly number[];
}

/** An entry alone shows no problem that could be counted, unless it stands for several cases. */
const FEWEST_CASES = 2;

/** Sorts entries that have an index into at most `most` problems. */
export function sortEntries(entries: readonly Entry[], most: number): Sorted {
  const indexed = entries.filter(({ index }) => index !== undefined).map(withoutOrders);
  const taken = new Set<string>();
  const problems: SortedProblem[] = [];
  const none: number[] = [];
  for (const group of groupEntries(indexed, most)) {
    const members = group.members.flatMap((place) => indexed[place] ?? []);
    const indices = members.flatMap(({ index }) => index ?? []);
    if (members.reduce((sum, { weight }) => sum + weight, 0) < FEWEST_CASES) none.push(...indices);
    else problems.push({ ...describeGroup(group, indexed, taken), cases: indices });
  }
  return { problems, none };
}

/** Text that instructs its reader says nothing of the problem. */
function withoutOrders(entry: Entry): Entry {
  const text = sentencesOf(entry.text)
    .filter((sentence) => !isOrder(sentence))
    .join(' ');
  return { ...entry, text };
}

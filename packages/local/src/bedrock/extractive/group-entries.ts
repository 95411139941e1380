import { agglomerate, averageSimilarity, joinLightest, type Similarities } from './agglomerate.ts';
import type { Entry, FactKind } from './entry.ts';
import { termsOf } from './terms.ts';

/** Entries that are about the same. */
export interface EntryGroup {
  /** Places in the list of entries, the most typical first. */
  readonly members: readonly number[];
  /** The words that mark the group, the strongest first, each with the term that it stands for. */
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly term: string;
  /** As it is first written. */
  readonly word: string;
  /** How strongly it marks the group. */
  readonly weight: number;
}

/** Facts that a problem has to do with; which severity or month a case has says little about what went wrong. */
const TELLING_FACTS: readonly FactKind[] = ['service', 'root cause'];
/** What a term counts for that goes with no fact, against one that goes with facts as far as it can. */
const LEAST_TELLING = 0.2;
/** Terms in fewer entries link none. */
const FEWEST_HOLDERS = 2;
/**
 * The weight of a term that only one entry has, in what that entry is about: without such terms, two of a few entries would
 * be alike by any word that they share. It is about that of a telling term among ten entries. Beyond thirty it falls with
 * their number: among hundreds, a term that links none is a name or a number rather than a topic.
 */
const OWN_WEIGHT = 2.5;
const FEW_ENTRIES = 30;
/** A term in a larger share of entries is style, not topic. With few entries, a share is not meaningful. */
const LARGEST_SHARE = 0.5;
const SHARE_FROM = 8;
/** Entries belong together from this similarity on, which a third of their topic in common reaches. */
const LEAST_SIMILARITY = 0.15;

/**
 * Groups entries by what their texts have in common, as they are: a term counts for more, the fewer entries have it and
 * the more it goes with a service or a root cause, so that what any case could say counts for little. At most `most`
 * groups; time grows with the square of the number of entries.
 */
export function groupEntries(entries: readonly Entry[], most: number): EntryGroup[] {
  const terms = entries.map(({ text }) => termsOf(text));
  const holders = holdersOf(terms);
  const weights = weightsOf(entries, holders);
  const similarities = similaritiesOf(terms, weights, (term) => holders.get(term)?.length === 1);
  const groups = joinLightest(
    agglomerate(similarities, LEAST_SIMILARITY),
    similarities,
    (place) => entries[place]?.weight ?? 0,
    most,
  );
  return groups
    .map((members) => ({
      members: byTypicality(members, similarities),
      marks: marksOf(members, terms, weights),
    }))
    .sort((a, b) => b.members.length - a.members.length);
}

interface Term {
  readonly weight: number;
  readonly holders: readonly number[];
}

/** The entries that have each term, by their places. */
function holdersOf(terms: readonly ReadonlyMap<string, string>[]): Map<string, number[]> {
  const holders = new Map<string, number[]>();
  terms.forEach((of, place) => {
    for (const term of of.keys()) {
      const places = holders.get(term);
      if (places === undefined) holders.set(term, [place]);
      else places.push(place);
    }
  });
  return holders;
}

function weightsOf(
  entries: readonly Entry[],
  holders: ReadonlyMap<string, readonly number[]>,
): Map<string, Term> {
  const most = entries.length < SHARE_FROM ? entries.length : entries.length * LARGEST_SHARE;
  const facts = TELLING_FACTS.map((kind) => {
    const values = entries.map((entry) => entry.facts[kind] ?? '');
    return { values, counts: countsOf(values) };
  });
  const weights = new Map<string, Term>();
  for (const [term, places] of holders) {
    if (places.length < FEWEST_HOLDERS || places.length > most) continue;
    const telling = facts.reduce(
      (sum, { values, counts }) =>
        sum +
        divergence(
          places.map((place) => values[place] ?? ''),
          counts,
          entries.length,
        ),
      LEAST_TELLING,
    );
    weights.set(term, { weight: telling * Math.log(1 + entries.length / places.length), holders: places });
  }
  return weights;
}

/**
 * How much the values of some entries differ from those of all: the Kullback-Leibler divergence, less what chance alone
 * gives a small sample, and not below 0.
 */
function divergence(sample: readonly string[], all: ReadonlyMap<string, number>, size: number): number {
  let sum = 0;
  for (const [value, count] of countsOf(sample)) {
    const share = count / sample.length;
    sum += share * Math.log((share * size) / (all.get(value) ?? size));
  }
  const byChance = (Math.min(sample.length, all.size) - 1) / (2 * sample.length);
  return Math.max(0, sum - byChance);
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The cosine of any two entries' weighted terms. */
function similaritiesOf(
  terms: readonly ReadonlyMap<string, string>[],
  weights: ReadonlyMap<string, Term>,
  isOwn: (term: string) => boolean,
): Similarities {
  const size = terms.length;
  const ownWeight = OWN_WEIGHT * Math.min(1, FEW_ENTRIES / size);
  const values = new Float32Array(size * size);
  for (const { weight, holders } of weights.values()) {
    const product = weight * weight;
    for (const [index, a] of holders.entries()) {
      for (let other = index + 1; other < holders.length; other += 1) {
        const place = a * size + (holders[other] ?? 0);
        values[place] = (values[place] ?? 0) + product;
      }
    }
  }
  const lengths = terms.map((of) => {
    let sum = 0;
    for (const term of of.keys()) sum += (weights.get(term)?.weight ?? (isOwn(term) ? ownWeight : 0)) ** 2;
    return Math.sqrt(sum);
  });
  for (let a = 0; a < size; a += 1) {
    for (let b = a + 1; b < size; b += 1) {
      const product = (lengths[a] ?? 0) * (lengths[b] ?? 0);
      const cosine = product === 0 ? 0 : (values[a * size + b] ?? 0) / product;
      values[a * size + b] = cosine;
      values[b * size + a] = cosine;
    }
  }
  return { size, values };
}

function byTypicality(members: readonly number[], similarities: Similarities): number[] {
  return members
    .map((place) => ({ place, typicality: averageSimilarity(similarities, [place], members) }))
    .sort((a, b) => b.typicality - a.typicality || a.place - b.place)
    .map(({ place }) => place);
}

/** The terms with most weight over the members. */
function marksOf(
  members: readonly number[],
  terms: readonly ReadonlyMap<string, string>[],
  weights: ReadonlyMap<string, Term>,
): Mark[] {
  const marks = new Map<string, { term: string; word: string; weight: number }>();
  for (const place of members) {
    for (const [term, word] of terms[place] ?? []) {
      const weight = (weights.get(term)?.weight ?? 0) / members.length;
      const known = marks.get(term);
      if (known === undefined) marks.set(term, { term, word, weight });
      else known.weight += weight;
    }
  }
  return [...marks.values()].filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
}

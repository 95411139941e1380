import type { Entry, FactKind } from './entry.ts';
import type { EntryGroup, Mark } from './group-entries.ts';
import { isTrouble, sentencesOf, shorten } from './sentences.ts';
import { STOP_WORDS } from './stop-words.ts';
import { termsOf } from './terms.ts';

/** A group in words: what an answer says of a problem. */
export interface GroupWords {
  readonly name: string;
  readonly definition: string;
  /** Facts that most of its entries have, then the words that mark it. */
  readonly apart: string;
}

/** Entries that are looked at for words, the most typical ones. */
const LOOKED_AT = 20;
/** Words of a phrase. */
const SHORTEST_PHRASE = 2;
const LONGEST_PHRASE = 4;
/** A phrase about a failure names a problem better than another with up to this many times its weight. */
const TROUBLE_WEIGHT = 2;
const MARKS_SHOWN = 12;
/** Characters of a quote; scripts without blanks say as much in a third of them, and take as many tokens. */
const QUOTE_LENGTH = 150;
const UNSPACED_QUOTE_LENGTH = 50;

/**
 * Names a group by the phrase that most of its marks are in and by its service, defines it by its most telling
 * sentence, and says what marks it. No two groups get the same name.
 *
 * @param taken the names given so far, to which this adds one
 */
export function describeGroup(group: EntryGroup, entries: readonly Entry[], taken: Set<string>): GroupWords {
  const members = group.members.flatMap((place) => entries[place] ?? []);
  const sentences = members.slice(0, LOOKED_AT).flatMap(({ text }) => sentencesOf(text));
  const weights = new Map(group.marks.map(({ term, weight }) => [term, weight]));
  const service = mostFrequent(members, 'service');
  const rootCause = mostFrequent(members, 'root cause');
  const where = service === undefined ? '' : ` in ${service}`;
  const names = [...phrasesOf(sentences, weights), ...group.marks.map(({ word }) => word), 'Other cases'];
  const name = uniqueName(
    names.map((phrase) => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${where}`),
    taken,
  );
  const quote = mostTelling(sentences, weights);
  return {
    name,
    definition: quote === undefined ? name : `For example: ${shorten(quote, quoteLength(quote))}`,
    apart: `${[service, rootCause].filter((fact) => fact !== undefined).join(', ')}: ${wordsOf(group.marks)}`,
  };
}

function quoteLength(quote: string): number {
  return quote.split(' ').length * 20 < quote.length ? UNSPACED_QUOTE_LENGTH : QUOTE_LENGTH;
}

function wordsOf(marks: readonly Mark[]): string {
  return marks
    .slice(0, MARKS_SHOWN)
    .map(({ word }) => word)
    .join(' ');
}

/** The value of a fact that most entries have, by their weights. */
function mostFrequent(entries: readonly Entry[], kind: FactKind): string | undefined {
  const counts = new Map<string, number>();
  for (const { facts, weight } of entries) {
    const value = facts[kind];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + weight);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Short runs of words, those first that hold most of the marks' weight in most sentences. */
function phrasesOf(sentences: readonly string[], weights: ReadonlyMap<string, number>): string[] {
  const scores = new Map<string, { phrase: string; weight: number; score: number }>();
  for (const phrase of sentences.flatMap(runsOf)) {
    const key = phrase.toLowerCase();
    const known = scores.get(key);
    if (known === undefined) {
      const average = weightOf(phrase, weights) / phrase.split(' ').length;
      const weight = isTrouble(phrase) ? average * TROUBLE_WEIGHT : average;
      scores.set(key, { phrase, weight, score: weight });
    } else {
      known.score += known.weight;
    }
  }
  return [...scores.values()].sort((a, b) => b.score - a.score).map(({ phrase }) => phrase);
}

/** Runs of two to four words with nothing but blanks between them, that neither begin nor end with a stop word. */
function runsOf(sentence: string): string[] {
  const words = sentence.split(' ');
  const isTopical = (word: string) =>
    /^[\p{L}][\p{L}-]{2,}$/u.test(word) && !STOP_WORDS.has(word.toLowerCase());
  return words.flatMap((first, start) => {
    if (!isTopical(first)) return [];
    const runs: string[] = [];
    for (let length = 2; length <= LONGEST_PHRASE; length += 1) {
      const last = words[start + length - 1]?.replace(/[.,;:!?]$/, '');
      if (last === undefined) break;
      const run = [...words.slice(start, start + length - 1), last];
      if (length >= SHORTEST_PHRASE && isTopical(last) && run.every((word) => /^[\p{L}-]+$/u.test(word)))
        runs.push(run.join(' '));
    }
    return runs;
  });
}

function mostTelling(sentences: readonly string[], weights: ReadonlyMap<string, number>): string | undefined {
  const scored = sentences.map((sentence) => ({
    sentence,
    score: weightOf(sentence, weights) / Math.sqrt(Math.max(1, termsOf(sentence).size)),
  }));
  return scored.sort((a, b) => b.score - a.score)[0]?.sentence;
}

function weightOf(text: string, weights: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const term of termsOf(text).keys()) sum += weights.get(term) ?? 0;
  return sum;
}

/** The first name that is not taken; where all are, the first with a number. */
export function uniqueName(names: readonly string[], taken: Set<string>): string {
  const [first = ''] = names;
  const isFree = (name: string) => !taken.has(name.toLowerCase());
  let name = names.find(isFree) ?? first;
  for (let number = 2; !isFree(name); number += 1) name = `${first} (${number})`;
  taken.add(name.toLowerCase());
  return name;
}

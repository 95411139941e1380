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

/** Services that a name lists; the cases of a group can have more. */
const SERVICES_NAMED = 2;
/** Entries that are looked at for words, the most typical ones. */
const LOOKED_AT = 20;
/** Words of a phrase. */
const SHORTEST_PHRASE = 2;
const LONGEST_PHRASE = 4;
/** A phrase about a failure names a group if this share of the entries has it, and two at least. */
const LEAST_SHARE = 0.2;
const FEWEST_HOLDERS = 2;
/** Words that turn a failure into none: "changed without interruption", "the fault no longer occurs". */
const NEGATIONS = new Set('no not never without neither nor kein keine keinen nicht ohne'.split(' '));
/** Words that name a group without such a phrase. */
const MARKS_IN_A_NAME = 3;
/** Letters in which words of one family agree at least: "type", "types". */
const FAMILY = 4;
const MARKS_SHOWN = 12;
/** Words that tell how much or how long, and never of what. */
const TIMES_AND_NUMBERS = new Set(
  'second seconds minute minutes hour hours day days week weeks month months four five six seven eight nine ten twenty thirty forty fifty hundred thousand percent'.split(
    ' ',
  ),
);
/** Characters of a quote; scripts without blanks say as much in a third of them, and take as many tokens. */
const QUOTE_LENGTH = 150;
const UNSPACED_QUOTE_LENGTH = 50;

/**
 * Names a group by the failure that most of its marks are in, or else by these marks, and by its services; defines it by its
 * most telling sentence, and says what marks it. No two groups get the same name.
 *
 * @param taken the names given so far, to which this adds one
 */
export function describeGroup(group: EntryGroup, entries: readonly Entry[], taken: Set<string>): GroupWords {
  const members = group.members.flatMap((place) => entries[place] ?? []);
  const sentences = members.slice(0, LOOKED_AT).flatMap(({ text }) => sentencesOf(text));
  const weights = new Map(group.marks.map(({ term, weight }) => [term, weight]));
  const services = byFrequency(members, 'service');
  const strongest = new Set(group.marks.slice(0, MARKS_SHOWN).map(({ term }) => term));
  const [rootCause] = byFrequency(members, 'root cause');
  const phrases = phrasesOf(sentences, weights).filter((phrase) =>
    isName(phrase, members, services, strongest),
  );
  const name = uniqueName(
    [...phrases, nameOfMarks(group.marks, services) || 'other cases'].map(
      (phrase) => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${inServices(services)}`,
    ),
    taken,
  );
  const quote = mostTelling(sentences, weights);
  return {
    name,
    definition: quote === undefined ? name : `For example: ${shorten(quote, quoteLength(quote))}`,
    apart: `${[...services.slice(0, SERVICES_NAMED + 1), rootCause].filter((fact) => fact !== undefined).join(', ')}: ${wordsOf(group.marks)}`,
  };
}

/** The end of a name: the services that the cases are of, as far as they are known. */
export function inServices(services: readonly string[]): string {
  if (services.length === 0) return '';
  if (services.length <= SERVICES_NAMED) return ` in ${services.join(' and ')}`;
  return ` in ${services.slice(0, SERVICES_NAMED).join(', ')} and others`;
}

/**
 * Whether a phrase says what failed, in a word that marks the group and for several of its entries; any other phrase may be
 * of what was done about it.
 */
function isName(
  phrase: string,
  members: readonly Entry[],
  services: readonly string[],
  strongest: ReadonlySet<string>,
): boolean {
  const words = phrase.toLowerCase().split(' ');
  const ofService = new Set(services.map((service) => service.toLowerCase()));
  if (!isTrouble(phrase) || words.some((word) => NEGATIONS.has(word) || ofService.has(word))) return false;
  if (![...termsOf(phrase).keys()].some((term) => strongest.has(term))) return false;
  const looked = members.slice(0, LOOKED_AT);
  const holders = looked.filter(({ text }) => text.toLowerCase().includes(words.join(' '))).length;
  return holders >= Math.max(Math.min(FEWEST_HOLDERS, looked.length), looked.length * LEAST_SHARE);
}

/** Words that mark a group, of each family the first; empty where it has none that can be read. */
function nameOfMarks(marks: readonly Mark[], services: readonly string[]): string {
  const ofService = new Set(services.map((service) => service.toLowerCase()));
  const words: string[] = [];
  for (const word of marks.map((mark) => mark.word.toLowerCase()).filter(isTopical)) {
    const family = word.slice(0, FAMILY);
    if (ofService.has(word)) continue;
    if (words.length < MARKS_IN_A_NAME && !words.some((known) => known.startsWith(family))) words.push(word);
  }
  return words.length === 0 ? '' : `about ${words.join(', ')}`;
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

/** The values of a fact that entries have, those first that most of them have, by their weights. */
function byFrequency(entries: readonly Entry[], kind: FactKind): string[] {
  const counts = new Map<string, number>();
  for (const { facts, weight } of entries) {
    const value = facts[kind];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + weight);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}

/** Short runs of words, those first that hold most of the marks' weight in most sentences. */
function phrasesOf(sentences: readonly string[], weights: ReadonlyMap<string, number>): string[] {
  const scores = new Map<string, { phrase: string; weight: number; score: number }>();
  for (const phrase of sentences.flatMap(runsOf)) {
    const key = phrase.toLowerCase();
    const known = scores.get(key);
    if (known === undefined) {
      const weight = weightOf(phrase, weights) / phrase.split(' ').length;
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

/** A word of letters that says something; between blanks, a script without any has no words. */
function isTopical(word: string): boolean {
  return (
    /^\p{L}[\p{L}-]{2,}$/u.test(word) &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word) &&
    !STOP_WORDS.has(word.toLowerCase()) &&
    !TIMES_AND_NUMBERS.has(word.toLowerCase())
  );
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

import type { Entry } from './entry.ts';
import { isOrder, isTrouble, sentencesOf } from './sentences.ts';
import { STOP_WORDS } from './stop-words.ts';
/** A phrase that many entries share, with those entries. */
export interface Problem {
  readonly phrase: string;
  /** Cases, near-duplicates counted. */
  readonly cases: number;
  readonly entries: readonly Entry[];
  /** The sentence of the first entry that contains the phrase. */
  readonly quote: string;
}

/** A phrase about a failure ranks before another one that has up to this many times as many cases. */
const TROUBLE_WEIGHT = 3;

/** The least number of cases that share a problem. */
const FEWEST_CASES = 2;
/** A phrase in a larger share of entries is style, not topic. */
const LARGEST_SHARE = 0.5;
/** With fewer entries, a share is not meaningful. */
const SHARE_FROM = 8;
/** Words in a phrase. */
const LONGEST_PHRASE = 3;
/** Longer texts, in characters, start with their topic, as summaries do; shorter ones are read to the end. */
const LONG_TEXT = 300;

/**
 * Finds the phrases that say most about the entries: two or three neighbouring words, and names such as
 * `ThrottlingException`, in many entries but not in most, failures first. An entry belongs to the first problem that
 * covers it.
 */
export function findProblems(entries: readonly Entry[], most: number): Problem[] {
  const holders = new Map<string, Set<number>>();
  entries.forEach((entry, index) => {
    for (const phrase of phrasesOf(entry.text)) {
      const found = holders.get(phrase);
      if (found === undefined) holders.set(phrase, new Set([index]));
      else found.add(index);
    }
  });
  const largest = entries.length < SHARE_FROM ? entries.length : entries.length * LARGEST_SHARE;
  const weigh = (indexes: Iterable<number>) => {
    let cases = 0;
    for (const index of indexes) cases += entries[index]?.weight ?? 0;
    return cases;
  };
  const candidates = [...holders]
    .filter(([, indexes]) => indexes.size <= largest)
    .map(([phrase, indexes]) => ({ phrase, indexes, cases: weigh(indexes) }))
    .filter(({ cases }) => cases >= FEWEST_CASES)
    .map((candidate) => ({
      ...candidate,
      rank: candidate.cases * (isTrouble(candidate.phrase) ? TROUBLE_WEIGHT : 1),
    }))
    // Of equals the longer phrase says more; the last comparison makes the order deterministic.
    .sort((a, b) => b.rank - a.rank || b.phrase.length - a.phrase.length || (a.phrase < b.phrase ? -1 : 1));

  const covered = new Set<number>();
  const problems: Problem[] = [];
  for (const { phrase, indexes } of candidates) {
    if (problems.length === most) break;
    const fresh = [...indexes].filter((index) => !covered.has(index));
    const cases = weigh(fresh);
    // A phrase of cases that are already covered is the same problem in other words.
    if (cases < FEWEST_CASES || fresh.length < indexes.size / 2) continue;
    for (const index of fresh) covered.add(index);
    const members = fresh.flatMap((index) => entries[index] ?? []);
    problems.push({ phrase, cases, entries: members, quote: quoteOf(members, phrase) });
  }
  return problems.sort((a, b) => b.cases - a.cases);
}

function phrasesOf(text: string): Set<string> {
  const sentences = sentencesOf(text);
  const phrases = new Set<string>();
  for (const sentence of text.length > LONG_TEXT ? sentences.slice(0, 1) : sentences) {
    if (isOrder(sentence)) continue;
    const words = [...sentence.matchAll(/[\p{L}\p{N}](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}])?/gu)];
    words.forEach((match, index) => {
      const [word] = match;
      // An inner capital marks the name of an error, an operation or a metric, which is a topic by itself.
      if (/^[A-Z][a-z]+\w*[A-Z]\w*$/.test(word)) phrases.add(word);
      let phrase = word;
      let end = match.index + word.length;
      for (const next of isTopical(word) ? words.slice(index + 1, index + LONGEST_PHRASE) : []) {
        if (sentence.slice(end, next.index) !== ' ' || !isTopical(next[0])) break;
        phrase += ` ${next[0]}`;
        end = next.index + next[0].length;
        phrases.add(phrase);
      }
    });
  }
  return phrases;
}

/** Numbers, and types, zones and versions such as `m5.2xlarge`, are in many cases and not a topic. */
function isTopical(word: string): boolean {
  return !STOP_WORDS.has(word.toLowerCase()) && !/^[\d.,:/-]+$|^(?=.*\d)(?=.*[.-])/.test(word);
}

function quoteOf(entries: readonly Entry[], phrase: string): string {
  for (const { text } of entries) {
    const sentence = sentencesOf(text).find((candidate) => candidate.includes(phrase) && !isOrder(candidate));
    if (sentence !== undefined) return sentence.trim();
  }
  return phrase;
}

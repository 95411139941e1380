import { closestMatch } from 'leven';

/** A word with at most this many wrong letters is taken for a slip. */
const MOST_WRONG = 3;

/** "; did you mean <word>?" for what looks like a slip of one of `known`, else nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const allowed = Math.min(MOST_WRONG, Math.ceil(word.length / 3));
  const match = closestMatch(word.toLowerCase(), [...known], { maxDistance: allowed });
  return match === undefined ? '' : `; did you mean ${match}?`;
}

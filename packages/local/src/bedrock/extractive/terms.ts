import { STOP_WORDS } from './stop-words.ts';

/** Runs of a script that writes without blanks, or words with what joins their parts. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[\p{L}\p{N}](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}])?/gu;
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** A word without capitals or digits inside, which can have endings. */
const INFLECTED = /^\p{Lu}?\p{Ll}+$/u;
/** Characters of a stem: about as far as words of one family agree, in English and in German. */
const STEM = 7;
const SHORTEST = 3;

/**
 * What a text is about, as terms that can be compared: stems of words, names such as `ThrottlingException` as they are,
 * pairs of characters where a script writes without blanks. Plain numbers, stop words and words of
 * one or two letters are left out.
 *
 * @returns each term once, with the first word of the text that it stands for
 */
export function termsOf(text: string): Map<string, string> {
  const terms = new Map<string, string>();
  const add = (term: string, word: string) => {
    if (!terms.has(term)) terms.set(term, word);
  };
  for (const [word] of text.matchAll(WORDS)) {
    if (UNSPACED.test(word)) {
      for (let start = 0; start + 2 <= word.length; start += 1) {
        const pair = word.slice(start, start + 2);
        add(pair, pair);
      }
    } else if (word.length >= SHORTEST && /\p{L}/u.test(word) && !STOP_WORDS.has(word.toLowerCase())) {
      add(INFLECTED.test(word) ? word.toLowerCase().slice(0, STEM) : word.toLowerCase(), word);
    }
  }
  return terms;
}

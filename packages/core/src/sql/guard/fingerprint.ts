import { tokens } from './tokens.ts';

/**
 * The statement without its literals and comments, in lower case with single spaces: what two runs of one question
 * have in common. Works on any text, also one that no parser takes; hash it before it is logged, since quoted names
 * remain.
 */
export function fingerprint(text: string): string {
  const words: string[] = [];
  let gap = false;
  for (const { type, start, end } of tokens(text)) {
    if (type === 'space' || type === 'comment') {
      gap = words.length > 0;
      continue;
    }
    const word = text.slice(start, end);
    const literal = type === 'string' || (type === 'word' && /^[0-9]/u.test(word));
    if (literal && !gap && words.at(-1) === '?') continue;
    if (gap) words.push(' ');
    words.push(literal ? '?' : word.toLowerCase());
    gap = false;
  }
  return words
    .join('')
    .replace(/\?(?: ?, ?\?)+/gu, '?')
    .replace(/ ?; ?$/u, '');
}

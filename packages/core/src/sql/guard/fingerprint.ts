import { tokens } from './tokens.ts';

/**
 * The statement without its literals and comments, in lower case with single spaces: what two runs of one question
 * have in common. Works on any text, also one that no parser takes; hash it before it is logged, since quoted names
 * remain.
 */
export function fingerprint(text: string): string {
  let result = '';
  let gap = false;
  for (const { type, start, end } of tokens(text)) {
    if (type === 'space' || type === 'comment') {
      gap = result !== '';
      continue;
    }
    const word = text.slice(start, end);
    const literal = type === 'string' || (type === 'word' && /^[0-9]/u.test(word));
    if (literal && !gap && result.endsWith('?')) continue;
    result += `${gap ? ' ' : ''}${literal ? '?' : word.toLowerCase()}`;
    gap = false;
  }
  return result.replace(/\?(?: ?, ?\?)+/gu, '?').replace(/ ?; ?$/u, '');
}

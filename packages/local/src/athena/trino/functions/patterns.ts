import { type Position, refusal, StatementError } from '../../errors.ts';
import { quote, type Typed } from '../typed.ts';

/** What Trino's engine (Joni, Java's syntax) reads otherwise than DuckDB's (RE2), or RE2 not at all. */
const FOREIGN: readonly [RegExp, string][] = [
  [/\(\?[=!<>]/, 'look-around, atomic or named groups'],
  [/\\[1-9kgGRXZzAbB]/, 'back references and anchors other than ^ and $'],
  [/[*+?}]\+/, 'possessive quantifiers'],
  [/\[\[|&&|\[[^\]]*\[/, 'sets within sets'],
  [/\\[pP]|\\[hHvVuxceaf0QE]/, 'character classes and codes of Java'],
  [/\(\?[a-z]*[^a-z:)i]|\(\?-/, 'these flags'],
];

/**
 * The pattern as DuckDB text, when both engines read it alike; else a refusal. `$` also stands before a last line
 * break in Trino, which only a test can express.
 */
export function checkPattern(pattern: Typed, use: 'test' | 'extract', position?: Position): string {
  const { literal } = pattern;
  if (literal === undefined) throw refusal('use a pattern that is no literal', position);
  for (const [foreign, what] of FOREIGN) {
    if (foreign.test(literal)) throw refusal(`match patterns with ${what}`, position);
  }
  if (/\(\?(?!:|i\))/.test(literal)) throw refusal('match patterns with these flags', position);
  try {
    new RegExp(literal.replace(/^\(\?i\)/, ''));
  } catch {
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', `invalid pattern: ${literal}`, position);
  }
  const end = /(?<!\\)(\\\\)*\$/;
  const inClass = literal.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  if (!inClass.includes('$')) return quote(spell(literal));
  if (use === 'extract' || !end.test(literal))
    throw refusal('extract or replace with $ in the pattern', position);
  return quote(spell(literal).replace(/(?<!\\)((?:\\\\)*)\$/g, '$1(?:\\n?\\z)'));
}

/** Java's `\s` also holds the vertical tab. */
const spell = (pattern: string): string =>
  pattern.replace(/(?<!\\)((?:\\\\)*)\\s(?![^[]*\])/g, '$1[\\s\\x0b]');

/** Whether the pattern can match nothing, where the engines step on differently. */
export function matchesEmpty(pattern: Typed): boolean {
  try {
    return new RegExp((pattern.literal ?? '').replace(/^\(\?i\)/, '')).test('');
  } catch {
    return true;
  }
}

/** `$1` of Java as `\1` of RE2. */
export function translateReplacement(by: Typed, position?: Position): string {
  if (by.literal === undefined) throw refusal('replace by a text that is no literal', position);
  if (/\\|\$\{/.test(by.literal)) throw refusal('replace by a text with escapes or named groups', position);
  return quote(by.literal.replace(/\$(\d)/g, '\\$1'));
}

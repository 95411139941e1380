import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { quote, type Typed } from '../values/typed.ts';

/** What Trino's engine (Joni, with Java's syntax) reads differently from DuckDB's (RE2), or what RE2 lacks. */
const FOREIGN: readonly [RegExp, string][] = [
  [/\(\?[=!<>]/, 'look-around, atomic or named groups'],
  [/\\[1-9kgGRXZzAbB]/, 'back references and anchors other than ^ and $'],
  [/[*+?}]\+/, 'possessive quantifiers'],
  [/\[\[|&&|\[[^\]]*\[/, 'sets within sets'],
  [/\\[pP]|\\[hHvVuxceaf0QE]/, 'character classes and codes of Java'],
  [/\(\?(?!:|i\))/, 'flags other than (?i)'],
  [/\[\^?\]/, 'a set that holds ]'],
];

/** A pattern as DuckDB text, its classes read as ASCII and as Unicode; equal when it has none. */
export interface DuckPattern {
  readonly ascii: string;
  readonly unicode: string;
}

/**
 * Reads a pattern that both engines read alike, or refuses it. In Trino `$` also matches before a final line break,
 * which only a test for a match can express.
 */
export function readPattern(pattern: Typed, use: 'test' | 'extract', position?: Position): DuckPattern {
  const { literal } = pattern;
  if (literal === undefined) throw refusal('use a pattern that is not a literal', position);
  for (const [foreign, what] of FOREIGN) {
    if (foreign.test(literal)) throw refusal(`match patterns with ${what}`, position);
  }
  try {
    new RegExp(literal.replaceAll('(?i)', ''));
  } catch {
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', `invalid pattern: ${literal}`, position);
  }
  return {
    ascii: quote(spell(literal, ASCII, use, position)),
    unicode: quote(spell(literal, UNICODE, use, position)),
  };
}

/** Java's character classes inside a set and, negated, on their own. Its `\s` includes the vertical tab. */
const ASCII: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t-\\r ' };
const UNICODE: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{Nd}\\p{Pc}',
  s: '\\t-\\r \\x{85}\\p{Z}',
};

function spell(
  pattern: string,
  classes: Readonly<Record<string, string>>,
  use: 'test' | 'extract',
  position?: Position,
): string {
  let inSet = false;
  return pattern.replace(/\\[\s\S]|[\s\S]/g, (token) => {
    const members = token.startsWith('\\') ? classes[token.slice(1).toLowerCase()] : undefined;
    if (members !== undefined) {
      const negated = token.slice(1) !== token.slice(1).toLowerCase();
      if (inSet && negated) throw refusal('match patterns with a negated class within a set', position);
      return inSet ? members : `[${negated ? '^' : ''}${members}]`;
    }
    if (token === '[') inSet = true;
    if (token === ']') inSet = false;
    if (token !== '$' || inSet) return token;
    if (use === 'extract') throw refusal('extract or replace with $ in the pattern', position);
    return '(?:\\n?\\z)';
  });
}

/** Whether the pattern can match the empty string, after which the engines continue differently. */
export function matchesEmpty(pattern: Typed): boolean {
  try {
    return new RegExp((pattern.literal ?? '').replaceAll('(?i)', '')).test('');
  } catch {
    return true;
  }
}

/** Java's `$1` as RE2's `\1`. */
export function translateReplacement(by: Typed, position?: Position): string {
  if (by.literal === undefined) throw refusal('replace with a string that is not a literal', position);
  if (/\\|\$\{/.test(by.literal))
    throw refusal('replace with a string that has escapes or named groups', position);
  return quote(by.literal.replace(/\$(\d)/g, '\\$1'));
}

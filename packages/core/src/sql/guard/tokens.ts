/**
 * The outermost layer of Trino's lexer: what is a comment, what is quoted, what is bare. Everything that must be known
 * before (or without) a parse is decided on these tokens: size, nesting, the statement's end, its first words and its
 * fingerprint. Strings and names double their quote and have no backslash escapes, comments do not nest.
 */
export type TokenType =
  | 'space'
  | 'comment'
  /** `'…'`; the `U&` and `X` before one are words of their own. `'a''b'` is two tokens without a gap. */
  | 'string'
  /** `"…"` */
  | 'name'
  /** `` `…` ``, which only Hive's statements use. */
  | 'backquoted'
  /** A keyword, a bare name or a number. */
  | 'word'
  /** One ASCII character. */
  | 'symbol'
  /** A character that may only stand in quotes or comments. */
  | 'foreign';

export interface Token {
  readonly type: TokenType;
  /** UTF-16 offsets, the end exclusive. */
  readonly start: number;
  readonly end: number;
  /** False for a quote or comment that the text does not close. */
  readonly closed: boolean;
}

const QUOTED = new Map<string, TokenType>([
  ["'", 'string'],
  ['"', 'name'],
  ['`', 'backquoted'],
]);
const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z0-9_]+/y;
const LINE_COMMENT = /--[^\r\n]*/y;
const PRINTABLE = /[!-~]/y;

/** Splits any text, valid SQL or not, into tokens that cover it without gaps. Takes time linear in its length. */
export function* tokens(text: string): Generator<Token> {
  let start = 0;
  while (start < text.length) {
    const token = tokenAt(text, start);
    yield token;
    start = token.end;
  }
}

function tokenAt(text: string, start: number): Token {
  const quoted = QUOTED.get(text.charAt(start));
  if (quoted !== undefined) return enclosed(quoted, text, start, 1, text.charAt(start));
  if (text.startsWith('/*', start)) return enclosed('comment', text, start, 2, '*/');
  for (const [type, pattern] of BARE) {
    pattern.lastIndex = start;
    if (pattern.test(text)) return { type, start, end: pattern.lastIndex, closed: true };
  }
  const width = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
  return { type: 'foreign', start, end: start + width, closed: true };
}

const BARE: readonly (readonly [TokenType, RegExp])[] = [
  ['space', SPACE],
  ['word', WORD],
  ['comment', LINE_COMMENT],
  ['symbol', PRINTABLE],
];

function enclosed(type: TokenType, text: string, start: number, opener: number, closer: string): Token {
  const at = text.indexOf(closer, start + opener);
  return at < 0
    ? { type, start, end: text.length, closed: false }
    : { type, start, end: at + closer.length, closed: true };
}

import { excerpt, positionAt, rejection } from './rejection.ts';
import { type Token, tokens } from './tokens.ts';

/** Athena's own limit on a query string, in UTF-8 bytes (StartQueryExecution, QueryString). */
export const MAX_STATEMENT_BYTES = 262_144;

/**
 * Brackets and CASEs open at one place. The parser recurses into them, and its time grows with the square of their
 * number: 64 take 0.1 s, 200 take 0.6 s.
 */
export const MAX_NESTING = 64;

/** One statement ready for a parser: without comments and terminator, all quotes closed. */
export interface ScreenedText {
  /**
   * The statement with each comment replaced by spaces of the same length, so that positions stay and no later reader
   * (Athena's choice between Hive's and Trino's parser included) can misread a comment.
   */
  readonly text: string;
  /** Its tokens without spaces and comments, as offsets into `text`. */
  readonly tokens: readonly Token[];
}

/** Checks what needs no grammar. Throws `query_rejected`. */
export function screen(text: string): ScreenedText {
  refuseOversized(text, 'The statement');
  refuseUnencodable(text);
  const chunks: string[] = [];
  const kept: Token[] = [];
  let nesting = 0;
  let end: Token | undefined;
  for (const token of tokens(text)) {
    const word = text.slice(token.start, token.end);
    if (token.type === 'space' || token.type === 'comment') {
      if (!token.closed) throw unclosed(text, token, 'comment');
      chunks.push(token.type === 'space' ? word : word.replace(/[^\r\n]/g, ' '));
      continue;
    }
    if (word === ';') {
      end ??= token;
      chunks.push(' ');
      continue;
    }
    if (end !== undefined) {
      throw rejection(
        'one-statement',
        positionAt(text, token.start),
        'A second statement follows the semicolon: send one statement at a time',
      );
    }
    refuseToken(text, token, word);
    nesting = Math.max(0, nesting + (NESTING[word.toUpperCase()] ?? 0));
    if (nesting > MAX_NESTING) {
      throw rejection(
        'complexity',
        positionAt(text, token.start),
        `More than ${MAX_NESTING} brackets or CASEs are open here: simplify the statement, for example with WITH`,
      );
    }
    chunks.push(word);
    kept.push(token);
  }
  const first = kept[0];
  const last = kept.at(-1);
  if (first === undefined || last === undefined) {
    throw rejection(
      'empty',
      { line: 1, column: 1 },
      'There is no statement here: send a SELECT, for example',
    );
  }
  return { text: chunks.join('').slice(0, last.end), tokens: kept };
}

const NESTING: Readonly<Record<string, number>> = { '(': 1, '[': 1, CASE: 1, ')': -1, ']': -1, END: -1 };

/** Throws `query_rejected` where a text is longer than Athena accepts; the error's sentence starts with `subject`. */
export function refuseOversized(text: string, subject: string): void {
  if (text.length > MAX_STATEMENT_BYTES || new TextEncoder().encode(text).length > MAX_STATEMENT_BYTES)
    throw oversized(subject);
}

/** The `query_rejected` error for a `subject` that is longer than Athena accepts. */
export function oversized(subject: string): Error {
  return rejection(
    'size',
    { line: 1, column: 1 },
    `${subject} is longer than Athena's ${MAX_STATEMENT_BYTES} bytes: shorten it`,
  );
}

function refuseUnencodable(text: string): void {
  const broken = text.search(/[\u{d800}-\u{dfff}\0]/u);
  if (broken >= 0) {
    throw rejection(
      'encoding',
      positionAt(text, broken),
      'The text holds a NUL or half of a surrogate pair, which would reach Athena as another text: remove it',
    );
  }
}

function refuseToken(text: string, token: Token, word: string): void {
  if (!token.closed) throw unclosed(text, token, `quote ${word.charAt(0)}`);
  if (token.type === 'foreign') {
    if (/[\u2018-\u201f\u00b4]/u.test(word)) {
      throw rejection(
        'encoding',
        positionAt(text, token.start),
        `${word} is a typographic quote: write text in straight single quotes, 'text'`,
      );
    }
    const code = (word.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw rejection(
      'encoding',
      positionAt(text, token.start),
      `The character U+${code} stands outside of quotes, where SQL has only printable ASCII: replace or quote it`,
    );
  }
}

function unclosed(text: string, token: Token, what: string): Error {
  return rejection(
    'syntax',
    positionAt(text, token.start),
    `The ${what} that opens here is never closed: ${excerpt(text.slice(token.start))}`,
  );
}

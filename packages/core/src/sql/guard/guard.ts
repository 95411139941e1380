import { parseMetadata } from './metadata.ts';
import { excerpt, positionAt, rejection } from './rejection.ts';
import { type ScreenedText, screen } from './screen.ts';
import type { GuardedStatement } from './statement.ts';

const QUERY_STARTS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', '(']);
const METADATA_STARTS = new Set(['SHOW', 'DESCRIBE', 'DESC']);

/**
 * Lets one reading statement through: a query, SHOW, DESCRIBE or EXPLAIN of a query. Throws `query_rejected` with the
 * rule and the place for everything else. Trino's grammar is loaded when the first query comes (about 0.1 s), and a
 * statement gets at most one second of it; SHOW and DESCRIBE never need it.
 */
export async function guardStatement(text: string): Promise<GuardedStatement> {
  const statement = screen(text);
  const start = wordAt(statement, 0);
  if (METADATA_STARTS.has(start)) {
    const metadata = parseMetadata(statement);
    return { kind: metadata.kind, text: statement.text.trim(), taggable: false, metadata };
  }
  const queryStart = start === 'EXPLAIN' ? explainedStart(statement) : 0;
  if (!QUERY_STARTS.has(wordAt(statement, queryStart))) throw notReading(statement, queryStart);
  const { guardQuery } = await import('./trino/index.ts');
  return guardQuery(statement.text);
}

/** The index of the token after EXPLAIN, its ANALYZE and its options: known before the grammar is loaded. */
function explainedStart(statement: ScreenedText): number {
  if (wordAt(statement, 1) === 'ANALYZE') return wordAt(statement, 2) === 'VERBOSE' ? 3 : 2;
  if (wordAt(statement, 1) !== '(' || !['FORMAT', 'TYPE'].includes(wordAt(statement, 2))) return 1;
  const close = statement.tokens.findIndex((_, index) => wordAt(statement, index) === ')');
  return close < 0 ? 1 : close + 1;
}

function notReading(statement: ScreenedText, index: number): Error {
  const token = statement.tokens[index];
  const at = positionAt(statement.text, token?.start ?? statement.text.length);
  const found = token === undefined ? 'nothing' : excerpt(statement.text.slice(token.start, token.end));
  return rejection(
    'read-only',
    at,
    `Only SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE and EXPLAIN of a query may run here, not ${found}: send one of these`,
  );
}

function wordAt(statement: ScreenedText, index: number): string {
  const token = statement.tokens[index];
  return token === undefined ? '' : statement.text.slice(token.start, token.end).toUpperCase();
}

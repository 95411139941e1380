import { foreignSyntax } from './foreign-syntax.ts';
import { type MetadataStatement, parseMetadata } from './metadata.ts';
import { excerpt, type Position, positionAt, Rejection, rejection, rejectionOf } from './rejection.ts';
import { type ScreenedText, screen } from './screen.ts';
import type { GuardedStatement } from './statement.ts';

const QUERY_STARTS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', '(']);
const METADATA_STARTS = new Set(['SHOW', 'DESCRIBE', 'DESC']);

/**
 * Accepts one read-only statement: a query, SHOW, DESCRIBE or EXPLAIN of a query. Throws `query_rejected` with the
 * rule and the place for everything else. Trino's grammar is loaded with the first query (about 0.1 s), and
 * parsing a statement takes at most one second by the clock `now`, in milliseconds. It should measure processor time: on a
 * small or busy instance wall-clock time passes without any work. SHOW and DESCRIBE never need the grammar. What Trino is
 * certain to refuse in a query of `caseTable`, whose columns are known to be text, is refused here, at no cost.
 */
export async function guardStatement(
  text: string,
  now: () => number = Date.now,
  caseTable = 'case_summary',
): Promise<GuardedStatement> {
  const statement = screen(text);
  const start = wordAt(statement, 0);
  if (METADATA_STARTS.has(start)) {
    const metadata = parseMetadata(statement);
    return { kind: metadata.kind, text: metadataText(statement, metadata), taggable: false, metadata };
  }
  const queryStart = start === 'EXPLAIN' ? explainedAt(statement) : 0;
  if (METADATA_STARTS.has(wordAt(statement, queryStart))) {
    const metadata = parseMetadata({ text: statement.text, tokens: statement.tokens.slice(queryStart) });
    return { kind: 'explain', text: statement.text.trim(), taggable: false, metadata };
  }
  if (!QUERY_STARTS.has(wordAt(statement, queryStart))) throw notReading(statement, queryStart);
  const { parseQuery } = await import('./trino-query.ts');
  const { text: sent, tokens } = statement;
  const offset = tokens[queryStart]?.start ?? 0;
  // Spaces in place of EXPLAIN keep the offsets and positions of what follows.
  const query = sent.slice(0, offset).replace(/[^\r\n]/g, ' ') + sent.slice(offset);
  try {
    const reads = parseQuery(query, now, caseTable.toLowerCase());
    return { kind: queryStart === 0 ? 'query' : 'explain', text: sent, taggable: true, reads };
  } catch (error) {
    throw explained(error, statement);
  }
}

/** Loads Trino's grammar, so that the first query does not wait for it. */
export async function prepareGuard(): Promise<void> {
  const { loadGrammar } = await import('./trino-query.ts');
  loadGrammar();
}

/** What to send: Hive's grammar has no catalog before the database. */
function metadataText({ text }: ScreenedText, { catalog }: MetadataStatement): string {
  if (catalog === undefined) return text.trim();
  return `${text.slice(0, catalog.start)}${text.slice(catalog.end)}`.trim();
}

/** If the grammar stopped at another dialect's construct, an error with Trino's equivalent; otherwise the error itself. */
function explained(error: unknown, statement: ScreenedText): unknown {
  if (!(error instanceof Rejection) || error.rule !== 'syntax') return error;
  const [first, ...others] = foreignSyntax(statement);
  return first === undefined ? error : rejectionOf('syntax', [first, ...others]);
}

const EXPLAIN_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  FORMAT: ['TEXT', 'GRAPHVIZ', 'JSON'],
  TYPE: ['LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO'],
};

/**
 * The index of the token after EXPLAIN, its ANALYZE and its options, as Athena's user guide has them ("Using EXPLAIN").
 * The grammar is not asked: it reads EXPLAIN ANALYZE VERBOSE WITH … as an ANALYZE of the table "verbose".
 */
function explainedAt(statement: ScreenedText): number {
  let index = 1;
  if (wordAt(statement, index) === 'ANALYZE') index += wordAt(statement, index + 1) === 'VERBOSE' ? 2 : 1;
  if (wordAt(statement, index) !== '(' || !(wordAt(statement, index + 1) in EXPLAIN_OPTIONS)) return index;
  do {
    const values = EXPLAIN_OPTIONS[wordAt(statement, index + 1)];
    if (values === undefined) throw unknownOption(statement, index + 1);
    if (!values.includes(wordAt(statement, index + 2))) throw unknownOption(statement, index + 2);
    index += 3;
  } while (wordAt(statement, index) === ',');
  if (wordAt(statement, index) !== ')') throw unknownOption(statement, index);
  return index + 1;
}

function unknownOption(statement: ScreenedText, index: number): Error {
  return rejection(
    'syntax',
    placeOf(statement, index),
    `EXPLAIN does not know ${shownAt(statement, index)} here: its options are FORMAT and TYPE`,
  );
}

/** First words of other dialects that only read, and what reads the same here. */
const OTHER_STARTS: Readonly<Record<string, string>> = {
  FROM: 'write SELECT * before it',
  PRAGMA: 'DESCRIBE case_summary lists the columns',
  LIST: 'SHOW TABLES lists the tables',
  USE: 'write the database before the table, database.table',
};

function notReading(statement: ScreenedText, index: number): Error {
  const found = shownAt(statement, index);
  const instead = OTHER_STARTS[wordAt(statement, index)];
  return rejection(
    'read-only',
    placeOf(statement, index),
    `Only SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE and EXPLAIN of a query may run here, not ${found}: ${instead ?? 'send one of these'}`,
  );
}

function wordAt({ text, tokens }: ScreenedText, index: number): string {
  const token = tokens[index];
  return token === undefined ? '' : text.slice(token.start, token.end).toUpperCase();
}

function shownAt({ text, tokens }: ScreenedText, index: number): string {
  const token = tokens[index];
  return token === undefined ? 'the end of the text' : excerpt(text.slice(token.start, token.end));
}

function placeOf({ text, tokens }: ScreenedText, index: number): Position {
  return positionAt(text, tokens[index]?.start ?? text.length);
}

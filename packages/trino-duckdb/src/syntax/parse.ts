import { MalformedQueryError, refusal } from '../trino/errors.ts';
import { checkTokens, positionAt } from './lexer.ts';
import { type Node, readTagged } from './tree.ts';

type Parser = typeof import('@polyglot-sql/sdk');

let parser: Promise<Parser> | undefined;

/** Loads the parser once: 22 MB of WebAssembly, about 0.2 s, so not before the first query. */
function loadParser(): Promise<Parser> {
  parser ??= import('@polyglot-sql/sdk');
  return parser;
}

/**
 * Parses one Trino statement. Throws MalformedQueryError with Trino's position when it is not one, and refuses
 * a statement that is nested too deeply for the parser.
 */
export async function parseTrino(sql: string): Promise<Node> {
  const text = checkTokens(sql);
  const { parse, Dialect } = await loadParser();
  // Dialect.Athena would read a backslash in a literal as an escape, which the engine does not.
  const result = parse(text.trimEnd(), Dialect.Trino);
  if (!result.success) throw parseError(sql, result.error, result.errorStart);
  const statements: unknown[] = result.ast;
  const [first, second] = statements;
  if (second !== undefined)
    throw new MalformedQueryError('Only one sql statement is allowed', { line: 1, column: 1 });
  return readTagged(first, text);
}

function parseError(sql: string, error: string | undefined, errorStart: number | undefined): Error {
  const start = Array.from(sql)
    .slice(0, errorStart ?? 0)
    .join('').length;
  const position = positionAt(sql, start);
  if (error?.includes('E_GUARD')) return refusal('read a statement nested as deeply as this one', position);
  const [input = ''] = /^("[^"]*"|'[^']*'|\w+|\S?)/.exec(sql.slice(start).trimStart()) ?? [];
  return new MalformedQueryError(`mismatched input '${input || '<EOF>'}'`, position);
}

import { MalformedQueryError, type Position, refusal } from '../trino/errors.ts';

/** Where offset `index` (UTF-16 units) lies in `sql`. */
export function positionAt(sql: string, index: number): Position {
  const before = sql.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: index - lineStart + 1 };
}

/** Refuses what cannot travel to DuckDB and back: NUL and lone surrogates. */
function checkText(sql: string): void {
  const nul = sql.indexOf('\0');
  if (nul >= 0) throw refusal('read a NUL character', positionAt(sql, nul));
  const lone = sql.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  if (lone >= 0) throw refusal('read half a surrogate pair', positionAt(sql, lone));
}

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;

/**
 * The statement without its closing semicolon and without comments, which give way to white space of their length, so
 * that positions stay. Throws MalformedQueryError for an empty text and for what follows a semicolon.
 */
export function statementText(sql: string): string {
  checkText(sql);
  const text = sql.replace(TOKEN, (token) =>
    /^(--|\/\*)/.test(token) ? token.replace(/[^\n]/g, ' ') : token,
  );
  const stray = text.replace(TOKEN, (token) => 'x'.repeat(token.length)).search(/['"`]/);
  if (stray >= 0) throw new MalformedQueryError(`mismatched input '${text[stray]}'`, positionAt(text, stray));
  const end = Array.from(text.matchAll(TOKEN)).find(([token]) => token === ';')?.index;
  const rest = end === undefined ? -1 : text.slice(end + 1).search(/\S/);
  if (end !== undefined && rest >= 0) {
    throw new MalformedQueryError('Only one sql statement is allowed', positionAt(text, end + 1 + rest));
  }
  const statement = end === undefined ? text : `${text.slice(0, end)} ${text.slice(end + 1)}`;
  if (statement.trim() === '')
    throw new MalformedQueryError("mismatched input '<EOF>'", { line: 1, column: 1 });
  return statement;
}

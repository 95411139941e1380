import { MalformedQueryError, type Position, refusal, StatementError } from '../trino/errors.ts';

/** Levels of parentheses and brackets. The parser's own limit is 32. */
const MAX_NESTING = 30;

/** The position of offset `index` (UTF-16 units) in `sql`. */
export function positionAt(sql: string, index: number): Position {
  const before = sql.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: index - lineStart + 1 };
}

/**
 * The position of the code point with this index, which is what the parser counts. Computed on access, since nearly
 * all positions are for errors that do not occur.
 */
export function positionOfCodePoint(sql: string, index: number): Position {
  const find = () => positionAt(sql, Array.from(sql).slice(0, index).join('').length);
  return {
    get line() {
      return find().line;
    },
    get column() {
      return find().column;
    },
  };
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\d[\w.]*)|(?<word>[A-Za-z_]\w*)|(?<symbol><>|!=|>=|<=|\|\||->|=>|[-+*/%=<>(),.;[\]?&:@])/uy;

/**
 * Reads the tokens of a statement by Trino's rules and returns its text without comments and without the closing
 * semicolon. Refuses what the parser lets through although Trino does not: backquotes, `==`, `::`, names that start
 * with a digit, several statements; and what the parser cannot process: NUL, lone surrogates, deep nesting.
 */
export function checkTokens(sql: string): string {
  refuseUnsafeText(sql);
  let depth = 0;
  let statement = '';
  let ended = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < sql.length) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(sql)?.groups;
    if (!groups) throw mismatch(sql, start);
    const token = sql.slice(start, TOKEN.lastIndex);
    if (groups.space === undefined) {
      if (ended) {
        throw new MalformedQueryError('Only one sql statement is allowed', positionAt(sql, start));
      }
      checkToken(sql, start, token, groups);
      if (token === '(' || token === '[') depth += 1;
      if (token === ')' || token === ']') depth -= 1;
      if (depth > MAX_NESTING) {
        throw refusal(`read more than ${MAX_NESTING} nested parentheses`, positionAt(sql, start));
      }
      ended = token === ';';
    }
    // Comments are replaced by white space of the same length, so that positions stay right.
    statement += groups.space === undefined || !/\S/.test(token) ? (ended ? ' ' : token) : blank(token);
  }
  if (statement.trim() === '')
    throw new MalformedQueryError("mismatched input '<EOF>'", { line: 1, column: 1 });
  return statement;
}

/** Functions of other dialects that the parser maps to Trino's, some with swapped arguments. */
const FOREIGN_FUNCTIONS =
  /^"?(len|char_length|character_length|lcase|ucase|instr|locate|startswith|weekofyear|dayofmonth|dayofweek|dayofyear|countif|iff|iif|ifnull|nvl)"?$/i;

function checkToken(sql: string, start: number, token: string, groups: Record<string, string>): void {
  if (
    FOREIGN_FUNCTIONS.test(token) &&
    /^\s*\(/.test(sql.slice(start + token.length, start + token.length + 20))
  ) {
    const name = token.replaceAll('"', '').toLowerCase();
    throw new StatementError(
      'FUNCTION_NOT_FOUND',
      `Function '${name}' not registered`,
      positionAt(sql, start),
    );
  }
  const next = sql[start + token.length] ?? '';
  if (groups.number !== undefined && !/^(\d+(\.\d*)?|\d*\.\d+)([eE]\d*)?$/.test(token)) {
    throw new MalformedQueryError(
      `identifiers must not start with a digit; surround the identifier with double quotes: '${token}'`,
      positionAt(sql, start),
    );
  }
  if (token === '=' && next === '=') throw mismatch(sql, start + 1);
  if (token === ':' || token === '@' || token === '&') {
    if (!(token === '&' && /u/i.test(sql[start - 1] ?? ''))) throw mismatch(sql, start);
  }
}

function mismatch(sql: string, start: number): MalformedQueryError {
  const [input] = sql.slice(start).split(/\s/, 1);
  return new MalformedQueryError(`mismatched input '${input}'`, positionAt(sql, start));
}

function blank(comment: string): string {
  return comment.replace(/[^\n]/g, ' ');
}

function refuseUnsafeText(sql: string): void {
  const nul = sql.indexOf('\0');
  if (nul >= 0) throw refusal('read a NUL character', positionAt(sql, nul));
  const lone = sql.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  if (lone >= 0) throw refusal('read half a surrogate pair', positionAt(sql, lone));
}

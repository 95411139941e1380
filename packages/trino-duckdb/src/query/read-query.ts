import type { Catalog } from '../context/catalog.ts';
import { checkTokens, positionAt } from '../syntax/lexer.ts';
import { parseTrino } from '../syntax/parse.ts';
import type { Node } from '../syntax/tree.ts';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import { type Translation, translate } from './translate.ts';

/** A query of Trino's that was parsed. */
export interface TrinoQuery {
  /**
   * Compiles it for DuckDB over these tables. Throws StatementError: Trino's own complaint about the statement, or a
   * refusal of what might mean something else in DuckDB.
   */
  compile(catalog: Catalog): Translation;
}

/**
 * Reads a query: SELECT, VALUES, TABLE or WITH. Throws MalformedQueryError, with Trino's position, for what is no
 * query of Trino's, and StatementError for what cannot be read here.
 */
export async function readQuery(sql: string): Promise<TrinoQuery> {
  const text = checkTokens(sql);
  if (!/^[\s(]*(select|with|values|table)\b/i.test(text)) {
    const [first = ''] = /\w+/.exec(text) ?? [];
    throw new MalformedQueryError(
      `mismatched input '${first}'. Expecting: 'DESCRIBE', 'EXPLAIN', 'SELECT', 'SHOW', 'VALUES', 'WITH'`,
      positionAt(text, text.search(/\S/)),
    );
  }
  const tree = await parseQuery(text);
  return { compile: (catalog) => translate(tree, catalog) };
}

const NAME = '(?:"(?:[^"]|"")*"|\\w+)';
/** `TABLE name` as a whole query, with what may follow one. */
const TABLE_QUERY = new RegExp(
  `^\\s*TABLE(?=\\s+${NAME}(?:\\s*\\.\\s*${NAME}){0,2}\\s*(?:$|(?:ORDER|OFFSET|LIMIT|FETCH)\\b))`,
  'i',
);

/** The parser takes `TABLE name` for an alias. It does read `FROM name` as a query, which moves no position. */
function parseQuery(text: string): Promise<Node> {
  if (!/^[\s(]*table\b/i.test(text)) return parseTrino(text);
  if (!TABLE_QUERY.test(text)) throw refusal('run TABLE in this form; write SELECT * FROM name');
  return parseTrino(text.replace(/table/i, 'FROM '));
}

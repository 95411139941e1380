import type { Catalog } from '../context/catalog.ts';
import { checkTokens, positionAt } from '../syntax/lexer.ts';
import { parseTrino } from '../syntax/parse.ts';
import type { Node } from '../syntax/tree.ts';
import { MalformedQueryError, refusal } from '../trino/errors.ts';
import { type Translation, translate } from './translate.ts';

/** A parsed Trino query. */
export interface TrinoQuery {
  /**
   * Compiles it for DuckDB over these tables. Throws StatementError: either Trino's own error, or a refusal of
   * what could mean something else in DuckDB.
   */
  compile(catalog: Catalog): Translation;
}

/**
 * Reads a query: SELECT, VALUES, TABLE or WITH. Throws MalformedQueryError, with Trino's position, when it is
 * not a Trino query, and StatementError when this compiler cannot read it.
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
/** `TABLE name` as a whole query, with the clauses that can follow it. */
const TABLE_QUERY = new RegExp(
  `^\\s*TABLE(?=\\s+${NAME}(?:\\s*\\.\\s*${NAME}){0,2}\\s*(?:$|(?:ORDER|OFFSET|LIMIT|FETCH)\\b))`,
  'i',
);

/** The parser reads `TABLE name` as an alias, but `FROM name` as a query, which keeps all positions. */
function parseQuery(text: string): Promise<Node> {
  if (!/^[\s(]*table\b/i.test(text)) return parseTrino(text);
  if (!TABLE_QUERY.test(text)) throw refusal('run TABLE in this form; write SELECT * FROM name');
  return parseTrino(text.replace(/table/i, 'FROM '));
}

import type { Catalog } from '../context/catalog.ts';
import { positionAt, statementText } from '../syntax/text.ts';
import { MalformedQueryError } from '../trino/errors.ts';
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
  const text = statementText(sql);
  if (!/^[\s(]*(select|with|values|table)\b/i.test(text)) {
    const [first = ''] = /\w+/.exec(text) ?? [];
    throw new MalformedQueryError(
      `mismatched input '${first}'. Expecting: 'DESCRIBE', 'EXPLAIN', 'SELECT', 'SHOW', 'VALUES', 'WITH'`,
      positionAt(text, text.search(/\S/)),
    );
  }
  // The grammar takes 0.1 s to load, for which nothing waits before the first query.
  const { parse } = await import('../syntax/index.ts');
  const query = parse(text);
  return { compile: (catalog) => translate(query, catalog) };
}

import type { Catalog } from '../context/catalog.ts';
import type { Context } from '../context/context.ts';
import type { OutputColumn, Scope } from '../context/scope.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal } from '../trino/errors.ts';
import { translateExpression } from './expression.ts';
import { translateQuery } from './query.ts';

/** A Trino query as one DuckDB statement. */
export interface Translation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  /** The tables it reads; a table that is read twice is listed twice. */
  readonly tables: readonly string[];
  /** Whether the same statement over the same data always gives the same result. */
  readonly repeatable: boolean;
}

/** Characters. Some functions repeat their argument, so that nesting them grows the SQL exponentially. */
const MAX_EXPRESSION = 2_000_000;

/**
 * Translates a parsed query. The result means in DuckDB what the statement means in Trino. Throws StatementError:
 * either Trino's own error, or a refusal of what could differ.
 */
export function translate(node: Node, catalog: Catalog): Translation {
  const tables: string[] = [];
  let relations = 0;
  let repeatable = true;
  const context: Context = {
    catalog,
    expression: (child: Node, scope: Scope) => {
      const value = translateExpression(child, scope, context);
      if (value.sql.length > MAX_EXPRESSION)
        throw refusal('translate an expression that is nested this deeply', child.position);
      return value;
    },
    query: (child: Node, scope: Scope) => translateQuery(child, scope, context),
    relationName: () => {
      relations += 1;
      return `r${relations}`;
    },
    reads: (table) => {
      tables.push(table);
    },
    varies: () => {
      repeatable = false;
    },
    guards: undefined,
  };
  const query = context.query(node, { columns: [], queries: new Map(), windows: new Map() });
  return { sql: query.sql, columns: query.columns, tables, repeatable };
}

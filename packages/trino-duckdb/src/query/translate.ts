import type { Catalog } from '../context/catalog.ts';
import type { Context } from '../context/context.ts';
import type { OutputColumn, Scope } from '../context/scope.ts';
import type { Expression, Query } from '../syntax/ast.ts';
import { refusal } from '../trino/errors.ts';
import { translateExpression } from './expression.ts';
import { translateQuery } from './query.ts';

/** A Trino query as one DuckDB statement, with what the answer needs to know about it. */
export interface Translation {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  /** Tables it reads, once for each time it does. */
  readonly tables: readonly string[];
  /** Whether the same text always means the same over the same data. */
  readonly repeatable: boolean;
}

/** Characters: some functions need their argument several times, so that nesting them multiplies the text. */
const MAX_EXPRESSION = 2_000_000;

/** Levels of macros within each other's arguments: DuckDB writes each argument out as often as its macro names it. */
const MAX_MACROS = 8;

/** How deeply macros stand within each other's arguments. */
function macroDepth(sql: string): number {
  const open: boolean[] = [];
  let depth = 0;
  let deepest = 0;
  for (const [token, text] of sql.matchAll(/'(?:[^']|'')*'|(\w*)\(|\)/g)) {
    if (token === ')') depth -= open.pop() ? 1 : 0;
    else if (text !== undefined) {
      const macro = text.startsWith('trino_') && !text.startsWith('trino_js_');
      open.push(macro);
      depth += macro ? 1 : 0;
      deepest = Math.max(deepest, depth);
    }
  }
  return deepest;
}

/**
 * Compiles a query. The outcome means in DuckDB what the statement means in Trino, or this throws StatementError:
 * Trino's own complaint about the statement, or a refusal of what could differ.
 */
export function translate(query: Query, catalog: Catalog): Translation {
  const tables: string[] = [];
  let relations = 0;
  let repeatable = true;
  const context: Context = {
    catalog,
    expression: (child: Expression, scope: Scope) => {
      const value = translateExpression(child, scope, context);
      if (value.sql.length > MAX_EXPRESSION)
        throw refusal('compile an expression nested like this', child.position);
      return value;
    },
    query: (child: Query, scope: Scope) => {
      const around = { ...context.nesting };
      Object.assign(context.nesting, { aggregate: undefined, window: false, clause: undefined });
      try {
        return translateQuery(child, scope, context);
      } finally {
        Object.assign(context.nesting, around);
      }
    },
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
    nesting: { aggregate: undefined, window: false, clause: undefined },
  };
  const compiled = context.query(query, { columns: [], queries: new Map(), windows: new Map() });
  if (macroDepth(compiled.sql) > MAX_MACROS) throw refusal('compile functions nested like these');
  return { sql: compiled.sql, columns: compiled.columns, tables, repeatable };
}

import { sortDirection, sortText } from '../aggregates/window.ts';
import type { Context } from '../context/context.ts';
import type { OutputColumn, Scope } from '../context/scope.ts';
import type { Expression, Query, SortItem } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';

/** ORDER BY of a query with `width` columns, with its leading space; empty when it has none. */
export function orderClause(
  items: readonly SortItem[],
  scope: Scope,
  width: number,
  distinct: readonly string[] | undefined,
  context: Context,
): string {
  const list = items.map((item) => {
    const ordinal = readOrdinal(item.value, width, 'ORDER BY');
    if (ordinal !== undefined) return `${ordinal}${sortDirection(item)}`;
    const value = context.expression(item.value, scope);
    // DuckDB would sort by a row's value out of many.
    if (distinct?.includes(value.sql) === false) {
      const message = 'For SELECT DISTINCT, ORDER BY expressions must appear in select list';
      throw new StatementError('EXPRESSION_NOT_IN_DISTINCT', message, item.value.position);
    }
    return sortText(value, item);
  });
  return list.length > 0 ? ` ORDER BY ${list.join(', ')}` : '';
}

/** The column number that a bare integer means in ORDER BY and GROUP BY, or undefined when it is none. */
export function readOrdinal(node: Expression, width: number, clause: string): number | undefined {
  if (node.kind !== 'number' || !/^\d[\d_]*$/.test(node.text)) return undefined;
  const ordinal = Number(node.text.replaceAll('_', ''));
  if (ordinal >= 1 && ordinal <= width) return ordinal;
  throw new StatementError(
    'INVALID_COLUMN_REFERENCE',
    `${clause} position ${node.text} is not in select list`,
    node.position,
  );
}

/** OFFSET and LIMIT or FETCH, with a leading space each. WITH TIES is another query, written by its reader. */
export function limitClause(query: Query): string {
  const parts: string[] = [];
  if (query.limit?.count !== undefined) parts.push(` LIMIT ${query.limit.count}`);
  if (query.offset !== undefined) parts.push(` OFFSET ${query.offset}`);
  return parts.join('');
}

/** FETCH FIRST n ROWS WITH TIES: the rows whose rank is n at most. `$` stands for the rank in `sql`. */
export function rankedQuery(
  node: Query,
  sql: string,
  order: string,
  columns: readonly OutputColumn[],
  context: Context,
): string {
  if (order === '')
    throw new StatementError(
      'MISSING_ORDER_BY',
      'FETCH FIRST WITH TIES clause requires ORDER BY',
      node.position,
    );
  if (node.offset !== undefined) throw refusal('take OFFSET and WITH TIES together', node.position);
  const name = context.relationName();
  const items = columns.map((_, i) => `${name}.c${i}`).join(', ');
  const ranked = sql.replace('$', () => `rank() OVER (ORDER BY ${order}) AS place`);
  return `SELECT ${items} FROM (${ranked}) ${name} WHERE ${name}.place <= ${node.limit?.count ?? '1'} ORDER BY ${name}.place`;
}

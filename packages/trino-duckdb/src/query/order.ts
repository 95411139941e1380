import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import { sortDirection } from '../context/sort-items.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal, StatementError } from '../trino/errors.ts';

/** ORDER BY of a query with `width` columns, with its leading space; empty when it has none. */
export function orderClause(node: Node, scope: Scope, width: number, context: Context): string {
  const distinct =
    node.kind === 'select' && node.flag('distinct')
      ? (scope.preferred ?? []).map(({ value }) => value.sql)
      : undefined;
  const items = node.part('order_by')?.only('expressions').parts('expressions') ?? [];
  if (items.length === 0) return '';
  const list = items.map((item) => {
    const value = item.only('this', 'desc', 'nulls_first').child('this');
    const ordinal = readOrdinal(value, width);
    if (ordinal !== undefined) return `${ordinal}${sortDirection(item)}`;
    const { sql } = context.expression(value, scope);
    // DuckDB would sort by the value of an arbitrary row.
    if (distinct?.includes(sql) === false) {
      const message = 'For SELECT DISTINCT, ORDER BY expressions must appear in select list';
      throw new StatementError('EXPRESSION_NOT_IN_DISTINCT', message, value.position);
    }
    return `${sql}${sortDirection(item)}`;
  });
  return ` ORDER BY ${list.join(', ')}`;
}

/** The column number that a bare integer means in ORDER BY and GROUP BY, or undefined when it is none. */
export function readOrdinal(node: Node, width: number): number | undefined {
  if (node.kind !== 'literal' || node.text('literal_type') !== 'number') return undefined;
  const ordinal = Number(node.text('value'));
  if (Number.isInteger(ordinal) && ordinal >= 1 && ordinal <= width) return ordinal;
  throw new StatementError(
    'SYNTAX_ERROR',
    `position ${node.text('value')} is not in select list`,
    node.position,
  );
}

/** LIMIT or FETCH, and OFFSET, with a leading space each. */
export function limitClause(node: Node): string {
  const parts: string[] = [];
  const fetch = node.part('fetch')?.only('direction', 'count', 'rows');
  const limit = fetch ? rowCount(fetch.child('count')) : tailNode(node, 'limit');
  if (limit !== undefined) parts.push(` LIMIT ${limit}`);
  const offset = tailNode(node, 'offset');
  if (offset !== undefined) parts.push(` OFFSET ${offset}`);
  return parts.join('');
}

/** The parser wraps the number of LIMIT and OFFSET in a field `this` under a SELECT, but not under a set operation. */
function tailNode(node: Node, field: string): string | undefined {
  if (!node.has(field)) return undefined;
  const part = node.part(field);
  return rowCount(part?.has('this') ? part.only('this', 'rows').child('this') : node.child(field));
}

function rowCount(node: Node): string | undefined {
  if (node.kind === 'column' && node.identifier('name')?.toUpperCase() === 'ALL') return undefined;
  const text = node.text('value') ?? '';
  if (node.kind !== 'literal' || !/^\d+$/.test(text))
    throw refusal('limit rows by anything but a number', node.position);
  return text;
}

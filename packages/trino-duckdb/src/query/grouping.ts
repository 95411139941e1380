import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Expression, GroupBy, GroupingElement } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import type { Typed } from '../values/typed.ts';
import { readOrdinal } from './order.ts';

/** The select items that ordinals point to. */
type Items = readonly { readonly value: Typed; readonly aggregate: string | undefined }[];

/** GROUP BY as its grouping sets: each a list of expressions. One set is plain grouping. */
export interface Grouping {
  readonly sql: string;
  readonly sets: readonly (readonly string[])[];
}

/**
 * GROUP BY with its ordinals, GROUPING SETS, CUBE and ROLLUP, multiplied out as Trino does; with DISTINCT, equal sets
 * count once.
 */
export function groupBy(node: GroupBy, items: Items, scope: Scope, context: Context): Grouping {
  const lists = node.elements.map((element) => setsOf(element, items, scope, context));
  let sets: string[][] = [[]];
  for (const list of lists) {
    sets = sets.flatMap((set) => list.map((more) => [...new Set([...set, ...more])]));
    if (sets.length > 2048) throw refusal('group by this many sets', node.elements[0]?.position);
  }
  if (node.distinct) {
    const keys = sets.map((set) => [...set].sort().join('\n'));
    sets = sets.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
  }
  const [only] = sets;
  if (sets.length === 1 && only)
    return { sql: only.length > 0 ? `GROUP BY ${only.join(', ')}` : 'GROUP BY ()', sets };
  return { sql: `GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`, sets };
}

function setsOf(element: GroupingElement, items: Items, scope: Scope, context: Context): string[][] {
  if (element.kind === 'simple') return [element.terms.map((node) => term(node, items, scope, context))];
  const lists = element.sets.map((set) => set.map((node) => column(node, items, scope, context)));
  if (element.kind === 'GROUPING SETS') return lists;
  if (element.kind === 'ROLLUP')
    return Array.from({ length: lists.length + 1 }, (_, i) => lists.slice(0, lists.length - i).flat());
  return Array.from({ length: 2 ** lists.length }, (_, mask) =>
    lists.filter((_set, i) => !(mask & (1 << (lists.length - 1 - i)))).flat(),
  );
}

/** Within sets only columns can stand. */
function column(node: Expression, items: Items, scope: Scope, context: Context): string {
  const text = term(node, items, scope, context);
  if (node.kind !== 'column' && node.kind !== 'number') {
    throw new StatementError(
      'INVALID_COLUMN_REFERENCE',
      'GROUP BY expression must be a column reference',
      node.position,
    );
  }
  return text;
}

function term(node: Expression, items: Items, scope: Scope, context: Context): string {
  const ordinal = readOrdinal(node, items.length, 'GROUP BY');
  const item = ordinal === undefined ? undefined : items[ordinal - 1];
  if (item?.aggregate !== undefined) {
    throw new StatementError(
      'EXPRESSION_NOT_SCALAR',
      `GROUP BY clause cannot contain aggregations, window functions or grouping operations: [${item.aggregate}]`,
      node.position,
    );
  }
  context.nesting.clause = 'GROUP BY clause';
  const value = item?.value ?? context.expression(node, scope);
  context.nesting.clause = undefined;
  if (value.type.kind === 'map') throw refusal('group by maps', node.position);
  if (value.type.kind === 'unknown') return 'CAST(NULL AS INTEGER)';
  // A bare number would be an ordinal to DuckDB.
  return /^-?\d+$/.test(value.sql) ? `CAST(${value.sql} AS ${typeName(value.type)})` : value.sql;
}

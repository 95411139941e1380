import { isAggregateCall } from '../aggregates/aggregate-call.ts';
import { sortItems } from '../aggregates/window.ts';
import type { Context, TranslatedQuery } from '../context/context.ts';
import { isRelation, type Scope, type ScopeColumn } from '../context/scope.ts';
import type { Expression, Query, Select, SelectItem } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import { type Typed, typed } from '../values/typed.ts';
import { condition } from './expression.ts';
import { type Grouping, groupBy } from './grouping.ts';
import { limitClause, orderClause, rankedQuery } from './order.ts';
import { fromClause } from './relation.ts';

interface Item {
  readonly name: string | undefined;
  readonly value: Typed;
  /** The aggregate or window function in it, if there is one. */
  readonly aggregate: string | undefined;
}

/** Compiles SELECT with what follows it; `prefix` is its WITH clause, whose queries are in `outer` already. */
export function select(
  query: Query,
  node: Select,
  prefix: string,
  outer: Scope,
  context: Context,
): TranslatedQuery {
  const from = fromClause(node.from, outer, context);
  const windows = new Map(node.windows.map(({ name, window }) => [name.text.toLowerCase(), window] as const));
  const scope: Scope = { columns: from.columns, outer, queries: outer.queries, windows };
  const where = whereText(node.where, scope, context);
  const items = node.items.flatMap((item) => selectItem(item, node, scope, context));
  const groups = node.groupBy && groupBy(node.groupBy, items, scope, context);
  checkGrouping(node, groups);
  const having = node.having && condition(node.having, scope, context, 'HAVING clause');
  const distinct = node.distinct ? 'DISTINCT ' : '';
  checkDistinct(node, items);
  const tail = [
    from.sql && ` FROM ${from.sql}`,
    where && ` WHERE ${where}`,
    groups && ` ${groups.sql}`,
    having && ` HAVING ${having}`,
  ].join('');
  const list = items.map((item, i) => `${item.value.sql} AS c${i}`).join(', ');
  const columns = items.map(({ name, value }) => ({ name, type: value.type }));
  const inner: Scope = { ...scope, preferred: outputColumns(items), ordering: true };
  if (query.limit?.withTies) {
    if (node.distinct) throw refusal('take DISTINCT and WITH TIES together', query.position);
    const ranked = rankedQuery(
      query,
      `SELECT ${list}, $${tail}`,
      sortItems(ordinals(query, items), inner, context),
      columns,
      context,
    );
    return { sql: `${prefix}${ranked}`, columns };
  }
  const order = orderClause(
    query.order,
    inner,
    items.length,
    node.distinct ? items.map(({ value }) => value.sql) : undefined,
    context,
  );
  return { sql: `${prefix}SELECT ${distinct}${list}${tail}${order}${limitClause(query)}`, columns };
}

function clauseOf<T>(name: string, context: Context, compile: () => T): T {
  context.nesting.clause = name;
  try {
    return compile();
  } finally {
    context.nesting.clause = undefined;
  }
}

function checkGrouping(node: Select, groups: Grouping | undefined): void {
  const grouping = node.items.find((item) => item.kind === 'value' && item.value.kind === 'grouping');
  if (grouping && !groups) {
    throw new StatementError(
      'MISSING_GROUP_BY',
      'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
      grouping.position,
    );
  }
}

function checkDistinct(node: Select, items: readonly Item[]): void {
  const map = node.distinct ? items.find(({ value }) => value.type.kind === 'map') : undefined;
  if (map) throw refusal(`tell apart values of type ${typeName(map.value.type)}`);
}

/** In WITH TIES ordinals do not reach the ranking, so they become what they point to. */
function ordinals(query: Query, items: readonly Item[]): Query['order'] {
  if (query.order.some(({ value }) => value.kind === 'number' && items.length > 0))
    throw refusal('rank by the number of a column', query.position);
  return query.order;
}

/** What the names of the output mean in ORDER BY. */
function outputColumns(items: readonly Item[]): ScopeColumn[] {
  return items.map(({ name, value }) => ({ name, relation: [], value }));
}

function selectItem(node: SelectItem, select: Select, scope: Scope, context: Context): Item[] {
  if (node.kind === 'value') {
    const name = node.alias ?? nameOf(node.value);
    return [{ name, value: context.expression(node.value, scope), aggregate: aggregateIn(node.value) }];
  }
  if (node.kind === 'all') {
    if (select.from.length === 0)
      throw new StatementError(
        'COLUMN_NOT_FOUND',
        'SELECT * not allowed in queries without FROM clause',
        node.position,
      );
    return scope.columns.map(({ name, value }) => ({ name, value, aggregate: undefined }));
  }
  return allOf(node, scope, context);
}

/** `t.*`, or the fields of a row. */
function allOf(node: SelectItem & { kind: 'all of' }, scope: Scope, context: Context): Item[] {
  const path = node.base.kind === 'column' ? node.base.path.map(({ text }) => text) : undefined;
  let items: Item[] | undefined;
  for (let at: Scope | undefined = path && scope; at && !items; at = at.outer) {
    const columns = at.columns.filter(
      (column) => column.relation.length > 0 && isRelation(column, path ?? []),
    );
    if (columns.length > 0) items = columns.map(({ name, value }) => ({ name, value, aggregate: undefined }));
  }
  items ??= fieldsOf(node, scope, context);
  if (node.aliases && node.aliases.length !== items.length) {
    throw new StatementError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${node.aliases.length} entries but relation has ${items.length} columns`,
      node.position,
    );
  }
  return items.map((item, i) => ({ ...item, name: node.aliases?.[i] ?? item.name }));
}

function fieldsOf(node: SelectItem & { kind: 'all of' }, scope: Scope, context: Context): Item[] {
  const unresolved = new StatementError('TABLE_NOT_FOUND', 'Unable to resolve reference', node.position);
  let value: Typed;
  try {
    value = context.expression(node.base, scope);
  } catch (error) {
    if (
      node.base.kind === 'column' &&
      error instanceof StatementError &&
      error.errorName === 'COLUMN_NOT_FOUND'
    )
      throw unresolved;
    throw error;
  }
  const { type } = value;
  if (type.kind !== 'row')
    throw new StatementError('TYPE_MISMATCH', 'expected expression of type Row', node.position);
  return type.fields.map((field, i) => ({
    name: field.name,
    value: typed(`struct_extract(${value.sql}, 'f${i}')`, field.type),
    aggregate: undefined,
  }));
}

/** An expression's own name: that of its column or field. */
function nameOf(node: Expression): string | undefined {
  return node.kind === 'column' ? node.path.at(-1)?.text : undefined;
}

/** The name of an aggregate or window function inside an expression, but not inside its subqueries. */
function aggregateIn(node: unknown): string | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = aggregateIn(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof node !== 'object' || node === null) return undefined;
  if ('body' in node && 'with' in node) return undefined;
  if ('kind' in node && node.kind === 'grouping') return 'grouping';
  if (isCall(node) && isAggregateCall(node)) return node.name;
  return aggregateIn(Object.values(node));
}

function isCall(node: object): node is Expression & { kind: 'call' } {
  return 'kind' in node && node.kind === 'call';
}

function whereText(where: Expression | undefined, scope: Scope, context: Context): string | undefined {
  return where && clauseOf('WHERE clause', context, () => condition(where, scope, context, 'WHERE clause'));
}

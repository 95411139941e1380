import { condition } from '../context/condition.ts';
import type { Context, TranslatedQuery } from '../context/context.ts';
import type { NamedQuery, OutputColumn, Scope, ScopeColumn } from '../context/scope.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { commonType, typeName } from '../trino/types.ts';
import { coerce, type Typed, typed, unify } from '../values/typed.ts';
import { groupBy } from './grouping.ts';
import { limitClause, orderClause } from './order.ts';
import { fromClause } from './relation.ts';

const SET_OPERATIONS: Readonly<Record<string, string>> = {
  union: 'UNION',
  except: 'EXCEPT',
  intersect: 'INTERSECT',
};
/** The clauses that can end a query, by the parser's field names. */
const TAIL = ['order_by', 'limit', 'offset', 'fetch'];

/** Translates a query: SELECT, VALUES, a set operation, or one of them in parentheses. */
export function translateQuery(node: Node, scope: Scope, context: Context): TranslatedQuery {
  if (node.kind === 'select') return select(node, scope, context);
  if (node.kind === 'values') return values(node, scope, context);
  if (node.kind === 'subquery' || node.kind === 'paren') return parenthesized(node, scope, context);
  if (SET_OPERATIONS[node.kind]) return setOperation(node, scope, context);
  throw refusal(`run ${node.kind.replaceAll('_', ' ')}`, node.position);
}

function parenthesized(node: Node, scope: Scope, context: Context): TranslatedQuery {
  node.only('this', 'with', ...TAIL);
  const { prefix, inner } = withClause(node, scope, context);
  const query = context.query(node.child('this'), inner);
  return finish(node, prefix, `(${query.sql})`, query.columns, inner, context);
}

function setOperation(node: Node, scope: Scope, context: Context): TranslatedQuery {
  node.only('left', 'right', 'all', 'distinct', 'with', ...TAIL);
  const { prefix, inner } = withClause(node, scope, context);
  const operands = [node.child('left'), node.child('right')];
  for (const operand of operands) checkOperand(node, operand);
  const [left, right] = operands.map((operand) => context.query(operand, inner));
  if (!left || !right) throw refusal('read this set operation', node.position);
  const operator = SET_OPERATIONS[node.kind] ?? '';
  if (left.columns.length !== right.columns.length) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `${operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`,
      node.position,
    );
  }
  const columns = left.columns.map((column, i): OutputColumn => {
    const other = right.columns[i]?.type ?? column.type;
    const type = commonType(column.type, other);
    if (type) return { name: column.name, type };
    throw new StatementError(
      'TYPE_MISMATCH',
      `column ${i + 1} in ${operator} query has incompatible types: ${typeName(column.type)}, ${typeName(other)}`,
      node.position,
    );
  });
  const sides = [left, right].map((side) => convert(side, columns, context));
  const sql = sides.join(` ${operator}${node.flag('all') ? ' ALL' : ''} `);
  return finish(node, prefix, sql, columns, inner, context);
}

/**
 * The parser reads chains of set operations from left to right, although INTERSECT binds closer, and attaches
 * some clauses of the whole to the last SELECT.
 */
function checkOperand(operation: Node, operand: Node): void {
  if (operation.kind === 'intersect' && (operand.kind === 'union' || operand.kind === 'except')) {
    throw refusal('mix INTERSECT with UNION or EXCEPT without parentheses', operand.position);
  }
  if (operand.kind !== 'subquery' && operand.set.some((field) => TAIL.includes(field))) {
    throw refusal(
      'read LIMIT or FETCH after a set operation; put the set operation in parentheses',
      operand.position,
    );
  }
}

function convert(query: TranslatedQuery, columns: readonly OutputColumn[], context: Context): string {
  const name = context.relationName();
  const items = columns.map((column, i) => {
    const value = typed(`${name}.c${i}`, query.columns[i]?.type ?? column.type);
    return `${coerce(value, column.type).sql} AS c${i}`;
  });
  return `(SELECT ${items.join(', ')} FROM (${query.sql}) ${name})`;
}

function values(node: Node, scope: Scope, context: Context): TranslatedQuery {
  const rows = node
    .only('expressions')
    .parts('expressions')
    .map((row) => row.only('expressions').list('expressions'));
  const width = rows[0]?.length ?? 0;
  if (width === 0 || rows.some((row) => row.length !== width)) {
    throw new StatementError('TYPE_MISMATCH', 'Values rows have mismatched types', node.position);
  }
  const columns = Array.from({ length: width }, (_, i) =>
    unify(
      rows.map((row) => {
        const item = row[i];
        if (!item) throw refusal('read VALUES', node.position);
        return context.expression(item, scope);
      }),
      (a, b) => `Values rows have mismatched types: ${a} vs ${b}`,
      node.position,
    ),
  );
  const list = rows
    .map((_, r) => `(${columns.map((column) => column.values[r]?.sql).join(', ')})`)
    .join(', ');
  const names = columns.map((_, i) => `c${i}`).join(', ');
  return {
    sql: `SELECT * FROM (VALUES ${list}) ${context.relationName()}(${names})`,
    columns: columns.map(({ type }) => ({ name: undefined, type })),
  };
}

/** WITH: its queries are renamed; each sees those before it. */
function withClause(node: Node, scope: Scope, context: Context): { prefix: string; inner: Scope } {
  const clause = node.part('with');
  if (!clause) return { prefix: '', inner: scope };
  clause.only('ctes');
  const queries = new Map<string, NamedQuery>(scope.queries);
  const parts = clause.parts('ctes').map((cte) => {
    cte.only('alias', 'this', 'columns');
    const query = context.query(cte.child('this'), { ...scope, queries });
    const name = context.relationName();
    const names = cte.identifiers('columns');
    if (names.length > 0 && names.length !== query.columns.length) {
      throw new StatementError(
        'TYPE_MISMATCH',
        'column alias list has a different number of entries',
        cte.position,
      );
    }
    const columns = query.columns.map((column, i) => ({ ...column, name: names[i] ?? column.name }));
    queries.set((cte.identifier('alias') ?? '').toLowerCase(), { sql: name, columns });
    return `${name} AS (${query.sql})`;
  });
  return { prefix: `WITH ${parts.join(', ')} `, inner: { ...scope, queries } };
}

interface SelectItem {
  readonly name: string | undefined;
  readonly value: Typed;
}

function select(node: Node, outer: Scope, context: Context): TranslatedQuery {
  node.only(
    'expressions',
    'from',
    'joins',
    'where_clause',
    'group_by',
    'having',
    'distinct',
    'with',
    'windows',
    ...TAIL,
  );
  const { prefix, inner } = withClause(node, outer, context);
  const from = fromClause(node, inner, context);
  const windows = new Map(
    node.parts('windows').map((window) => {
      const spec = window.part('spec');
      if (!spec) throw refusal('read this WINDOW clause', window.position);
      return [(window.identifier('name') ?? '').toLowerCase(), spec] as const;
    }),
  );
  const scope: Scope = { columns: from.columns, outer: inner, queries: inner.queries, windows };
  if (!node.has('expressions'))
    throw new StatementError('SYNTAX_ERROR', 'SELECT without columns', node.position);
  const items = node.list('expressions').flatMap((item) => selectItem(item, scope, context));
  const clauses = [
    `SELECT ${node.flag('distinct') ? 'DISTINCT ' : ''}${items.map((item, i) => `${item.value.sql} AS c${i}`).join(', ')}`,
  ];
  if (from.sql) clauses.push(`FROM ${from.sql}`);
  const where = node.part('where_clause');
  if (where)
    clauses.push(`WHERE ${condition(where.only('this').child('this'), scope, context, 'WHERE clause')}`);
  const groups = node.part('group_by');
  if (groups) clauses.push(groupBy(groups, items.length, scope, context));
  const having = node.part('having');
  if (having)
    clauses.push(`HAVING ${condition(having.only('this').child('this'), scope, context, 'HAVING clause')}`);
  const preferred = items.map(({ name, value }) => ({ name, relation: undefined, value }));
  const order = orderClause(
    node,
    { ...scope, preferred: distinctNames(preferred) },
    preferred.length,
    context,
  );
  return {
    sql: `${prefix}${clauses.join(' ')}${order}${limitClause(node)}`,
    columns: items.map(({ name, value }) => ({ name, type: value.type })),
  };
}

/** Merges output columns that have the same name and the same expression. */
function distinctNames(columns: readonly ScopeColumn[]): ScopeColumn[] {
  return columns.filter(
    (column, i) =>
      columns.findIndex(
        (other) =>
          other.name?.toLowerCase() === column.name?.toLowerCase() && other.value.sql === column.value.sql,
      ) === i,
  );
}

function selectItem(node: Node, scope: Scope, context: Context): SelectItem[] {
  if (node.kind === 'star') return star(node, scope);
  if (node.kind === 'alias') {
    node.only('this', 'alias');
    const [item] = selectItem(node.child('this'), scope, context);
    return item ? [{ name: node.identifier('alias'), value: item.value }] : [];
  }
  const name = node.kind === 'column' ? node.identifier('name') : undefined;
  return [{ name, value: context.expression(node, scope) }];
}

function star(node: Node, scope: Scope): SelectItem[] {
  node.only('table');
  const relation = node.identifier('table')?.toLowerCase();
  const columns = scope.columns.filter(
    (column) => relation === undefined || column.relation?.toLowerCase() === relation,
  );
  if (columns.length === 0) {
    throw relation === undefined
      ? new StatementError(
          'COLUMN_NOT_FOUND',
          'SELECT * not allowed from relation that has no columns',
          node.position,
        )
      : new StatementError('TABLE_NOT_FOUND', `Unable to resolve reference ${relation}`, node.position);
  }
  return columns.map(({ name, value }) => ({ name, value }));
}

/** ORDER BY, LIMIT and so on around a query whose columns are c0, c1, … */
function finish(
  node: Node,
  prefix: string,
  sql: string,
  columns: readonly OutputColumn[],
  scope: Scope,
  context: Context,
): TranslatedQuery {
  if (!TAIL.some((field) => node.has(field))) return { sql: `${prefix}${sql}`, columns };
  const name = context.relationName();
  const preferred = columns.map((column, i) => ({
    name: column.name,
    relation: undefined,
    value: typed(`${name}.c${i}`, column.type),
  }));
  const order = orderClause(node, { ...scope, preferred }, columns.length, context);
  return { sql: `${prefix}SELECT * FROM (${sql}) ${name}${order}${limitClause(node)}`, columns };
}

import { sortItems } from '../aggregates/window.ts';
import type { Context, TranslatedQuery } from '../context/context.ts';
import type { NamedQuery, OutputColumn, Scope } from '../context/scope.ts';
import type { Expression, Query, QueryBody } from '../syntax/ast.ts';
import { commonType } from '../trino/coercion.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import { coerce, type Typed, typed, unify } from '../values/typed.ts';
import { limitClause, orderClause, rankedQuery } from './order.ts';
import { recursiveQuery } from './recursion.ts';
import { tableQuery } from './relation.ts';
import { select } from './select.ts';

/** Compiles a query: SELECT, VALUES, TABLE, a set operation, or one of them in parentheses. */
export function translateQuery(node: Query, scope: Scope, context: Context): TranslatedQuery {
  const { prefix, inner } = withClause(node, scope, context);
  if (node.body.kind === 'select') return select(node, node.body, prefix, inner, context);
  const body = translateBody(node.body, inner, context);
  return finish(node, prefix, body, inner, context);
}

function translateBody(node: QueryBody, scope: Scope, context: Context): TranslatedQuery {
  switch (node.kind) {
    case 'select':
      return context.query(bare(node), scope);
    case 'values':
      return values(node.rows, scope, context);
    case 'table':
      return tableQuery(node.path, node.position, scope, context);
    case 'parenthesized': {
      const query = context.query(node.query, scope);
      return { sql: `(${query.sql})`, columns: query.columns };
    }
    case 'set operation':
      return setOperation(node, scope, context);
  }
}

/** A body as a query without any clause around it. */
function bare(body: QueryBody): Query {
  return {
    with: [],
    recursive: false,
    body,
    order: [],
    offset: undefined,
    limit: undefined,
    position: body.position,
  };
}

function setOperation(
  node: QueryBody & { kind: 'set operation' },
  scope: Scope,
  context: Context,
): TranslatedQuery {
  const { operator, position } = node;
  const [left, right] = [translateBody(node.left, scope, context), translateBody(node.right, scope, context)];
  if (left.columns.length !== right.columns.length) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `${operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`,
      position,
    );
  }
  const columns = left.columns.map((column, i): OutputColumn => {
    const other = right.columns[i]?.type ?? column.type;
    const type = commonType(column.type, other);
    if (!type) {
      throw new StatementError(
        'TYPE_MISMATCH',
        `column ${i + 1} in ${operator} query has incompatible types: ${typeName(column.type)}, ${typeName(other)}`,
        position,
      );
    }
    if (
      type.kind === 'timestamp with time zone' &&
      'zone' in column.type &&
      'zone' in other &&
      column.type.zone !== other.zone
    ) {
      throw refusal('unite values of several time zones', position);
    }
    return { name: column.name, type };
  });
  const sides = [left, right].map((side) => convert(side, columns, context));
  return { sql: sides.join(` ${operator}${node.all ? ' ALL' : ''} `), columns };
}

function convert(query: TranslatedQuery, columns: readonly OutputColumn[], context: Context): string {
  const name = context.relationName();
  const items = columns.map((column, i) => {
    const value = typed(`${name}.c${i}`, query.columns[i]?.type ?? column.type);
    return `${coerce(value, column.type).sql} AS c${i}`;
  });
  return `(SELECT ${items.join(', ')} FROM (${query.sql}) ${name})`;
}

function values(rows: readonly Expression[], scope: Scope, context: Context): TranslatedQuery {
  const compiled = rows.map((row) => cells(row, scope, context));
  const width = compiled[0]?.length ?? 0;
  for (const [i, row] of compiled.entries()) {
    if (row.length !== width)
      throw new StatementError('TYPE_MISMATCH', 'Values rows have mismatched types', rows[i]?.position);
  }
  const columns = Array.from({ length: width }, (_, i) =>
    unify(
      compiled.map((row): Typed => row[i] ?? typed('NULL', { kind: 'unknown' })),
      (a, b) => `Values rows have mismatched types: ${a} vs ${b}`,
      rows[0]?.position,
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

/** The cells of a row: those of a row constructor, the fields of any other row, or one value. */
function cells(row: Expression, scope: Scope, context: Context): Typed[] {
  if (row.kind === 'row') return row.items.map((item) => context.expression(item, scope));
  const value = context.expression(row, scope);
  if (value.type.kind !== 'row') return [value];
  return value.type.fields.map((field, i) => typed(`struct_extract(${value.sql}, 'f${i}')`, field.type));
}

/** WITH: its queries become DuckDB's under names of ours; each sees those before it. */
function withClause(node: Query, scope: Scope, context: Context): { prefix: string; inner: Scope } {
  if (node.with.length === 0) return { prefix: '', inner: scope };
  const queries = new Map<string, NamedQuery>(scope.queries);
  const seen = new Set<string>();
  const parts = node.with.flatMap((named) => {
    const key = named.name.text.toLowerCase();
    if (seen.has(key)) {
      throw new StatementError(
        'DUPLICATE_NAMED_QUERY',
        `WITH query name '${named.name.text}' specified more than once`,
        named.name.position,
      );
    }
    seen.add(key);
    const recursive = node.recursive ? recursiveQuery(named, { ...scope, queries }, context) : undefined;
    if (recursive) {
      queries.set(key, recursive.query);
      return recursive.parts;
    }
    const query = context.query(named.query, { ...scope, queries });
    const name = context.relationName();
    queries.set(key, { sql: name, columns: renamed(query.columns, named.columns, named.name.position) });
    return [`${name} AS (${query.sql})`];
  });
  return { prefix: `WITH ${parts.join(', ')} `, inner: { ...scope, queries } };
}

function renamed(
  columns: readonly OutputColumn[],
  names: readonly string[] | undefined,
  position: Query['position'],
): OutputColumn[] {
  if (names && names.length !== columns.length) {
    throw new StatementError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${names.length} entries but relation has ${columns.length} columns`,
      position,
    );
  }
  return columns.map((column, i) => ({ ...column, name: names?.[i] ?? column.name }));
}

/** ORDER BY, LIMIT and so on around a query whose columns are c0, c1, … */
function finish(
  node: Query,
  prefix: string,
  { sql, columns }: TranslatedQuery,
  scope: Scope,
  context: Context,
): TranslatedQuery {
  if (node.order.length === 0 && !node.limit && node.offset === undefined)
    return { sql: `${prefix}${sql}`, columns };
  const name = context.relationName();
  const preferred = columns.map((column, i) => ({
    name: column.name,
    relation: [],
    value: typed(`${name}.c${i}`, column.type),
  }));
  const inner: Scope = { ...scope, preferred };
  if (node.limit?.withTies) {
    const ranked = rankedQuery(
      node,
      `SELECT *, $ FROM (${sql}) ${name}`,
      sortItems(node.order, inner, context),
      columns,
      context,
    );
    return { sql: `${prefix}${ranked}`, columns };
  }
  const order = orderClause(node.order, inner, columns.length, undefined, context);
  return { sql: `${prefix}SELECT * FROM (${sql}) ${name}${order}${limitClause(node)}`, columns };
}

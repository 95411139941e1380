import { findTable, hasSchema } from '../context/catalog.ts';
import type { Context, TranslatedQuery } from '../context/context.ts';
import { findColumn, type OutputColumn, type Scope, type ScopeColumn } from '../context/scope.ts';
import type { Join, Name, Relation as RelationNode } from '../syntax/ast.ts';
import { commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { isNumeric } from '../trino/types.ts';
import { compare } from '../values/equality.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';
import { condition } from './expression.ts';
import type { Relation } from './from.ts';
import { unnest } from './unnest.ts';

/** The FROM clause of a SELECT; empty when it has none. */
export function fromClause(sources: readonly RelationNode[], scope: Scope, context: Context): Relation {
  let from: Relation = { sql: '', columns: [] };
  for (const source of sources) {
    const next = relation(source, lateral(from, scope), context);
    from = from.sql ? product(from, next) : next;
  }
  return from;
}

/** The scope of a relation that can see those to its left, as LATERAL and UNNEST do. */
function lateral(left: Relation, scope: Scope): Scope {
  return { columns: left.columns, outer: scope, queries: scope.queries, windows: new Map() };
}

const product = (left: Relation, right: Relation): Relation => ({
  sql: `${left.sql} CROSS JOIN ${right.sql}`,
  columns: [...left.columns, ...right.columns],
});

function relation(node: RelationNode, scope: Scope, context: Context): Relation {
  switch (node.kind) {
    case 'table':
      return table(node.path, node.position, scope, context);
    case 'query': {
      // Only LATERAL sees the relations to its left.
      const visible = node.lateral ? scope : (scope.outer ?? scope);
      const query = context.query(node.query, visible);
      if (node.lateral) checkLateral(node, scope, context);
      return named(`${node.lateral ? 'LATERAL ' : ''}(${query.sql})`, query.columns, [], context);
    }
    case 'unnest':
      return unnest(node.values, node.ordinality, scope, context);
    case 'aliased':
      return aliased(node, scope, context);
    case 'sample':
      return sample(node, scope, context);
    case 'parenthesized': {
      const inner = relation(node.relation, scope, context);
      return node.relation.kind === 'join' ? { ...inner, sql: `(${inner.sql})` } : inner;
    }
    case 'join':
      return join(node.join, node.position, scope, context);
    default:
      throw refusal(`read from ${node.what}`, node.position);
  }
}

/** Trino cannot take a set operation apart that looks to the left. */
function checkLateral(node: RelationNode & { kind: 'query' }, scope: Scope, context: Context): void {
  const { body } = node.query;
  const plain = body.kind === 'select' && (body.from.length > 0 || !body.where) && !body.groupBy;
  if (plain) return;
  try {
    context.query(node.query, scope.outer ?? scope);
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    throw new StatementError('NOT_SUPPORTED', 'Given correlated subquery is not supported', node.position);
  }
}

function named(
  sql: string,
  columns: readonly OutputColumn[],
  path: readonly string[],
  context: Context,
): Relation {
  const name = context.relationName();
  return {
    sql: `${sql} ${name}`,
    columns: columns.map((column, i) => ({
      name: column.name,
      relation: path,
      value: typed(`${name}.c${i}`, column.type),
    })),
  };
}

function aliased(node: RelationNode & { kind: 'aliased' }, scope: Scope, context: Context): Relation {
  const inner = relation(node.relation, scope, context);
  const { columns, alias } = node;
  if (columns && columns.length !== inner.columns.length) {
    throw new StatementError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but '${alias.text}' has ${inner.columns.length} columns available`,
      node.position,
    );
  }
  const renamed = inner.columns.map(({ name, value }, i) => ({
    name: columns?.[i] ?? name,
    relation: [alias.text],
    value,
  }));
  return { sql: node.relation.kind === 'join' ? `(${inner.sql})` : inner.sql, columns: renamed };
}

function table(path: readonly Name[], position: Position, scope: Scope, context: Context): Relation {
  const names = path.map(({ text }) => text.toLowerCase());
  const [name = '', schema, catalog, more] = [...names].reverse();
  if (more !== undefined)
    throw new StatementError('SYNTAX_ERROR', `Too many dots in table name: ${names.join('.')}`, position);
  const query = schema === undefined ? scope.queries.get(name) : undefined;
  if (query) return named(query.sql, query.columns, [name], context);
  if (catalog !== undefined && catalog !== 'awsdatacatalog') {
    throw new StatementError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, position);
  }
  const found = findTable(context.catalog, schema, name);
  const database = schema ?? context.catalog.database.toLowerCase();
  if (!found) {
    throw hasSchema(context.catalog, database)
      ? new StatementError(
          'TABLE_NOT_FOUND',
          `Table 'awsdatacatalog.${database}.${name}' does not exist`,
          position,
        )
      : new StatementError('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`, position);
  }
  for (const read of found.body?.tables ?? [name]) context.reads(read);
  if (found.body?.repeatable === false) context.varies();
  return named(found.sql, found.columns, names, context);
}

/** TABLE name as a query. */
export function tableQuery(
  path: readonly Name[],
  position: Position,
  scope: Scope,
  context: Context,
): TranslatedQuery {
  const { sql, columns } = table(path, position, scope, context);
  const items = columns.map(({ value }, i) => `${value.sql} AS c${i}`);
  return {
    sql: `SELECT ${items.join(', ')} FROM ${sql}`,
    columns: columns.map(({ name, value }) => ({ name, type: value.type })),
  };
}

function sample(node: RelationNode & { kind: 'sample' }, scope: Scope, context: Context): Relation {
  const inner = relation(node.relation, scope, context);
  const percentage = context.expression(node.percentage, scope);
  if (!isNumeric(percentage.type))
    throw new StatementError(
      'TYPE_MISMATCH',
      `Sample percentage should be a numeric expression`,
      node.position,
    );
  const value = Number(/-?\d+(\.\d+)?/.exec(percentage.sql)?.[0] ?? Number.NaN);
  if (node.percentage.kind !== 'number') throw refusal('sample by what is no literal', node.position);
  if (value > 100)
    throw new StatementError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'Sample percentage must be less than or equal to 100',
      node.position,
    );
  if (node.relation.kind === 'join') throw refusal('sample a join', node.position);
  if (value === 100) return inner;
  context.varies();
  const relationName = context.relationName();
  const columns = inner.columns.map((column, i) => ({
    ...column,
    value: typed(`${relationName}.c${i}`, column.value.type),
  }));
  const items = inner.columns.map((column, i) => `${column.value.sql} AS c${i}`).join(', ');
  // Each row by itself, which is what BERNOULLI means and SYSTEM may do.
  return {
    sql: `(SELECT ${items} FROM ${inner.sql} WHERE random() < ${value / 100}) ${relationName}`,
    columns,
  };
}

const JOINS: Readonly<Record<Join['type'], string>> = {
  CROSS: 'CROSS JOIN',
  INNER: 'JOIN',
  LEFT: 'LEFT JOIN',
  RIGHT: 'RIGHT JOIN',
  FULL: 'FULL JOIN',
};

function join(node: Join, position: Position, scope: Scope, context: Context): Relation {
  if (node.natural) throw new StatementError('NOT_SUPPORTED', 'Natural join not supported', position);
  const outer = scope.outer ?? scope;
  const left = relation(node.left, scope, context);
  const seen: Relation = { sql: '', columns: [...scope.columns, ...left.columns] };
  const right = relation(node.right, lateral(seen, outer), context);
  if (node.type === 'CROSS') return product(left, right);
  if (node.using) return joinUsing(left, right, node, position, scope);
  const both: Scope = {
    columns: [...left.columns, ...right.columns],
    outer,
    queries: scope.queries,
    windows: new Map(),
  };
  context.nesting.clause = 'JOIN clause';
  const on = node.on ? condition(node.on, both, context, 'JOIN ON clause') : 'true';
  context.nesting.clause = undefined;
  checkUnnestJoin(node, on, position);
  return { sql: `${left.sql} ${JOINS[node.type]} ${right.sql} ON ${on}`, columns: both.columns };
}

/** Trino joins what looks to the left on TRUE only. */
function checkUnnestJoin(node: Join, on: string, position: Position): void {
  const inner = node.right.kind === 'aliased' ? node.right.relation : node.right;
  const looksLeft = inner.kind === 'unnest' || (inner.kind === 'query' && inner.lateral);
  if (!looksLeft) return;
  if (node.type === 'RIGHT' || node.type === 'FULL') {
    throw new StatementError(
      'INVALID_COLUMN_REFERENCE',
      `${inner.kind === 'unnest' ? 'UNNEST' : 'LATERAL'} can only be used on the right side of an INNER or LEFT join`,
      position,
    );
  }
  if (on !== 'true')
    throw new StatementError(
      'NOT_SUPPORTED',
      `${node.type} JOIN involving ${inner.kind === 'unnest' ? 'UNNEST' : 'LATERAL'} is only supported with condition ON TRUE`,
      position,
    );
}

/** USING: the shared columns come first and once, without a relation; the others follow. */
function joinUsing(left: Relation, right: Relation, node: Join, position: Position, scope: Scope): Relation {
  const conditions: string[] = [];
  const columns: ScopeColumn[] = [];
  const shared = node.using ?? [];
  for (const name of shared) {
    const [a, b] = [left, right].map((side) =>
      findColumn({ columns: side.columns, queries: scope.queries, windows: new Map() }, [name], position),
    );
    if (!a || !b)
      throw new StatementError(
        'COLUMN_NOT_FOUND',
        `Column '${name}' is missing from one side of join`,
        position,
      );
    conditions.push(compare('=', a, b, position).sql);
    const type = commonType(a.type, b.type) ?? a.type;
    columns.push({ name, relation: [], value: merged(coerce(a, type), coerce(b, type), node.type) });
  }
  const rest = [...left.columns, ...right.columns].filter(
    (column) => !shared.some((name) => name.toLowerCase() === column.name?.toLowerCase()),
  );
  return {
    sql: `${left.sql} ${JOINS[node.type]} ${right.sql} ON ${conditions.join(' AND ')}`,
    columns: [...columns, ...rest],
  };
}

function merged(left: Typed, right: Typed, type: Join['type']): Typed {
  if (type === 'RIGHT') return right;
  return type === 'FULL' ? typed(`coalesce(${left.sql}, ${right.sql})`, left.type) : left;
}

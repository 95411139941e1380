import type { Context, TranslatedQuery } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Expression, Query } from '../syntax/ast.ts';
import { commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { BOOLEAN, rowOf, type TrinoType, typeName } from '../trino/types.ts';
import { compare } from '../values/equality.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';

/** A query inside an expression starts afresh: its aggregates are its own. */
function inner(query: Query, scope: Scope, context: Context): TranslatedQuery {
  return context.query(query, scope);
}

export function existsQuery(query: Query, scope: Scope, context: Context): Typed {
  return typed(`EXISTS (${inner(query, scope, context).sql})`, BOOLEAN);
}

/** One value; several columns are one row. */
export function scalarQuery(node: Query, scope: Scope, context: Context): Typed {
  const query = inner(node, scope, context);
  const [first, second] = query.columns;
  if (first && !second) return typed(`(${query.sql})`, first.type);
  const name = context.relationName();
  return typed(
    `(SELECT ${rowText(name, query)} FROM (${query.sql}) ${name})`,
    rowOf(...query.columns.map(({ type }) => type)),
  );
}

const rowText = (name: string, query: TranslatedQuery): string =>
  `struct_pack(${query.columns.map((_, i) => `f${i} := ${name}.c${i}`).join(', ')})`;

/** The values of a query as one column. */
function oneColumn(node: Query, scope: Scope, context: Context): { sql: string; value: Typed } {
  const query = inner(node, scope, context);
  const name = context.relationName();
  const [first, second] = query.columns;
  const value =
    first && !second
      ? typed(`${name}.c0`, first.type)
      : typed(rowText(name, query), rowOf(...query.columns.map(({ type }) => type)));
  return { sql: `(${query.sql}) ${name}`, value };
}

function shared(value: Typed, other: Typed, position: Position): TrinoType {
  const common = commonType(value.type, other.type);
  if (common) return common;
  throw new StatementError(
    'TYPE_MISMATCH',
    `Value expression and result of subquery must be of the same type: ${typeName(value.type)} vs ${typeName(other.type)}`,
    position,
  );
}

const PLAIN = ['row', 'array', 'map', 'double', 'real'];

export function inQuery(node: Expression & { kind: 'in query' }, scope: Scope, context: Context): Typed {
  const value = context.expression(node.value, scope);
  const column = oneColumn(node.query, scope, context);
  const type = shared(value, column.value, node.position);
  const not = node.not ? 'NOT ' : '';
  if (PLAIN.includes(type.kind))
    return typed(
      `(${not}(${anyTrue(compare('=', value, column.value, node.position).sql, column.sql)}))`,
      BOOLEAN,
    );
  return typed(
    `(${coerce(value, type).sql} ${not}IN (SELECT ${coerce(column.value, type).sql} FROM ${column.sql}))`,
    BOOLEAN,
  );
}

/** Whether a test holds for any row: true before unknown before false. */
const anyTrue = (test: string, from: string): string =>
  `(SELECT CASE WHEN count(*) FILTER (WHERE ${test}) > 0 THEN true WHEN count(*) FILTER (WHERE (${test}) IS NULL) > 0 THEN NULL ELSE false END FROM ${from})`;

const allTrue = (test: string, from: string): string =>
  `(SELECT CASE WHEN count(*) FILTER (WHERE NOT (${test})) > 0 THEN false WHEN count(*) FILTER (WHERE (${test}) IS NULL) > 0 THEN NULL ELSE true END FROM ${from})`;

export function quantified(node: Expression & { kind: 'quantified' }, scope: Scope, context: Context): Typed {
  const value = context.expression(node.value, scope);
  const column = oneColumn(node.query, scope, context);
  const type = shared(value, column.value, node.position);
  if (type.kind === 'row' || type.kind === 'map')
    throw refusal(`compare ${type.kind}s with ${node.quantifier}`, node.position);
  const test = compare(node.operator, value, column.value, node.position).sql;
  return typed(node.quantifier === 'ALL' ? allTrue(test, column.sql) : anyTrue(test, column.sql), BOOLEAN);
}

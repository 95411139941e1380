import { aggregateCall, isAggregateCall } from '../aggregates/aggregate-call.ts';
import type { Context } from '../context/context.ts';
import { guardInTry } from '../context/guard.ts';
import type { Scope } from '../context/scope.ts';
import { functionCall } from '../functions/call.ts';
import { canonicalZone } from '../javascript/zones.ts';
import type { Expression } from '../syntax/ast.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { arrayOf, BIGINT, BOOLEAN, INTEGER, isMoment, typeName, VARCHAR, zoned } from '../trino/types.ts';
import { cast } from '../values/cast.ts';
import { compare, distinct } from '../values/equality.ts';
import { literal } from '../values/literal.ts';
import { calculate, concatenate, negate } from '../values/operators.ts';
import { withSafe } from '../values/safe.ts';
import { coerce, expectType, type Typed, typed, unify } from '../values/typed.ts';
import { zonedFrom } from '../values/zones.ts';
import { column, fieldOf, row, subscript } from './fields.ts';
import { jsonPath } from './json-path.ts';
import { existsQuery, inQuery, quantified, scalarQuery } from './subquery.ts';
import { readType } from './type.ts';

/** Compiles one expression. */
export function translateExpression(node: Expression, scope: Scope, context: Context): Typed {
  const value = (child: Expression) => context.expression(child, scope);
  const constant = literal(node);
  if (constant) return constant;
  switch (node.kind) {
    case 'column':
      return column(node.path, scope, node.position);
    case 'field':
      return fieldOf(value(node.base), [node.name], node.position);
    case 'sign': {
      const operand = value(node.value);
      return node.negative ? negate(operand, node.position) : operand;
    }
    case 'arithmetic':
      return calculate(node.operator, value(node.left), value(node.right), node.position);
    case 'concat':
      return concatenate(value(node.left), value(node.right), node.position);
    case 'compare':
      return compare(node.operator, value(node.left), value(node.right), node.position);
    case 'distinct':
      return distinct(value(node.left), value(node.right), node.not, node.position);
    case 'logical': {
      const terms = node.terms.map((term) => condition(term, scope, context, 'Logical expression term'));
      return typed(`(${terms.join(` ${node.operator} `)})`, BOOLEAN);
    }
    case 'not':
      return typed(
        `(NOT ${condition(node.value, scope, context, 'Value of logical NOT expression')})`,
        BOOLEAN,
      );
    case 'is null':
      return typed(`(${value(node.value).sql} IS ${node.not ? 'NOT ' : ''}NULL)`, BOOLEAN);
    case 'between':
      return between(value(node.value), value(node.low), value(node.high), node.not, node.position);
    case 'in':
      return inList(value(node.value), node.items.map(value), node.not, node.position);
    case 'in query':
      return inQuery(node, scope, context);
    case 'quantified':
      return quantified(node, scope, context);
    case 'exists':
      return existsQuery(node.query, scope, context);
    case 'subquery':
      return scalarQuery(node.query, scope, context);
    case 'like':
      return like(node, scope, context);
    case 'at time zone':
      return atTimeZone(value(node.value), node.zone, node.position);
    case 'cast':
      return castExpression(node, scope, context);
    case 'case':
      return caseExpression(node, scope, context);
    case 'array': {
      const all = unify(
        node.items.map(value),
        (a, b) => `All ARRAY elements must be the same type: ${a}, ${b}`,
        node.position,
      );
      return typed(`[${all.values.map(({ sql }) => sql).join(', ')}]`, arrayOf(all.type));
    }
    case 'row':
      return row(node.items.map(value));
    case 'subscript':
      return subscript(value(node.value), value(node.index), node.position);
    case 'grouping':
      return grouping(node.columns, scope, context, node.position);
    case 'json path':
      return jsonPath(node, scope, context);
    case 'call':
      return isAggregateCall(node)
        ? aggregateCall(node, node.position, scope, context)
        : functionCall(node, node.position, scope, context);
    case 'lambda':
      throw new StatementError(
        'TYPE_MISMATCH',
        'Lambda expression should always be used inside a function',
        node.position,
      );
    case 'parameter':
      throw new StatementError(
        'INVALID_PARAMETER_USAGE',
        'Incorrect number of parameters: expected 1 but found 0',
        node.position,
      );
    default:
      throw refusal(`compute ${node.kind}`, node.position);
  }
}

/** A condition as SQL. Throws TYPE_MISMATCH saying that `what` must be a boolean. */
export function condition(node: Expression, scope: Scope, context: Context, what: string): string {
  return expectType(context.expression(node, scope), BOOLEAN, what, node.position).sql;
}

function between(value: Typed, low: Typed, high: Typed, not: boolean, position: Position): Typed {
  try {
    const parts = [compare('>=', value, low, position), compare('<=', value, high, position)];
    return typed(`(${not ? 'NOT ' : ''}(${parts.map(({ sql }) => sql).join(' AND ')}))`, BOOLEAN);
  } catch (error) {
    if (!(error instanceof StatementError) || error.errorName !== 'TYPE_MISMATCH') throw error;
    const [a, b, c] = [value, low, high].map(({ type }) => typeName(type));
    throw new StatementError('TYPE_MISMATCH', `Cannot check if ${a} is BETWEEN ${b} and ${c}`, position);
  }
}

function inList(value: Typed, items: readonly Typed[], not: boolean, position: Position): Typed {
  const all = unify(
    [value, ...items],
    (a, b) =>
      `IN value and list items must be the same type or coercible to a common type. Cannot find common type between ${a} and ${b}`,
    position,
  );
  const [first, ...rest] = all.values;
  if (!first) throw refusal('compare with an empty list', position);
  if (['row', 'array', 'double', 'real', 'map', 'char'].includes(all.type.kind)) {
    const tests = rest.map((item) => compare('=', first, item, position).sql);
    return typed(`(${not ? 'NOT ' : ''}(${tests.join(' OR ')}))`, BOOLEAN);
  }
  return typed(`(${first.sql} ${not ? 'NOT ' : ''}IN (${rest.map(({ sql }) => sql).join(', ')}))`, BOOLEAN);
}

function like(node: Expression & { kind: 'like' }, scope: Scope, context: Context): Typed {
  const text = (child: Expression) => {
    const value = context.expression(child, scope);
    if (value.type.kind !== 'varchar' && value.type.kind !== 'unknown') {
      if (value.type.kind === 'char') throw refusal('match a char', child.position);
      throw new StatementError(
        'TYPE_MISMATCH',
        `Left side of LIKE expression must evaluate to a varchar (actual: ${typeName(value.type)})`,
        child.position,
      );
    }
    return coerce(value, VARCHAR).sql;
  };
  const not = node.not ? 'NOT ' : '';
  const [value, pattern] = [text(node.value), text(node.pattern)];
  if (!node.escape) return typed(`(${value} ${not}LIKE ${pattern})`, BOOLEAN);
  const mark = text(node.escape);
  return typed(`(${not}trino_like(${value}, ${pattern}, ${mark}))`, BOOLEAN);
}

function atTimeZone(value: Typed, zoneNode: Expression, position: Position): Typed {
  const { type } = value;
  if (type.kind !== 'timestamp' && type.kind !== 'timestamp with time zone') {
    if (type.kind === 'time') throw refusal('move a time to a time zone', position);
    throw new StatementError(
      'TYPE_MISMATCH',
      `Type of value must be a time or timestamp with or without time zone (actual ${typeName(type)})`,
      position,
    );
  }
  const text =
    zoneNode.kind === 'string'
      ? zoneNode.value
      : zoneNode.kind === 'interval'
        ? offsetText(zoneNode)
        : undefined;
  if (text === undefined) throw refusal('take a time zone that is no literal', position);
  const zone = canonicalZone(text);
  if (zone === undefined)
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`, position);
  const sql = type.kind === 'timestamp' ? zonedFrom(value.sql, 'UTC') : value.sql;
  return typed(sql, zoned(type.precision, zone));
}

/** `INTERVAL '5' HOUR` as +05:00. */
function offsetText(node: Expression & { kind: 'interval' }): string | undefined {
  const value = literal(node);
  const milliseconds = Number(/-?\d+/.exec(value?.sql ?? '')?.[0] ?? Number.NaN);
  const minutes = Math.abs(milliseconds) / 60_000;
  if (!Number.isInteger(minutes)) return undefined;
  const two = (part: number) => String(part).padStart(2, '0');
  return `${milliseconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function castExpression(node: Expression & { kind: 'cast' }, scope: Scope, context: Context): Typed {
  const value = context.expression(node.value, scope);
  const to = readType(node.type);
  const plain = cast(value, to, node.safe, node.position);
  const made = node.safe ? plain : withSafe(plain, cast(value, to, true, node.position).sql, [value]);
  if (value.type.kind !== 'varchar' || !isMoment(to)) return made;
  return guardInTry(
    `trino_text_refused(${value.sql})`,
    made,
    context,
    'keep a time zone other than UTC from a text, or years beyond 9999',
  );
}

function caseExpression(node: Expression & { kind: 'case' }, scope: Scope, context: Context): Typed {
  const operand = node.operand && context.expression(node.operand, scope);
  const whens = node.branches.map(({ when }) => {
    if (!operand) return condition(when, scope, context, 'CASE WHEN clause');
    return compare('=', operand, context.expression(when, scope), when.position).sql;
  });
  const results = [...node.branches.map(({ result }) => result), ...(node.otherwise ? [node.otherwise] : [])];
  const all = unify(
    results.map((result) => context.expression(result, scope)),
    (a, b) =>
      `All CASE results must be the same type or coercible to a common type. Cannot find common type between ${a} and ${b}`,
    node.position,
  );
  const branches = whens.map((when, i) => `WHEN ${when} THEN ${all.values[i]?.sql}`).join(' ');
  return typed(`CASE ${branches}${node.otherwise ? ` ELSE ${all.values.at(-1)?.sql}` : ''} END`, all.type);
}

function grouping(columns: readonly Expression[], scope: Scope, context: Context, position: Position): Typed {
  const texts = columns.map((node) => context.expression(node, scope).sql);
  if (texts.length === 0) throw refusal('compute grouping of nothing', position);
  return typed(
    `CAST(grouping(${texts.join(', ')}) AS ${texts.length > 31 ? 'BIGINT' : 'INTEGER'})`,
    texts.length > 31 ? BIGINT : INTEGER,
  );
}

import { aggregateCall, isAggregate, windowCall } from '../aggregates/aggregate-call.ts';
import { condition } from '../context/condition.ts';
import type { Context } from '../context/context.ts';
import { nullOnFailure } from '../context/guard.ts';
import { columnNotFound, findColumn, type Scope } from '../context/scope.ts';
import { functionCall } from '../functions/call.ts';
import { readCall } from '../functions/read-call.ts';
import type { Node } from '../syntax/tree.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { arrayOf, BIGINT, BOOLEAN, commonType, TIMESTAMP_TZ, typeName, VARCHAR } from '../trino/types.ts';
import { cast, readType } from '../values/cast.ts';
import { readLiteral } from '../values/literal.ts';
import { calculate, compare, concatenate, negate } from '../values/operators.ts';
import { coerce, expectType, type Typed, typed, unify } from '../values/typed.ts';

type Rule = (node: Node, scope: Scope, context: Context) => Typed;

const COMPARISONS: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  null_safe_eq: 'IS NOT DISTINCT FROM',
  null_safe_neq: 'IS DISTINCT FROM',
};
const ARITHMETIC: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/', mod: '%' };

/** Translates one expression. What has no rule is refused. */
export function translateExpression(node: Node, scope: Scope, context: Context): Typed {
  const literal = readLiteral(node);
  if (literal) return literal;
  const comparison = COMPARISONS[node.kind];
  if (comparison) {
    const [left, right] = operands(node, scope, context);
    return compare(comparison, left, right, node.position);
  }
  const operator = ARITHMETIC[node.kind];
  if (operator) {
    const [left, right] = operands(node, scope, context);
    return calculate(operator, left, right, node.position);
  }
  const rule = RULES[node.kind];
  if (rule) return rule(node, scope, context);
  if (isAggregate(node)) return aggregateCall(node, scope, context);
  const call = readCall(node);
  if (call) return functionCall(call, scope, context);
  throw refusal(`read ${node.kind.replaceAll('_', ' ')}`, node.position);
}

function operands(node: Node, scope: Scope, context: Context): [Typed, Typed] {
  node.only('left', 'right');
  return [context.expression(node.child('left'), scope), context.expression(node.child('right'), scope)];
}

const RULES: Readonly<Record<string, Rule>> = {
  column: (node, scope) => column(node, scope),
  paren: (node, scope, context) => context.expression(node.only('this').child('this'), scope),
  and: (node, scope, context) => logical('AND', node, scope, context),
  or: (node, scope, context) => logical('OR', node, scope, context),
  not: (node, scope, context) =>
    typed(`(NOT ${condition(node.only('this').child('this'), scope, context, 'NOT operand')})`, BOOLEAN),
  is_null: (node, scope, context) => {
    const value = context.expression(node.only('this', 'not').child('this'), scope);
    return typed(`(${value.sql} IS ${node.flag('not') ? 'NOT ' : ''}NULL)`, BOOLEAN);
  },
  neg: (node, scope, context) =>
    negate(context.expression(node.only('this').child('this'), scope), node.position),
  concat: (node, scope, context) => concatenate(...operands(node, scope, context), node.position),
  dpipe: (node, scope, context) => concatenate(...operands(node, scope, context), node.position),
  like,
  between,
  in: inList,
  exists: (node, scope, context) => {
    const query = context.query(node.only('this', 'not').child('this'), scope);
    return typed(`(${node.flag('not') ? 'NOT ' : ''}EXISTS (${query.sql}))`, BOOLEAN);
  },
  subquery: (node, scope, context) => {
    const query = context.query(node, scope);
    const [first, second] = query.columns;
    if (!first || second) throw refusal('use a subquery of several columns as a value', node.position);
    return typed(`(${query.sql})`, first.type);
  },
  case: caseExpression,
  if_func: (node, scope, context) => {
    node.only('condition', 'true_value', 'false_value');
    const when = condition(node.child('condition'), scope, context, 'IF condition');
    const otherwise = node.optional('false_value');
    return choose(
      [when],
      [context.expression(node.child('true_value'), scope)],
      otherwise && context.expression(otherwise, scope),
      node.position,
    );
  },
  coalesce: (node, scope, context) => {
    const values = node
      .only('expressions')
      .list('expressions')
      .map((item) => context.expression(item, scope));
    const all = unify(
      values,
      (a, b) => `All COALESCE operands must be the same type: ${a}, ${b}`,
      node.position,
    );
    return typed(`coalesce(${all.values.map((value) => value.sql).join(', ')})`, all.type);
  },
  cast: (node, scope, context) => castNode(node, scope, context),
  try_cast: (node, scope, context) => nullOnFailure(context, () => castNode(node, scope, context)),
  array_func: (node, scope, context) => {
    const items = node.only('expressions', 'bracket_notation').list('expressions');
    const all = unify(
      items.map((item) => context.expression(item, scope)),
      (a, b) => `All ARRAY elements must be the same type: ${a}, ${b}`,
      node.position,
    );
    return typed(`[${all.values.map((value) => value.sql).join(', ')}]`, arrayOf(all.type));
  },
  subscript: (node, scope, context) => {
    const value = context.expression(node.only('this', 'index').child('this'), scope);
    const index = context.expression(node.child('index'), scope);
    return subscript(value, index, node.position);
  },
  at_time_zone: (node, scope, context) => {
    const zone = node.only('this', 'zone').child('zone');
    if (zone.text('value') !== 'UTC') throw refusal('keep a time zone other than UTC', node.position);
    return expectType(context.expression(node.child('this'), scope), TIMESTAMP_TZ, 'AT TIME ZONE operand');
  },
  window_function: windowCall,
  within_group: aggregateCall,
  filter: aggregateCall,
};

function column(node: Node, scope: Scope): Typed {
  node.only('name', 'table');
  const name = node.identifier('name') ?? '';
  const relation = node.identifier('table');
  const found = findColumn(scope, relation, name, node.position);
  if (!found) throw columnNotFound(relation ? `${relation}.${name}` : name, node.position);
  return found;
}

function logical(operator: 'AND' | 'OR', node: Node, scope: Scope, context: Context): Typed {
  node.only('left', 'right');
  // A long chain is a left-deep tree: a loop keeps it from overflowing the stack.
  const parts: string[] = [];
  let rest: Node = node;
  while (rest.kind === node.kind) {
    parts.push(
      condition(rest.only('left', 'right').child('right'), scope, context, 'Logical expression term'),
    );
    rest = rest.child('left');
  }
  parts.push(condition(rest, scope, context, 'Logical expression term'));
  return typed(`(${parts.reverse().join(` ${operator} `)})`, BOOLEAN);
}

function like(node: Node, scope: Scope, context: Context): Typed {
  node.only('left', 'right', 'escape');
  const text = (name: string) => {
    const child = node.child(name);
    return expectType(context.expression(child, scope), VARCHAR, 'LIKE operand', child.position).sql;
  };
  const escaping = node.has('escape') ? ` ESCAPE ${text('escape')}` : '';
  return typed(`(${text('left')} LIKE ${text('right')}${escaping})`, BOOLEAN);
}

function between(node: Node, scope: Scope, context: Context): Typed {
  node.only('this', 'low', 'high', 'not');
  const value = context.expression(node.child('this'), scope);
  const low = compare('>=', value, context.expression(node.child('low'), scope), node.position);
  const high = compare('<=', value, context.expression(node.child('high'), scope), node.position);
  return typed(`(${node.flag('not') ? 'NOT ' : ''}(${low.sql} AND ${high.sql}))`, BOOLEAN);
}

function inList(node: Node, scope: Scope, context: Context): Typed {
  node.only('this', 'expressions', 'query', 'not');
  const value = context.expression(node.child('this'), scope);
  const not = node.flag('not') ? 'NOT ' : '';
  const queryNode = node.optional('query');
  if (queryNode) {
    const query = context.query(queryNode, scope);
    const [first, second] = query.columns;
    if (!first || second) throw refusal('compare with a subquery of several columns', node.position);
    const common = commonType(value.type, first.type);
    if (!common) {
      throw new StatementError(
        'TYPE_MISMATCH',
        `value and result of subquery must be of the same type for IN expression: ${typeName(value.type)} vs ${typeName(first.type)}`,
        node.position,
      );
    }
    const name = context.relationName();
    const selected = coerce(typed(`${name}.c0`, first.type), common).sql;
    return typed(
      `(${coerce(value, common).sql} ${not}IN (SELECT ${selected} FROM (${query.sql}) ${name}))`,
      BOOLEAN,
    );
  }
  const items = node.list('expressions').map((item) => context.expression(item, scope));
  const all = unify(
    [value, ...items],
    (a, b) => `IN value and list items must be the same type: ${a}, ${b}`,
    node.position,
  );
  const [first, ...rest] = all.values;
  return typed(`(${first?.sql} ${not}IN (${rest.map((item) => item.sql).join(', ')}))`, BOOLEAN);
}

function caseExpression(node: Node, scope: Scope, context: Context): Typed {
  node.only('operand', 'whens', 'else_');
  const operandNode = node.optional('operand');
  const operand = operandNode && context.expression(operandNode, scope);
  const branches = node.pairs('whens');
  const whens = branches.map(([when]) =>
    operand
      ? compare('=', operand, context.expression(when, scope), when.position).sql
      : condition(when, scope, context, 'CASE WHEN clause'),
  );
  const otherwise = node.optional('else_');
  return choose(
    whens,
    branches.map(([, then]) => context.expression(then, scope)),
    otherwise && context.expression(otherwise, scope),
    node.position,
  );
}

function choose(whens: string[], thens: Typed[], otherwise: Typed | undefined, position?: Position): Typed {
  const all = unify(
    otherwise ? [...thens, otherwise] : thens,
    (a, b) =>
      `All CASE results must be the same type or coercible to a common type. Cannot find common type between ${a} and ${b}`,
    position,
  );
  const branches = whens.map((when, i) => `WHEN ${when} THEN ${all.values[i]?.sql}`).join(' ');
  const last = otherwise ? ` ELSE ${all.values.at(-1)?.sql}` : '';
  return typed(`CASE ${branches}${last} END`, all.type);
}

function castNode(node: Node, scope: Scope, context: Context): Typed {
  node.only('this', 'to', 'double_colon_syntax');
  const to = node.part('to');
  if (!to || node.flag('double_colon_syntax')) throw refusal('read this cast', node.position);
  if (to.text('data_type') === 'string' || to.text('data_type') === 'text') {
    throw new StatementError('TYPE_MISMATCH', `Unknown type: ${to.text('data_type')}`, node.position);
  }
  return cast(context.expression(node.child('this'), scope), readType(to), node.position);
}

function subscript(value: Typed, index: Typed, position?: Position): Typed {
  if (value.type.kind === 'array') {
    const at = expectType(index, BIGINT, 'Array subscript', position).sql;
    return typed(`trino_subscript(${value.sql}, ${at})`, value.type.element);
  }
  if (value.type.kind === 'map') {
    const key = expectType(index, value.type.key, 'Map subscript', position).sql;
    return typed(`trino_map_subscript(${value.sql}, ${key})`, value.type.value);
  }
  throw refusal(`take an element of ${typeName(value.type)}`, position);
}

import { condition } from '../context/condition.ts';
import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import { sortItems } from '../context/sort-items.ts';
import type { Node } from '../syntax/tree.ts';
import { type Position, refusal } from '../trino/errors.ts';
import { type Typed, typed } from '../values/typed.ts';
import { aggregateRule } from './aggregate-rules.ts';
import { windowClause } from './window.ts';

/** An aggregate or window function, whichever of the parser's nodes it came as. */
interface AggregateCall {
  readonly name: string;
  readonly args: readonly Node[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly filter: Node | undefined;
  readonly order: readonly Node[];
  readonly ignoreNulls: boolean;
  readonly position: Position | undefined;
}

/** Aggregates for which the parser has a node of its own: the function's name, then the fields with its arguments. */
const OWN_NODES: Readonly<Record<string, readonly [string, ...string[]]>> = {
  count: ['count', 'this'],
  count_if: ['count_if', 'this'],
  sum: ['sum', 'this'],
  avg: ['avg', 'this'],
  min: ['min', 'this'],
  max: ['max', 'this'],
  any_value: ['any_value', 'this'],
  array_agg: ['array_agg', 'this'],
  approx_distinct: ['approx_distinct', 'this'],
  logical_and: ['bool_and', 'this'],
  logical_or: ['bool_or', 'this'],
  stddev: ['stddev', 'this'],
  stddev_samp: ['stddev', 'this'],
  stddev_pop: ['stddev_pop', 'this'],
  variance: ['variance', 'this'],
  var_samp: ['variance', 'this'],
  var_pop: ['var_pop', 'this'],
  list_agg: ['listagg', 'this', 'separator'],
  row_number: ['row_number'],
  rank: ['rank'],
  dense_rank: ['dense_rank'],
  percent_rank: ['percent_rank'],
  cume_dist: ['cume_dist'],
  n_tile: ['ntile', 'num_buckets'],
  lag: ['lag', 'this', 'offset', 'default'],
  lead: ['lead', 'this', 'offset', 'default'],
  first_value: ['first_value', 'this'],
  last_value: ['last_value', 'this'],
  nth_value: ['nth_value', 'this', 'offset'],
};

const ONLY_WITH_OVER = [
  'row_number',
  'rank',
  'dense_rank',
  'percent_rank',
  'cume_dist',
  'ntile',
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
];

export function isAggregate(node: Node): boolean {
  return node.kind === 'aggregate_function' || node.kind in OWN_NODES;
}

/** An aggregate over a group, with its FILTER and WITHIN GROUP. */
export function aggregateCall(node: Node, scope: Scope, context: Context): Typed {
  return translate(readAggregate(node), undefined, scope, context);
}

/** A function over a window. */
export function windowCall(node: Node, scope: Scope, context: Context): Typed {
  const over = node.only('this', 'over').part('over');
  const inner = node.child('this');
  if (!over || !(isAggregate(inner) || ['filter', 'within_group'].includes(inner.kind))) {
    throw refusal(`compute ${inner.text('name') ?? inner.kind} over a window`, node.position);
  }
  return translate(readAggregate(inner), windowClause(over, scope, context), scope, context);
}

function readAggregate(node: Node): AggregateCall {
  if (node.kind === 'within_group') {
    const inner = readAggregate(node.only('this', 'order_by').child('this'));
    return { ...inner, order: node.parts('order_by') };
  }
  if (node.kind === 'filter') {
    const inner = readAggregate(node.only('this', 'expression').child('this'));
    return { ...inner, filter: node.child('expression') };
  }
  const common = ['distinct', 'filter', 'order_by', 'ignore_nulls', 'name', 'star'];
  const rest = {
    star: node.flag('star') ?? false,
    distinct: node.flag('distinct') ?? false,
    filter: node.optional('filter'),
    order: node.parts('order_by'),
    ignoreNulls: node.flag('ignore_nulls') ?? false,
    position: node.position,
  };
  if (node.kind === 'aggregate_function') {
    node.only(...common, 'args');
    return { name: (node.text('name') ?? '').toLowerCase(), args: node.list('args'), ...rest };
  }
  const own = OWN_NODES[node.kind];
  if (!own) throw refusal(`aggregate with ${node.kind}`, node.position);
  const [name, ...fields] = own;
  node.only(...common, ...fields);
  const args = fields.map((field) => node.optional(field)).filter((arg) => arg !== undefined);
  return { name, args, ...rest };
}

function translate(call: AggregateCall, over: string | undefined, scope: Scope, context: Context): Typed {
  if (over === undefined && ONLY_WITH_OVER.includes(call.name)) {
    throw refusal(`call ${call.name} without OVER`, call.position);
  }
  const args = call.args.map((arg) => context.expression(arg, scope));
  const rule = aggregateRule(call.name, call.star, args, call.position);
  if (call.order.length > 0 && !rule.ordered) throw refusal(`order the input of ${call.name}`, call.position);
  if (call.distinct && !rule.distinct) throw refusal(`call ${call.name} with DISTINCT`, call.position);
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
  const order = call.order.length > 0 ? ` ORDER BY ${sortItems(call.order, scope, context)}` : '';
  const distinct = call.distinct || rule.alwaysDistinct ? 'DISTINCT ' : '';
  const filter = call.filter
    ? ` FILTER (WHERE ${condition(call.filter, scope, context, 'FILTER expression')})`
    : '';
  const sql = `${rule.duck}(${distinct}${rule.args}${order}${nulls})${filter}${over === undefined ? '' : ` OVER (${over})`}`;
  return typed(rule.wrap ? rule.wrap(sql) : sql, rule.type);
}

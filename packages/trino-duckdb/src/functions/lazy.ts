import type { Context } from '../context/context.ts';
import { nullOnFailure } from '../context/guard.ts';
import type { Scope } from '../context/scope.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal } from '../trino/errors.ts';
import { arrayOf, BOOLEAN, type TrinoType } from '../trino/types.ts';
import { expectType, quoteName, type Typed, typed } from '../values/typed.ts';
import type { Call } from './read-call.ts';

type Rule = (call: Call, scope: Scope, context: Context) => Typed;

/** Functions that need their arguments untranslated: lambdas, and TRY. */
export const LAZY_FUNCTIONS: Readonly<Record<string, Rule>> = {
  try: (call, scope, context) => {
    const [value] = call.args;
    if (!value || call.args.length !== 1) throw refusal('call try like this', call.position);
    return nullOnFailure(context, () => context.expression(value, scope));
  },
  transform: (call, scope, context) => {
    const { list, body, parameter } = elementwise(call, scope, context);
    return typed(`list_transform(${list}, lambda ${parameter}: ${body.sql})`, arrayOf(body.type));
  },
  filter: (call, scope, context) => {
    const { list, body, parameter, element } = elementwise(call, scope, context);
    return typed(`list_filter(${list}, lambda ${parameter}: ${predicate(body)})`, arrayOf(element));
  },
  any_match: (call, scope, context) => matches(call, scope, context, false),
  all_match: (call, scope, context) => matches(call, scope, context, true),
};

function predicate(body: Typed): string {
  return expectType(body, BOOLEAN, 'Lambda expression').sql;
}

function matches(call: Call, scope: Scope, context: Context, empty: boolean): Typed {
  const { list, body, parameter } = elementwise(call, scope, context);
  const results = `list_transform(${list}, lambda ${parameter}: ${predicate(body)})`;
  // Three-valued logic, as with AND and OR: null unless another element decides the result.
  const decided = `list_contains(${results}, ${!empty})`;
  const unknown = `len(list_filter(${results}, lambda trino_e: trino_e IS NULL)) > 0`;
  return typed(
    `CASE WHEN ${list} IS NULL THEN NULL WHEN ${decided} THEN ${!empty} WHEN ${unknown} THEN NULL ELSE ${empty} END`,
    BOOLEAN,
  );
}

function elementwise(
  call: Call,
  scope: Scope,
  context: Context,
): { list: string; body: Typed; parameter: string; element: TrinoType } {
  const [listNode, lambda] = call.args;
  if (!listNode || !lambda || call.args.length !== 2)
    throw refusal(`call ${call.name} like this`, call.position);
  const list = context.expression(listNode, scope);
  if (list.type.kind !== 'array') throw refusal(`call ${call.name} on anything but an array`, call.position);
  const { element } = list.type;
  const { parameter, body } = readLambda(lambda, element, scope, context);
  return { list: list.sql, body, parameter, element };
}

function readLambda(
  node: Node,
  type: TrinoType,
  scope: Scope,
  context: Context,
): { parameter: string; body: Typed } {
  const [name, second] =
    node.kind === 'lambda' ? node.only('parameters', 'body').identifiers('parameters') : [];
  if (name === undefined || second !== undefined) throw refusal('read this lambda', node.position);
  const parameter = quoteName(context.relationName());
  const inner: Scope = {
    ...scope,
    preferred: [{ name, relation: undefined, value: typed(parameter, type) }, ...(scope.preferred ?? [])],
  };
  return { parameter, body: context.expression(node.child('body'), inner) };
}

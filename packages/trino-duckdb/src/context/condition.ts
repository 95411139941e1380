import type { Node } from '../syntax/tree.ts';
import { BOOLEAN } from '../trino/types.ts';
import { expectType } from '../values/typed.ts';
import type { Context } from './context.ts';
import type { Scope } from './scope.ts';

/** A condition as SQL. Throws TYPE_MISMATCH saying that `what` must be a boolean. */
export function condition(node: Node, scope: Scope, context: Context, what: string): string {
  return expectType(context.expression(node, scope), BOOLEAN, what, node.position).sql;
}

import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal } from '../trino/errors.ts';
import { readOrdinal } from './order.ts';

/** GROUP BY with its ordinals, GROUPING SETS, CUBE and ROLLUP. `columns` is the number of select items. */
export function groupBy(node: Node, columns: number, scope: Scope, context: Context): string {
  const parts = node
    .only('expressions')
    .list('expressions')
    .map((item) => {
      return readOrdinal(item, columns) ?? element(item, scope, context);
    });
  return `GROUP BY ${parts.join(', ')}`;
}

const NESTED = ['GROUPING SETS', 'CUBE', 'ROLLUP'];

function element(node: Node, scope: Scope, context: Context): string {
  if (node.kind === 'tuple') {
    const members = node.only('expressions').list('expressions');
    return `(${members.map((member) => element(member, scope, context)).join(', ')})`;
  }
  const name = node.kind === 'function' ? node.text('name')?.toUpperCase() : undefined;
  if (name !== undefined && NESTED.includes(name)) {
    const members = node.only('name', 'args').list('args');
    return `${name} (${members.map((member) => element(member, scope, context)).join(', ')})`;
  }
  if (node.kind === 'literal') throw refusal('group by a literal', node.position);
  return context.expression(node, scope).sql;
}

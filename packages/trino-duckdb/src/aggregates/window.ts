import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import { sortItems } from '../context/sort-items.ts';
import type { Node } from '../syntax/tree.ts';
import { refusal } from '../trino/errors.ts';

/** The inside of OVER: the named window it extends, PARTITION BY, ORDER BY and the frame. */
export function windowClause(over: Node, scope: Scope, context: Context): string {
  over.only('window_name', 'partition_by', 'order_by', 'frame');
  const name = over.identifier('window_name');
  const base = name === undefined ? undefined : scope.windows.get(name.toLowerCase());
  if (name !== undefined && !base) throw refusal(`find the window ${name}`, over.position);
  const parts = base ? [windowClause(base, scope, context)] : [];
  const partition = over.list('partition_by').map((item) => context.expression(item, scope).sql);
  if (partition.length > 0) parts.push(`PARTITION BY ${partition.join(', ')}`);
  const order = over.parts('order_by');
  if (order.length > 0) parts.push(`ORDER BY ${sortItems(order, scope, context)}`);
  const frame = over.part('frame');
  if (frame) parts.push(windowFrame(frame, scope, context));
  return parts.filter((part) => part !== '').join(' ');
}

function windowFrame(frame: Node, scope: Scope, context: Context): string {
  frame.only('kind', 'start', 'end');
  const kind = { Rows: 'ROWS', Range: 'RANGE', Groups: 'GROUPS' }[frame.text('kind') ?? ''];
  if (!kind) throw refusal('read this window frame', frame.position);
  const start = frameBound(frame, 'start', scope, context);
  return frame.has('end')
    ? `${kind} BETWEEN ${start} AND ${frameBound(frame, 'end', scope, context)}`
    : `${kind} ${start}`;
}

const BOUNDS: Readonly<Record<string, string>> = {
  UnboundedPreceding: 'UNBOUNDED PRECEDING',
  UnboundedFollowing: 'UNBOUNDED FOLLOWING',
  CurrentRow: 'CURRENT ROW',
};

function frameBound(frame: Node, field: string, scope: Scope, context: Context): string {
  const plain = BOUNDS[frame.text(field) ?? ''];
  if (plain) return plain;
  const bound = frame.part(field);
  for (const side of ['Preceding', 'Following']) {
    const distance = bound?.optional(side);
    if (distance) return `${context.expression(distance, scope).sql} ${side.toUpperCase()}`;
  }
  throw refusal('read this window frame', frame.position);
}

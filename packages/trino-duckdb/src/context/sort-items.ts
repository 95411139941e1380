import type { Node } from '../syntax/tree.ts';
import type { Context } from './context.ts';
import type { Scope } from './scope.ts';

/** The ORDER BY items of an aggregate or a window, comma separated. */
export function sortItems(items: readonly Node[], scope: Scope, context: Context): string {
  return items
    .map((item) => {
      item.only('this', 'desc', 'nulls_first');
      const value = context.expression(item.child('this'), scope);
      return `${value.sql}${sortDirection(item)}`;
    })
    .join(', ');
}

/** Nulls come last in either direction, unless the statement says otherwise. */
export function sortDirection(item: Node): string {
  return `${item.flag('desc') ? ' DESC' : ' ASC'} NULLS ${item.flag('nulls_first') ? 'FIRST' : 'LAST'}`;
}

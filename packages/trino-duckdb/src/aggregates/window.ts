import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Frame, FrameBound, SortItem, Window } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { isInteger, isMoment, type TrinoType, typeName } from '../trino/types.ts';
import { isOrderable } from '../values/equality.ts';
import type { Typed } from '../values/typed.ts';

/** ORDER BY items; nulls come last in either direction, unless the statement says otherwise. */
export function sortItems(items: readonly SortItem[], scope: Scope, context: Context): string {
  return items.map((item) => sortText(context.expression(item.value, scope), item)).join(', ');
}

/** One item of an ORDER BY. */
export function sortText(value: Typed, item: SortItem): string {
  if (!isOrderable(value.type)) {
    throw new StatementError(
      'TYPE_MISMATCH',
      `Type ${typeName(value.type)} is not orderable, and therefore cannot be used in ORDER BY`,
      item.value.position,
    );
  }
  const constant = value.literal !== undefined ? `CAST(${value.sql} AS VARCHAR)` : value.sql;
  return `${constant}${sortDirection(item)}`;
}

export function sortDirection(item: SortItem): string {
  return `${item.descending ? ' DESC' : ' ASC'} NULLS ${item.nulls ?? 'LAST'}`;
}

/** What stands between the parentheses of OVER. */
export function windowClause(window: Window, scope: Scope, context: Context): string {
  const parts: string[] = [];
  const base = window.base === undefined ? undefined : scope.windows.get(window.base.toLowerCase());
  if (window.base !== undefined && !base) {
    throw new StatementError(
      'INVALID_WINDOW_REFERENCE',
      `Cannot resolve WINDOW name ${window.base}`,
      window.position,
    );
  }
  if (base) parts.push(windowClause(base, scope, context));
  const partition = window.partition.map((item) => context.expression(item, scope).sql);
  if (partition.length > 0) parts.push(`PARTITION BY ${partition.join(', ')}`);
  const keys = window.order.map((item) => context.expression(item.value, scope));
  if (window.order.length > 0) {
    const ranged = window.frame?.unit === 'RANGE' && isBounded(window.frame);
    const texts = window.order.map((item, i) => {
      const key = keys[i];
      if (!key) return '';
      return `${ranged ? rangeKey(key) : key.sql}${sortDirection(item)}`;
    });
    parts.push(`ORDER BY ${texts.join(', ')}`);
  }
  if (window.frame) parts.push(frameClause(window.frame, keys[0]?.type, window, scope, context));
  return parts.filter((part) => part !== '').join(' ');
}

const isBounded = (frame: Frame): boolean =>
  frame.start.distance !== undefined || frame.end?.distance !== undefined;

/** Dates move by whole days of an interval, which DuckDB adds to a timestamp. */
const rangeKey = (key: Typed): string =>
  key.type.kind === 'date' ? `CAST(${key.sql} AS TIMESTAMP)` : key.sql;

function frameClause(
  frame: Frame,
  key: TrinoType | undefined,
  window: Window,
  scope: Scope,
  context: Context,
): string {
  const invalid = (message: string) => new StatementError('INVALID_WINDOW_FRAME', message, window.position);
  const { start, end } = frame;
  if (start.side === 'FOLLOWING' && !start.distance)
    throw invalid('Window frame start cannot be UNBOUNDED FOLLOWING');
  if (end?.side === 'PRECEDING' && !end.distance)
    throw invalid('Window frame end cannot be UNBOUNDED PRECEDING');
  if (start.side === 'CURRENT ROW' && end?.side === 'PRECEDING')
    throw invalid('Window frame starting from CURRENT ROW cannot end with PRECEDING');
  if (start.side === 'FOLLOWING' && end?.side !== 'FOLLOWING')
    throw invalid('Window frame starting from FOLLOWING cannot end with CURRENT ROW or PRECEDING');
  if (frame.unit !== 'ROWS' && isBounded(frame) && !key && window.base === undefined) {
    throw new StatementError(
      'MISSING_ORDER_BY',
      `Window frame of type ${frame.unit} PRECEDING or FOLLOWING requires ORDER BY`,
      window.position,
    );
  }
  const bound = (at: FrameBound) => frameBound(at, frame, key, scope, context);
  return end ? `${frame.unit} BETWEEN ${bound(start)} AND ${bound(end)}` : `${frame.unit} ${bound(start)}`;
}

function frameBound(
  { side, distance }: FrameBound,
  frame: Frame,
  key: TrinoType | undefined,
  scope: Scope,
  context: Context,
): string {
  if (side === 'CURRENT ROW') return side;
  if (!distance) return `UNBOUNDED ${side}`;
  const value = context.expression(distance, scope);
  if (/^\(?- ?\d/.test(value.sql)) {
    throw new StatementError(
      'INVALID_WINDOW_FRAME',
      'Window frame offset value must not be negative or null',
      distance.position,
    );
  }
  if (frame.unit !== 'RANGE') {
    if (!isInteger(value.type))
      throw new StatementError(
        'TYPE_MISMATCH',
        `Window frame ${frame.unit} value type must be exact numeric type with scale 0 (actual ${typeName(value.type)})`,
        distance.position,
      );
    if (!/^\d+$/.test(value.sql)) throw refusal('take a window frame that is no literal', distance.position);
    return `${value.sql} ${side}`;
  }
  if (key && isMoment(key)) {
    if (key.kind === 'timestamp with time zone' && key.zone !== 'UTC')
      throw refusal('move a window frame in this time zone', distance.position);
    if (value.type.kind === 'interval day to second') return `to_microseconds(${value.sql} * 1000) ${side}`;
    if (value.type.kind === 'interval year to month') return `to_months(${value.sql}) ${side}`;
  }
  if (value.type.kind !== key?.kind && !isInteger(value.type))
    throw refusal('move a window frame by this', distance.position);
  return `${value.sql} ${side}`;
}

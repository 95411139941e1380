import type { Context } from '../context/context.ts';
import { type Scope, sameName } from '../context/scope.ts';
import { unexpected } from '../functions/apply.ts';
import { lookup } from '../functions/lookup.ts';
import { findFunction, type ListedFunction, resolveOverload, wantedType } from '../functions/resolve.ts';
import { resolve } from '../functions/signature.ts';
import type { Call, Expression } from '../syntax/ast.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { BOOLEAN, VARCHAR } from '../trino/types.ts';
import { coerce, expectType, type Typed, typed } from '../values/typed.ts';
import { AGGREGATE_RULES, type Over } from './aggregate-rules.ts';
import { sortItems, windowClause } from './window.ts';

/** Whether a call is an aggregate or a window function: by its name, or because it has OVER. */
export function isAggregateCall(call: Call): boolean {
  if (call.over || call.name === 'listagg') return true;
  const listed = findFunction(call.name);
  return listed !== undefined && listed.kind !== 'scalar';
}

/** Compiles an aggregate or window function, after checking where it stands. */
export function aggregateCall(call: Call, position: Position, scope: Scope, context: Context): Typed {
  const listed = findFunction(call.name);
  if (!listed)
    throw new StatementError('FUNCTION_NOT_FOUND', `Function '${call.name}' not registered`, position);
  checkPlace(call, listed, position, context);
  const { nesting } = context;
  const around = { ...nesting };
  if (call.over) nesting.window = true;
  else nesting.aggregate = call.name;
  try {
    return compile(call, listed, position, scope, context);
  } finally {
    Object.assign(nesting, around);
  }
}

function checkPlace(call: Call, listed: ListedFunction, position: Position, { nesting }: Context): void {
  if (call.over && listed.kind === 'scalar')
    throw new StatementError('FUNCTION_NOT_WINDOW', `Not a window function: ${call.name}`, position);
  if (!call.over && listed.kind === 'window') {
    throw new StatementError(
      'MISSING_OVER',
      `Window function ${call.name} requires an OVER clause`,
      position,
    );
  }
  if (nesting.clause !== undefined) {
    throw new StatementError(
      'EXPRESSION_NOT_SCALAR',
      `${nesting.clause} cannot contain aggregations, window functions or grouping operations: [${call.name}]`,
      position,
    );
  }
  if (call.over && (nesting.window || nesting.aggregate !== undefined)) {
    throw new StatementError(
      'NESTED_WINDOW',
      'Cannot nest window functions inside aggregations or window functions',
      position,
    );
  }
  if (!call.over && nesting.aggregate !== undefined) {
    throw new StatementError(
      'NESTED_AGGREGATION',
      `Cannot nest aggregations inside aggregation '${nesting.aggregate}'`,
      position,
    );
  }
  if (call.over && call.filter)
    throw new StatementError('NOT_SUPPORTED', 'FILTER is not yet supported for window functions', position);
  if (call.over && call.order.length > 0)
    throw new StatementError('NOT_SUPPORTED', 'Window function with ORDER BY is not supported', position);
}

function compile(
  call: Call,
  listed: ListedFunction,
  position: Position,
  scope: Scope,
  context: Context,
): Typed {
  const rule = lookup(AGGREGATE_RULES, call.name);
  if (call.args.some((arg) => arg.kind === 'lambda')) throw refusal(`compute ${call.name}`, position);
  checkColumns(call, position, scope);
  const args = call.args.map((arg: Expression) => context.expression(arg, scope));
  if (call.star && call.name !== 'count') throw unexpected(call.name, [], position);
  const found =
    call.name === 'listagg'
      ? undefined
      : resolveOverload(
          call.name,
          listed,
          args.map(({ type }) => type),
        );
  if (
    found === 'none' ||
    (call.name === 'max' && args[0]?.type.kind === 'map') ||
    (call.name === 'min' && args[0]?.type.kind === 'map')
  ) {
    throw unexpected(call.name, args, position);
  }
  if (found === 'ambiguous') {
    throw new StatementError(
      'AMBIGUOUS_FUNCTION_CALL',
      'Could not choose a best candidate operator. Explicit type casts must be added.',
      position,
    );
  }
  if (!rule) throw refusal(`compute ${call.name}`, position);
  if (call.name === 'listagg' && args[0]?.type.kind !== 'varchar') {
    throw new StatementError('TYPE_MISMATCH', 'LISTAGG takes an expression of type varchar', position);
  }
  const converted = found ? args.map((arg, i) => coerce(arg, wantedType(found, i))) : args;
  const over = writer(call, args, position, scope, context);
  const result = found ? resolve(found.signature.result, found.bound) : VARCHAR;
  const value = rule({ args: converted, given: args, result, over, distinct: call.distinct, position });
  return typeof value === 'string' ? typed(value, result) : value;
}

/** Aggregates see neither the names of the output nor, without rows of their own, those of the query around. */
function checkColumns(call: Call, position: Position, scope: Scope): void {
  if (call.over) return;
  const names = columnNames(call.args);
  if (
    scope.ordering &&
    names.some((name) => scope.preferred?.some((column) => sameName(column.name, name)))
  ) {
    throw new StatementError(
      'COLUMN_NOT_FOUND',
      'Invalid reference to output projection attribute from ORDER BY aggregation',
      position,
    );
  }
  if (scope.columns.length === 0 && names.length > 0) {
    throw new StatementError('NOT_SUPPORTED', 'Given correlated subquery is not supported', position);
  }
}

/** The bare column names in an expression. */
function columnNames(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(columnNames);
  if (typeof node !== 'object' || node === null) return [];
  if ('kind' in node && node.kind === 'lambda') return [];
  if (
    'kind' in node &&
    node.kind === 'column' &&
    'path' in node &&
    Array.isArray(node.path) &&
    node.path.length === 1
  ) {
    return [String(node.path[0].text)];
  }
  return Object.values(node).flatMap(columnNames);
}

/** Puts DISTINCT, ORDER BY, FILTER, IGNORE NULLS and OVER around each DuckDB aggregate of a call. */
function writer(
  call: Call,
  args: readonly Typed[],
  position: Position,
  scope: Scope,
  context: Context,
): Over {
  const order = call.order.length > 0 ? ` ORDER BY ${sortItems(call.order, scope, context)}` : '';
  if (
    call.distinct &&
    call.order.some(({ value }) => !args.some(({ sql }) => sql === context.expression(value, scope).sql))
  ) {
    throw new StatementError(
      'EXPRESSION_NOT_IN_DISTINCT',
      'For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments',
      position,
    );
  }
  const filter =
    call.filter &&
    expectType(context.expression(call.filter, scope), BOOLEAN, 'FILTER expression', position).sql;
  const window = call.over ? ` OVER (${windowClause(call.over, scope, context)})` : '';
  return (duck, text, options = {}) => {
    const conditions = [filter, options.where].filter((condition) => condition !== undefined);
    const where =
      conditions.length > 0
        ? ` FILTER (WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')})`
        : '';
    const distinct =
      (call.distinct || options.distinct) && !['row_number', 'rank'].includes(duck) ? 'DISTINCT ' : '';
    const nulls = call.ignoreNulls ? ' IGNORE NULLS' : '';
    return `${duck}(${distinct}${text}${order}${nulls})${where}${window}`;
  };
}

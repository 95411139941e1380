import type { Context } from '../context/context.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { typeName } from '../trino/types.ts';
import { concatenate } from '../values/operators.ts';
import { withSafe } from '../values/safe.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';
import { COLLECTION_FUNCTIONS } from './collections.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import type { Implementations } from './implementation.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { lookup } from './lookup.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { PATTERN_FUNCTIONS } from './patterns.ts';
import { findFunction, resolveOverload, wantedType } from './resolve.ts';
import { resolve } from './signature.ts';
import { TEXT_ALIASES, TEXT_FUNCTIONS } from './texts.ts';

const IMPLEMENTATIONS: Implementations = {
  ...TEXT_FUNCTIONS,
  ...TEXT_ALIASES,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
};

/** A function of these values. */
export function applyFunction(
  name: string,
  args: readonly Typed[],
  position: Position,
  context: Context,
): Typed {
  const listed = findFunction(name);
  if (!listed) throw new StatementError('FUNCTION_NOT_FOUND', `Function '${name}' not registered`, position);
  if (
    (name === 'concat' && args.length < 2) ||
    (name === 'concat_ws' && args.length < 2) ||
    (name === 'map_concat' && args.length === 1)
  ) {
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more arguments', position);
  }
  if (name === 'concat' && args.length === 2 && args.some(({ type }) => type.kind === 'unknown')) {
    const [left, right] = args;
    if (left && right) return concatenate(left, right, position);
  }
  const found = resolveOverload(
    name,
    listed,
    args.map(({ type }) => type),
  );
  if (found === 'none') throw unexpected(name, args, position);
  if (found === 'ambiguous') {
    throw new StatementError(
      'AMBIGUOUS_FUNCTION_CALL',
      'Could not choose a best candidate operator. Explicit type casts must be added.',
      position,
    );
  }
  const implementation = lookup(IMPLEMENTATIONS, name);
  if (implementation === undefined) throw refusal(`call ${name}`, position);
  const converted = args.map((arg, i): Typed => {
    const wanted = wantedType(found, i);
    // A whole number stays one: DuckDB widens it where it must, and some functions are simpler for a literal.
    const value =
      wanted.kind === 'bigint' && /^\d+$/.test(arg.sql) ? { ...arg, type: wanted } : coerce(arg, wanted);
    return arg.literal === undefined ? value : { ...value, literal: arg.literal };
  });
  const texts = converted.map(({ sql }) => sql);
  const result = resolve(found.signature.result, found.bound);
  if (typeof implementation === 'string') {
    const sql = implementation.replaceAll(
      /\$(\d)/g,
      (_, digit: string) => texts[Number(digit) - 1] ?? 'NULL',
    );
    const safe = sql.replace(/^trino_js_(json_parse|url_decode|from_base)\(/, 'trino_safe_$1(');
    return safe === sql ? typed(sql, result) : withSafe(typed(sql, result), safe, converted);
  }
  const made = implementation(texts, { name, args: converted, given: args, result, context, position });
  return typeof made === 'string' ? typed(made, result) : made;
}

/** Trino's complaint about arguments that fit no overload. */
export function unexpected(name: string, args: readonly Typed[], position: Position): StatementError {
  const types = args.map((arg) => typeName(arg.type)).join(', ');
  return new StatementError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${types}) for function ${name}`,
    position,
  );
}

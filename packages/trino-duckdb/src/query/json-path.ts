import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import { readJsonPath } from '../javascript/json-path.ts';
import type { Expression, JsonBehavior } from '../syntax/ast.ts';
import { refusal, StatementError } from '../trino/errors.ts';
import { BOOLEAN, isNumeric, typeName, VARCHAR } from '../trino/types.ts';
import { cast } from '../values/cast.ts';
import { coerce, quote, type Typed, typed } from '../values/typed.ts';
import { readType } from './type.ts';

/** JSON_VALUE, JSON_QUERY and JSON_EXISTS over a path without filters. */
export function jsonPath(node: Expression & { kind: 'json path' }, scope: Scope, context: Context): Typed {
  const { call, name, position } = node;
  const path = readJsonPath(call.path);
  if (path === 'malformed')
    throw new StatementError(
      'SYNTAX_ERROR',
      `missing {'lax', 'strict'} in the JSON path '${call.path}'`,
      position,
    );
  if (path === 'unsupported') throw refusal('read this JSON path: it has filters or methods', position);
  const input = context.expression(call.input, scope);
  if (input.type.kind !== 'varchar' && input.type.kind !== 'unknown') {
    if (input.type.kind === 'json' || input.type.kind === 'varbinary')
      throw refusal(`search ${typeName(input.type)} with ${name}`, position);
    throw new StatementError(
      'TYPE_MISMATCH',
      `Cannot read input of type ${typeName(input.type)} as JSON`,
      position,
    );
  }
  const args = [coerce(input, VARCHAR).sql, quote(call.path)];
  const behavior = (given: JsonBehavior | undefined) => quote((given?.kind ?? 'NULL').replaceAll(' ', ''));
  if (name === 'json_exists') {
    return typed(
      `trino_js_json_exists(${args.join(', ')}, ${quote(call.onError?.kind.replaceAll(' ', '') ?? 'FALSE')})`,
      BOOLEAN,
    );
  }
  const behaviors = [behavior(call.onEmpty), behavior(call.onError)];
  if (name === 'json_query') {
    return typed(
      `trino_js_json_query(${args.join(', ')}, '${call.wrapper}', ${call.keepQuotes}, ${behaviors.join(', ')})`,
      VARCHAR,
    );
  }
  return jsonValue(node, args, behaviors, scope, context);
}

function jsonValue(
  { call, position }: Expression & { kind: 'json path' },
  args: readonly string[],
  behaviors: readonly string[],
  scope: Scope,
  context: Context,
): Typed {
  const found = typed(`trino_js_json_value(${args.join(', ')}, ${behaviors.join(', ')})`, VARCHAR);
  if (call.onError?.kind === 'DEFAULT') throw refusal('give JSON_VALUE a default on errors', position);
  const type = call.returning ? readType(call.returning) : VARCHAR;
  if (call.returning && !isNumeric(type) && type.kind !== 'boolean' && type.kind !== 'varchar') {
    throw refusal(`return a ${typeName(type)} from JSON_VALUE`, position);
  }
  const value =
    type.kind === 'varchar' && type.length === undefined
      ? found
      : cast(found, type, call.onError?.kind.startsWith('ERROR') !== true, position);
  if (call.onEmpty?.kind !== 'DEFAULT' || !call.onEmpty.value) return value;
  const otherwise = coerce(context.expression(call.onEmpty.value, scope), type).sql;
  const exists = `trino_js_json_exists(${args.join(', ')}, 'TRUE')`;
  return typed(`CASE WHEN NOT ${exists} THEN ${otherwise} ELSE ${value.sql} END`, type);
}

import type { Context } from '../context/context.ts';
import type { Scope } from '../context/scope.ts';
import type { Expression } from '../syntax/ast.ts';
import { coercible } from '../trino/coercion.ts';
import { type Position, StatementError } from '../trino/errors.ts';
import {
  arrayOf,
  BOOLEAN,
  duckType,
  INTEGER,
  mapOf,
  type TrinoType,
  typeName,
  UNKNOWN,
  VARCHAR,
} from '../trino/types.ts';
import { coerce, quoteName, type Typed, typed } from '../values/typed.ts';

/** A call whose last arguments are lambdas: `transform(xs, x -> …)`. */
export interface LambdaCall {
  readonly name: string;
  readonly args: readonly Expression[];
  readonly scope: Scope;
  readonly context: Context;
  readonly position: Position;
}

type Rule = (call: LambdaCall) => Typed;

/** A compiled lambda over parameters of these types. */
interface Body {
  readonly parameters: readonly string[];
  readonly value: Typed;
}

function notFound(call: LambdaCall, types: readonly string[]): StatementError {
  return new StatementError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${types.join(', ')}) for function ${call.name}`,
    call.position,
  );
}

function argument(call: LambdaCall, index: number): Typed {
  const node = call.args[index];
  if (!node || node.kind === 'lambda') throw notFound(call, ['…']);
  return call.context.expression(node, call.scope);
}

function listOf(call: LambdaCall, index = 0): { sql: string; element: TrinoType } {
  const value = argument(call, index);
  if (value.type.kind === 'unknown') return { sql: 'CAST(NULL AS INTEGER[])', element: UNKNOWN };
  if (value.type.kind !== 'array') throw notFound(call, [typeName(value.type), 'function']);
  return { sql: value.sql, element: value.type.element };
}

function mapArgument(call: LambdaCall, index = 0): { sql: string; key: TrinoType; value: TrinoType } {
  const map = argument(call, index);
  if (map.type.kind !== 'map') throw notFound(call, [typeName(map.type), 'function']);
  return { sql: map.sql, key: map.type.key, value: map.type.value };
}

function body(call: LambdaCall, index: number, types: readonly TrinoType[]): Body {
  const node = call.args[index];
  if (node?.kind !== 'lambda' || node.parameters.length !== types.length) throw notFound(call, ['function']);
  const parameters = types.map(() => quoteName(call.context.relationName()));
  const columns = node.parameters.map((name, i) => ({
    name: name.text,
    relation: [],
    value: typed(parameters[i] ?? '', types[i] ?? UNKNOWN),
  }));
  const inner: Scope = { ...call.scope, preferred: [...columns, ...(call.scope.preferred ?? [])] };
  return { parameters, value: call.context.expression(node.body, inner) };
}

function predicate({ value }: Body, call: LambdaCall): string {
  if (value.type.kind !== 'boolean') throw notFound(call, ['function']);
  return value.sql;
}

function expectArgs(call: LambdaCall, count: number): void {
  if (call.args.length !== count)
    throw notFound(
      call,
      call.args.map(() => '…'),
    );
}

/** any_match and the like: of three values, as AND and OR are. */
const matches =
  (empty: boolean): Rule =>
  (call) => {
    expectArgs(call, 2);
    const list = listOf(call);
    const lambda = body(call, 1, [list.element]);
    const results = `list_transform(${list.sql}, lambda ${lambda.parameters[0]}: ${predicate(lambda, call)})`;
    return typed(`trino_${empty ? 'all' : 'any'}(${results})`, BOOLEAN);
  };

const transform: Rule = (call) => {
  expectArgs(call, 2);
  const list = listOf(call);
  const { parameters, value } = body(call, 1, [list.element]);
  return typed(
    `list_transform(${list.sql}, lambda ${parameters[0]}: ${value.type.kind === 'unknown' ? 'CAST(NULL AS INTEGER)' : value.sql})`,
    arrayOf(value.type),
  );
};

/**
 * A fold. DuckDB's folds over one type only, so the elements travel in rows that also have room for the state, which
 * comes first.
 */
const reduce: Rule = (call) => {
  expectArgs(call, 4);
  const list = listOf(call);
  const start = argument(call, 1);
  const step = body(call, 2, [start.type, list.element]);
  const wide = step.value.type;
  if (!coercible(wide, start.type) && !(start.type.kind === 'varchar' && wide.kind === 'varchar')) {
    if (!coercible(start.type, wide)) throw notFound(call, ['…']);
  }
  const state = coercible(wide, start.type) && !(start.type.kind === 'varchar') ? start.type : wide;
  const again = body(call, 2, [state, list.element]);
  const output = body(call, 3, [state]);
  const [s = '', x = ''] = again.parameters;
  const none = (type: TrinoType) => `CAST(NULL AS ${duckType(type)})`;
  const first = `struct_pack(s := ${coerce(start, state).sql}, x := ${none(list.element)})`;
  const items = `list_transform(${list.sql}, lambda trino_e: struct_pack(s := ${none(state)}, x := CAST(trino_e AS ${duckType(list.element)})))`;
  const next = substitute(coerce(again.value, state).sql, [
    [s, 'trino_a.s'],
    [x, 'trino_b.x'],
  ]);
  const folded = `list_reduce(list_prepend(${first}, ${items}), lambda trino_a, trino_b: struct_pack(s := ${next}, x := trino_b.x))`;
  const result = substitute(output.value.sql, [[output.parameters[0] ?? '', `${folded}.s`]]);
  return typed(`CASE WHEN ${list.sql} IS NOT NULL THEN ${result} END`, output.value.type);
};

function substitute(sql: string, names: readonly (readonly [string, string])[]): string {
  return names.reduce(
    (text, [name, value]) => (name === '' ? text : text.replaceAll(name, () => value)),
    sql,
  );
}

const zipWith: Rule = (call) => {
  expectArgs(call, 3);
  const [left, right] = [listOf(call, 0), listOf(call, 1)];
  const { parameters, value } = body(call, 2, [left.element, right.element]);
  const pair = [parameters[0] ?? '', parameters[1] ?? ''].map(
    (name, i) => [name, `trino_z[${i + 1}]`] as const,
  );
  const both = `list_zip(${left.sql}, ${right.sql})`;
  return typed(
    `CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN list_transform(${both}, lambda trino_z: ${substitute(value.sql, pair)}) END`,
    arrayOf(value.type),
  );
};

/** Functions over the entries of a map; its parameters become the fields of an entry. */
function overEntries(call: LambdaCall): { map: ReturnType<typeof mapArgument>; value: Typed; entry: string } {
  expectArgs(call, 2);
  const map = mapArgument(call);
  const lambda = body(call, 1, [map.key, map.value]);
  const [k = '', v = ''] = lambda.parameters;
  const entry = substitute(lambda.value.sql, [
    [k, 'trino_e.key'],
    [v, 'trino_e.value'],
  ]);
  return { map, value: lambda.value, entry };
}

const entriesOf = (sql: string, keys: string, values: string): string =>
  `CASE WHEN ${sql} IS NOT NULL THEN trino_map(list_transform(map_entries(${sql}), lambda trino_e: ${keys}), list_transform(map_entries(${sql}), lambda trino_e: ${values})) END`;

/** Sorts by a comparison: an element comes after all that compare less, and after equal ones before it. */
const sortWith: Rule = (call) => {
  expectArgs(call, 2);
  const list = listOf(call);
  const { parameters, value } = body(call, 1, [list.element, list.element]);
  if (!coercible(value.type, INTEGER)) throw notFound(call, ['function']);
  const [x = '', y = ''] = parameters;
  const before = substitute(value.sql, [
    [x, 'trino_x'],
    [y, 'trino_y'],
  ]);
  const smaller = `list_filter(${list.sql}, lambda trino_x, trino_j: CASE WHEN ${before} = 0 THEN trino_j < trino_i ELSE ${before} < 0 END)`;
  const placed = `list_transform(${list.sql}, lambda trino_y, trino_i: struct_pack(p := len(${smaller}), v := trino_y))`;
  return typed(`list_transform(list_sort(${placed}), lambda trino_e: trino_e.v)`, arrayOf(list.element));
};

const replaceWith: Rule = (call) => {
  expectArgs(call, 3);
  const [text, pattern] = [argument(call, 0), argument(call, 1)];
  if (text.type.kind !== 'varchar' || pattern.type.kind !== 'varchar')
    throw notFound(call, [typeName(text.type), typeName(pattern.type), 'function']);
  const { parameters, value } = body(call, 2, [arrayOf(VARCHAR)]);
  const replaced = substitute(value.sql, [[parameters[0] ?? '', 'trino_e.f1']]);
  const pieces = `CAST(CAST(trino_js_regexp_pieces(${text.sql}, ${pattern.sql}) AS JSON) AS STRUCT(f0 VARCHAR, f1 VARCHAR[])[])`;
  return typed(
    `array_to_string(list_transform(${pieces}, lambda trino_e: trino_e.f0 || CASE WHEN trino_e.f1 IS NULL THEN '' ELSE coalesce(${replaced}, '') END), '')`,
    VARCHAR,
  );
};

export const LAMBDA_FUNCTIONS: Readonly<Record<string, Rule>> = {
  transform,
  filter: (call) => {
    expectArgs(call, 2);
    const list = listOf(call);
    const lambda = body(call, 1, [list.element]);
    return typed(
      `list_filter(${list.sql}, lambda ${lambda.parameters[0]}: ${predicate(lambda, call)})`,
      arrayOf(list.element),
    );
  },
  any_match: matches(false),
  all_match: matches(true),
  none_match: (call) => {
    const any = matches(false)(call);
    return typed(`(NOT ${any.sql})`, BOOLEAN);
  },
  reduce,
  zip_with: zipWith,
  array_sort: sortWith,
  regexp_replace: replaceWith,
  map_filter: (call) => {
    const { map, value, entry } = overEntries(call);
    if (value.type.kind !== 'boolean') throw notFound(call, ['function']);
    const kept = `list_filter(map_entries(${map.sql}), lambda trino_e: ${entry})`;
    return typed(
      `CASE WHEN ${map.sql} IS NOT NULL THEN map_from_entries(${kept}) END`,
      mapOf(map.key, map.value),
    );
  },
  transform_values: (call) => {
    const { map, value, entry } = overEntries(call);
    return typed(entriesOf(map.sql, 'trino_e.key', entry), mapOf(map.key, value.type));
  },
  transform_keys: (call) => {
    const { map, value, entry } = overEntries(call);
    return typed(entriesOf(map.sql, entry, 'trino_e.value'), mapOf(value.type, map.value));
  },
  map_zip_with: (call) => {
    expectArgs(call, 3);
    const [left, right] = [mapArgument(call, 0), mapArgument(call, 1)];
    const { parameters, value } = body(call, 2, [left.key, left.value, right.value]);
    const [k = '', x = '', y = ''] = parameters;
    const merged = substitute(value.sql, [
      [k, 'trino_k'],
      [x, `trino_map_element(${left.sql}, trino_k)`],
      [y, `trino_map_element(${right.sql}, trino_k)`],
    ]);
    const keys = `trino_array_distinct(trino_array_concat(map_keys(${left.sql}), map_keys(${right.sql})))`;
    return typed(
      `CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN trino_map(${keys}, list_transform(${keys}, lambda trino_k: ${merged})) END`,
      mapOf(left.key, value.type),
    );
  },
};

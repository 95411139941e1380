import { refusal } from '../trino/errors.ts';
import { duckType, isFloat, type TrinoType, typeName } from '../trino/types.ts';
import { asText } from '../values/cast.ts';
import { typed } from '../values/typed.ts';
import type { Implementation, Implementations, ResolvedCall } from './implementation.ts';

const elementOf = (type: TrinoType | undefined): TrinoType | undefined =>
  type?.kind === 'array' ? type.element : undefined;

/** DuckDB tells elements apart as Trino does, but for values whose own equality is of three values. */
function checkElements(call: ResolvedCall, what: string): void {
  const element = elementOf(call.args[0]?.type);
  if (element && ['map'].includes(element.kind))
    throw refusal(`${what} of ${typeName(element)}`, call.position);
}

const plain =
  (what: string, sql: string): Implementation =>
  (args, call) => {
    checkElements(call, what);
    return sql.replaceAll(/\$(\d)/g, (_, digit: string) => args[Number(digit) - 1] ?? 'NULL');
  };

const extreme =
  (duck: 'max' | 'min'): Implementation =>
  ([list = ''], { args, position }) => {
    const element = elementOf(args[0]?.type);
    if (element && ['array', 'row', 'map'].includes(element.kind))
      throw refusal(`find the ${duck} of ${typeName(element)}`, position);
    const found =
      element && isFloat(element)
        ? `trino_list_${duck === 'max' ? 'greatest' : 'least'}(${list})`
        : `list_${duck}(${list})`;
    return `CASE WHEN NOT trino_has_null(${list}) THEN ${found} END`;
  };

const join: Implementation = ([list = '', separator = '', filler], { args, position }) => {
  const element = elementOf(args[0]?.type);
  if (!element) return `array_to_string(${list}, ${separator})`;
  const text = asText(typed('trino_e', element), position);
  const texts = element.kind === 'varchar' ? list : `list_transform(${list}, lambda trino_e: ${text})`;
  const whole =
    filler === undefined ? texts : `list_transform(${texts}, lambda trino_e: coalesce(trino_e, ${filler}))`;
  return `CASE WHEN ${separator} IS NOT NULL THEN array_to_string(${whole}, ${separator}) END`;
};

export const COLLECTION_FUNCTIONS: Implementations = {
  cardinality: ([value = ''], { args }) =>
    args[0]?.type.kind === 'map' ? `CAST(cardinality(${value}) AS BIGINT)` : `CAST(len(${value}) AS BIGINT)`,
  contains: plain('find an element', 'trino_contains($1, $2)'),
  element_at: ([value = '', index = ''], { args }) =>
    args[0]?.type.kind === 'map'
      ? `trino_map_element(${value}, ${index})`
      : `trino_element_at(${value}, ${index})`,
  array_distinct: plain('tell apart elements', 'trino_array_distinct($1)'),
  array_sort: ([list = ''], { args, position }) => {
    const element = elementOf(args[0]?.type);
    if (element && ['array', 'row', 'map'].includes(element.kind))
      throw refusal(`sort ${typeName(element)}`, position);
    return `list_sort(${list}, 'ASC', 'NULLS LAST')`;
  },
  array_max: extreme('max'),
  array_min: extreme('min'),
  array_position: plain('find an element', 'trino_array_position($1, $2)'),
  array_remove: plain('remove an element', 'trino_array_remove($1, $2)'),
  array_union: plain('unite', 'trino_array_distinct(trino_array_concat($1, $2))'),
  array_intersect: plain('intersect', 'trino_array_intersect($1, $2)'),
  array_except: plain('subtract', 'trino_array_except($1, $2)'),
  arrays_overlap: plain('compare', 'trino_arrays_overlap($1, $2)'),
  array_join: join,
  slice: 'trino_slice($1, $2, $3)',
  trim_array: 'trino_trim_array($1, $2)',
  flatten: ([list = ''], { result }) =>
    `CAST(flatten(list_filter(${list}, lambda trino_e: trino_e IS NOT NULL)) AS ${duckType(result)})`,
  repeat: 'trino_repeat($1, $2)',
  shuffle: (_, { position }) => {
    throw refusal('shuffle an array', position);
  },
  zip: (lists, { result }) => {
    const fields = lists.map((_, i) => `f${i} := trino_z[${i + 1}]`);
    return lists.length > 0
      ? `CAST(CASE WHEN ${lists.map((list) => `${list} IS NOT NULL`).join(' AND ')} THEN list_transform(list_zip(${lists.join(', ')}), lambda trino_z: struct_pack(${fields.join(', ')})) END AS ${duckType(result)})`
      : '[]';
  },
  map: ([keys, values = ''], { result }) =>
    keys === undefined
      ? 'CAST(map([], []) AS MAP(INTEGER, INTEGER))'
      : `CAST(trino_map(${keys}, ${values}) AS ${duckType(result)})`,
  map_keys: 'map_keys($1)',
  map_values: 'map_values($1)',
  map_entries: ([map = ''], { result }) =>
    `CAST(list_transform(map_entries(${map}), lambda trino_e: struct_pack(f0 := trino_e.key, f1 := trino_e.value)) AS ${duckType(result)})`,
  map_from_entries: ([list = ''], { result }) =>
    `CAST(trino_map(list_transform(${list}, lambda trino_e: trino_e.f0), list_transform(${list}, lambda trino_e: trino_e.f1)) AS ${duckType(result)})`,
  map_concat: (maps) => `trino_map_concat(${maps.join(', ')})`.replace(/^trino_map_concat/, 'map_concat'),
  array_histogram: ([list = ''], { result, position }) => {
    if (result.kind !== 'map' || ['array', 'row', 'map'].includes(result.key.kind))
      throw refusal('count such elements', position);
    return `CAST(trino_histogram(${list}) AS ${duckType(result)})`;
  },
};

import type { Context } from '../context/context.ts';
import type { Scope, ScopeColumn } from '../context/scope.ts';
import type { Expression } from '../syntax/ast.ts';
import { StatementError } from '../trino/errors.ts';
import { BIGINT, type TrinoType, typeName } from '../trino/types.ts';
import { typed } from '../values/typed.ts';
import type { Relation } from './from.ts';

/** UNNEST of arrays and maps, side by side; the shorter ones are filled up with nulls. */
export function unnest(
  nodes: readonly Expression[],
  ordinality: boolean,
  scope: Scope,
  context: Context,
): Relation {
  const name = context.relationName();
  const lists: string[] = [];
  const columns: ScopeColumn[] = [];
  const add = (sql: string, type: TrinoType) =>
    columns.push({ name: undefined, relation: [], value: typed(sql, type) });
  for (const node of nodes) {
    const value = context.expression(node, scope);
    const column = () => `${name}.c${lists.length - 1}`;
    if (value.type.kind === 'map') {
      lists.push(`map_keys(${value.sql})`);
      add(column(), value.type.key);
      lists.push(`map_values(${value.sql})`);
      add(column(), value.type.value);
    } else if (value.type.kind === 'array' && value.type.element.kind === 'row') {
      lists.push(value.sql);
      for (const [i, field] of value.type.element.fields.entries())
        add(`struct_extract(${column()}, 'f${i}')`, field.type);
    } else if (value.type.kind === 'array') {
      lists.push(value.sql);
      add(column(), value.type.element);
    } else {
      throw new StatementError(
        'INVALID_FUNCTION_ARGUMENT',
        `Cannot unnest type: ${typeName(value.type)}`,
        node.position,
      );
    }
  }
  const items = lists.map((sql, i) => `unnest(${sql}) AS c${i}`);
  if (ordinality) {
    const longest = `greatest(${lists.map((sql) => `coalesce(len(${sql}), 0)`).join(', ')}, 0)`;
    add(`${name}.c${lists.length}`, BIGINT);
    items.push(`unnest(generate_series(1, ${longest})) AS c${lists.length}`);
  }
  return { sql: `LATERAL (SELECT ${items.join(', ')}) ${name}`, columns };
}

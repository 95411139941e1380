import { columnNotFound, findColumn, type Scope } from '../context/scope.ts';
import type { Name } from '../syntax/ast.ts';
import { coercible, commonType } from '../trino/coercion.ts';
import { type Position, StatementError } from '../trino/errors.ts';
import { BIGINT, mapOf, rowOf, typeName, VARCHAR } from '../trino/types.ts';
import { coerce, type Typed, typed } from '../values/typed.ts';

/** A column, or a field of a column that holds rows: `t.r.x` can be both. */
export function column(path: readonly Name[], scope: Scope, position: Position): Typed {
  const names = path.map(({ text }) => text);
  for (let length = names.length; length > 0; length -= 1) {
    const found = findColumn(scope, names.slice(0, length), position);
    if (found && length === names.length) return found;
    if (found) return fieldOf(found, path.slice(length), position);
  }
  const [only] = names;
  if (names.length === 1 && only?.toLowerCase() === 'session_user') return typed("'local'", VARCHAR);
  throw columnNotFound(names.join('.'), position);
}

/** A field of a field of a row. */
export function fieldOf(value: Typed, path: readonly Name[], position: Position): Typed {
  let at = value;
  for (const name of path) {
    if (at.type.kind !== 'row') {
      throw new StatementError('TYPE_MISMATCH', `Expression is not of type ROW`, position);
    }
    const matches = at.type.fields.flatMap((field, i) =>
      field.name?.toLowerCase() === name.text.toLowerCase() ? [{ field, i }] : [],
    );
    const [match, more] = matches;
    if (more)
      throw new StatementError('AMBIGUOUS_NAME', `Ambiguous row field reference: ${name.text}`, position);
    if (!match)
      throw new StatementError(
        'INVALID_COLUMN_REFERENCE',
        `Column reference '${name.text}' is invalid`,
        position,
      );
    at = typed(`struct_extract(${at.sql}, 'f${match.i}')`, match.field.type);
  }
  return at;
}

/** A row of these values. */
export function row(items: readonly Typed[]): Typed {
  const fields = items.map(
    (item, i) => `f${i} := ${item.type.kind === 'unknown' ? 'CAST(NULL AS INTEGER)' : item.sql}`,
  );
  return typed(`struct_pack(${fields.join(', ')})`, rowOf(...items.map(({ type }) => type)));
}

/** An element of an array, a value of a map, a field of a row. */
export function subscript(value: Typed, index: Typed, position: Position): Typed {
  const mismatch = () =>
    new StatementError(
      'TYPE_MISMATCH',
      `Cannot apply subscript operator: ${typeName(value.type)}[${typeName(index.type)}]`,
      position,
    );
  if (value.type.kind === 'array') {
    if (!coercible(index.type, BIGINT)) throw mismatch();
    return typed(`trino_subscript(${value.sql}, ${coerce(index, BIGINT).sql})`, value.type.element);
  }
  if (value.type.kind === 'map') {
    const key = commonType(value.type.key, index.type);
    if (!key) throw mismatch();
    const map = coerce(value, mapOf(key, value.type.value));
    return typed(`trino_map_subscript(${map.sql}, ${coerce(index, key).sql})`, value.type.value);
  }
  if (value.type.kind === 'row') {
    if (!/^-?\d+$/.test(index.sql))
      throw new StatementError(
        'INVALID_LITERAL',
        'Subscript expression on ROW requires a constant index',
        position,
      );
    const field = value.type.fields[Number(index.sql) - 1];
    if (!field)
      throw new StatementError(
        'INVALID_FUNCTION_ARGUMENT',
        `Invalid subscript index: ${index.sql}. ROW indices start at 1`,
        position,
      );
    return typed(`struct_extract(${value.sql}, 'f${Number(index.sql) - 1}')`, field.type);
  }
  throw mismatch();
}

import { commonType } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { BOOLEAN, type TrinoType, typeName } from '../trino/types.ts';
import { coerce, type Typed, typed } from './typed.ts';

export function operatorMismatch(
  operator: string,
  left: Typed,
  right: Typed,
  position?: Position,
): StatementError {
  const message = `Cannot apply operator: ${typeName(left.type)} ${operator} ${typeName(right.type)}`;
  return new StatementError('TYPE_MISMATCH', message, position);
}

/** `=`, `<` and the like. Trino compares only values of one type, or of two that have a common one. */
export function compare(operator: string, left: Typed, right: Typed, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (!type) throw operatorMismatch(operator, left, right, position);
  const [a, b] = [coerce(left, type).sql, coerce(right, type).sql];
  if (operator === '=' || operator === '<>') {
    const equal = equality(a, b, type, position);
    return typed(operator === '=' ? equal : inverse(equal, a, b, type), BOOLEAN);
  }
  if (!isOrderable(type)) throw operatorMismatch(operator, left, right, position);
  return typed(ordering(operator, a, b, type, position), BOOLEAN);
}

/** `IS [NOT] DISTINCT FROM`: DuckDB takes values that are no number, and nulls within arrays and rows, as Trino does. */
export function distinct(left: Typed, right: Typed, not: boolean, position?: Position): Typed {
  const type = commonType(left.type, right.type);
  if (!type) throw operatorMismatch('IS DISTINCT FROM', left, right, position);
  if (type.kind === 'map') throw refusal('tell maps apart by IS DISTINCT FROM', position);
  return typed(
    `(${coerce(left, type).sql} IS ${not ? 'NOT ' : ''}DISTINCT FROM ${coerce(right, type).sql})`,
    BOOLEAN,
  );
}

export function isOrderable(type: TrinoType): boolean {
  if (type.kind === 'array') return isOrderable(type.element);
  if (type.kind === 'row') return type.fields.every((field) => isOrderable(field.type));
  return (type.kind !== 'map' && type.kind !== 'json' && type.kind !== 'unknown') || type.kind === 'unknown';
}

/** Equality with three values: a null within an array or row leaves it unknown unless something else differs. */
function equality(a: string, b: string, type: TrinoType, position?: Position): string {
  switch (type.kind) {
    case 'double':
    case 'real':
      return `trino_double_eq(${a}, ${b})`;
    case 'char':
      return `(rtrim(${a}, ' ') = rtrim(${b}, ' '))`;
    case 'array': {
      const pairs = `list_transform(list_zip(${a}, ${b}), lambda trino_p: ${equality('trino_p[1]', 'trino_p[2]', type.element, position)})`;
      return `CASE WHEN len(${a}) <> len(${b}) THEN false WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN trino_all(${pairs}) END`;
    }
    case 'row': {
      const parts = type.fields.map((field, i) =>
        equality(`struct_extract(${a}, 'f${i}')`, `struct_extract(${b}, 'f${i}')`, field.type, position),
      );
      return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN (${parts.join(' AND ')}) END`;
    }
    case 'map': {
      const values = equality(`${a}[trino_k]`, `${b}[trino_k]`, type.value, position);
      const pairs = `list_transform(map_keys(${a}), lambda trino_k: CASE WHEN list_contains(map_keys(${b}), trino_k) THEN ${values} ELSE false END)`;
      return `CASE WHEN cardinality(${a}) <> cardinality(${b}) THEN false WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN trino_all(${pairs}) END`;
    }
    default:
      return `(${a} = ${b})`;
  }
}

function inverse(equal: string, a: string, b: string, type: TrinoType): string {
  const plain = !['array', 'row', 'map', 'double', 'real', 'char'].includes(type.kind);
  return plain ? `(${a} <> ${b})` : `(NOT ${equal})`;
}

const DOUBLE_ORDER: Readonly<Record<string, string>> = {
  '<': 'trino_double_lt',
  '<=': 'trino_double_lte',
  '>': 'trino_double_gt',
  '>=': 'trino_double_gte',
};

/** Order of arrays and rows is decided by the first difference; Trino fails where it meets a null before that. */
function ordering(operator: string, a: string, b: string, type: TrinoType, position?: Position): string {
  if (type.kind === 'double' || type.kind === 'real') return `${DOUBLE_ORDER[operator]}(${a}, ${b})`;
  if (type.kind === 'char')
    return `(rpad(${a}, ${type.length}, ' ') ${operator} rpad(${b}, ${type.length}, ' '))`;
  if (type.kind === 'array') {
    if (['array', 'row', 'double', 'real'].includes(type.element.kind))
      throw refusal('order arrays of such values', position);
    return `CASE WHEN trino_order_known(${a}, ${b}) THEN ${a} ${operator} ${b} END`;
  }
  if (type.kind === 'row') {
    if (type.fields.some((field) => ['array', 'row', 'double', 'real'].includes(field.type.kind)))
      throw refusal('order rows of such values', position);
    const nulls = [a, b].flatMap((row) =>
      type.fields.map((_, i) => `(${row} IS NOT NULL AND struct_extract(${row}, 'f${i}') IS NULL)`),
    );
    const failed =
      "CAST('«NOT_SUPPORTED: ROW comparison not supported for fields with null elements»' AS BIGINT) IS NULL";
    return `CASE WHEN ${nulls.join(' OR ')} THEN ${failed} ELSE ${a} ${operator} ${b} END`;
  }
  return `(${a} ${operator} ${b})`;
}

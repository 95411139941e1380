import { type Position, StatementError } from '../trino/errors.ts';
import { duckType, isFloat, isInteger, type TrinoType, typeName } from '../trino/types.ts';
import { momentText } from './cast-moment.ts';
import { quote, type Typed, typed } from './typed.ts';

/** A value as JSON text, as Trino writes it: objects ordered by their keys. */
export function castToJson(value: Typed, position?: Position): string {
  const sql = jsonText(value, position);
  return value.type.kind === 'array' || value.type.kind === 'row' || value.type.kind === 'map'
    ? `CASE WHEN ${value.sql} IS NOT NULL THEN ${sql} END`
    : sql;
}

function jsonText(value: Typed, position?: Position): string {
  const { type, sql } = value;
  const inner = (item: string, itemType: TrinoType) =>
    `coalesce(${castToJson(typed(item, itemType), position)}, 'null')`;
  if (type.kind === 'json') return sql;
  if (type.kind === 'varchar' || type.kind === 'char') return `CAST(to_json(${sql}) AS VARCHAR)`;
  if (type.kind === 'boolean' || isInteger(type) || type.kind === 'decimal') return `CAST(${sql} AS VARCHAR)`;
  if (isFloat(type)) return `trino_js_json_number(CAST(${sql} AS DOUBLE))`;
  if (['date', 'timestamp', 'timestamp with time zone'].includes(type.kind))
    return `('"' || ${momentText(value)} || '"')`;
  if (type.kind === 'array') {
    return `('[' || array_to_string(list_transform(${sql}, lambda trino_e: ${inner('trino_e', type.element)}), ',') || ']')`;
  }
  if (
    type.kind === 'map' &&
    ['varchar', 'bigint', 'integer', 'boolean', 'decimal', 'double', 'date'].includes(type.key.kind)
  ) {
    const key = type.key.kind === 'varchar' ? 'trino_k' : `CAST(trino_k AS VARCHAR)`;
    const member = `CAST(to_json(${key}) AS VARCHAR) || ':' || ${inner(`${sql}[trino_k]`, type.value)}`;
    return `('{' || array_to_string(list_transform(list_sort(map_keys(${sql})), lambda trino_k: ${member}), ',') || '}')`;
  }
  if (type.kind === 'row') {
    const members = type.fields.map(
      (field, i) =>
        `${quote(`${JSON.stringify(field.name ?? '')}:`)} || ${inner(`struct_extract(${sql}, 'f${i}')`, field.type)}`,
    );
    return `('{' || ${members.join(" || ',' || ")} || '}')`;
  }
  throw new StatementError('TYPE_MISMATCH', `Cannot cast ${typeName(type)} to json`, position);
}

/** JSON as a value: the text is brought into the form that DuckDB's own reading takes for the same value. */
export function castFromJson(value: Typed, to: TrinoType, safe: boolean, position?: Position): string {
  if (!readable(to))
    throw new StatementError('TYPE_MISMATCH', `Cannot cast json to ${typeName(to)}`, position);
  const text = `trino_js_json_cast(${value.sql}, ${quote(JSON.stringify(shape(to)))})`;
  const nested = ['array', 'map', 'row'].includes(to.kind);
  const sql = nested ? `CAST(CAST(${text} AS JSON) AS ${duckType(to)})` : scalar(text, to);
  return safe ? `TRY(${sql})` : sql;
}

function scalar(text: string, to: TrinoType): string {
  return to.kind === 'varchar' ? text : `CAST(${text} AS ${duckType(to)})`;
}

function readable(to: TrinoType): boolean {
  if (to.kind === 'array') return readable(to.element);
  if (to.kind === 'map') return to.key.kind === 'varchar' && readable(to.value);
  if (to.kind === 'row') return to.fields.every((field) => readable(field.type));
  return isInteger(to) || isFloat(to) || ['boolean', 'decimal', 'varchar', 'json'].includes(to.kind);
}

/** What the reader of JSON needs to know about a type. */
function shape(to: TrinoType): unknown {
  if (to.kind === 'array') return ['array', shape(to.element)];
  if (to.kind === 'map') return ['map', shape(to.value)];
  if (to.kind === 'row')
    return ['row', to.fields.map((field) => [field.name?.toLowerCase() ?? null, shape(field.type)])];
  if (to.kind === 'decimal') return ['decimal', to.precision, to.scale];
  return [to.kind];
}

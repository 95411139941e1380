import { coercible } from '../trino/coercion.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  duckType,
  isFloat,
  isInteger,
  isMoment,
  isNumeric,
  sameType,
  type TrinoType,
  typeName,
} from '../trino/types.ts';
import { castFromJson, castToJson } from './cast-json.ts';
import { castMoment, castTextToMoment, momentText } from './cast-moment.ts';
import { orFail } from './or-fail.ts';
import { coerce, quote, raise, type Typed, typed } from './typed.ts';

/**
 * CAST as Trino does it: it reads other texts than DuckDB, rounds halves away from zero, cuts varchar(n). With `safe`,
 * as in TRY_CAST, the conversion gives null where it fails; failures of the value itself stay.
 */
export function cast(value: Typed, to: TrinoType, safe: boolean, position?: Position): Typed {
  return typed(convert(value, to, safe, position), withZone(to, value.type));
}

/** A moment keeps its zone. */
function withZone(to: TrinoType, from: TrinoType): TrinoType {
  return to.kind === 'timestamp with time zone' && from.kind === to.kind ? { ...to, zone: from.zone } : to;
}

function convert(value: Typed, to: TrinoType, safe: boolean, position?: Position): string {
  const from = value.type;
  if (from.kind === 'unknown') return `CAST(NULL AS ${duckType(to)})`;
  if (sameType(from, to)) return value.sql;
  if (to.kind === 'json') return castToJson(value, position);
  if (from.kind === 'json') return castFromJson(value, to, safe, position);
  if (to.kind === 'varchar' || to.kind === 'char') return toText(value, to, safe, position);
  if (from.kind === 'varchar' || from.kind === 'char') return fromText(value, to, safe, position);
  if (isNumeric(from) && isNumeric(to)) return toNumber(value, to, safe);
  if (from.kind === 'boolean' && isNumeric(to))
    return `CAST(CAST(${value.sql} AS INTEGER) AS ${duckType(to)})`;
  if (isNumeric(from) && to.kind === 'boolean') return `(${value.sql} <> 0)`;
  if ((isMoment(from) || from.kind === 'time') && (isMoment(to) || to.kind === 'time')) {
    const moved = castMoment(value, to, position);
    if (moved !== undefined) return moved;
  }
  const nested = castNested(value, to, safe, position);
  if (nested !== undefined) return nested;
  if (coercible(from, to)) return coerce(value, to).sql;
  throw new StatementError('TYPE_MISMATCH', `Cannot cast ${typeName(from)} to ${typeName(to)}`, position);
}

function castNested(value: Typed, to: TrinoType, safe: boolean, position?: Position): string | undefined {
  const from = value.type;
  const inner = (sql: string, type: TrinoType, wanted: TrinoType) =>
    convert(typed(sql, type), wanted, false, position);
  let sql: string | undefined;
  if (from.kind === 'array' && to.kind === 'array') {
    sql = `list_transform(${value.sql}, lambda trino_e: ${inner('trino_e', from.element, to.element)})`;
  } else if (from.kind === 'map' && to.kind === 'map') {
    const part = (list: string, a: TrinoType, b: TrinoType) =>
      `list_transform(${list}(${value.sql}), lambda trino_e: ${inner('trino_e', a, b)})`;
    sql = `CASE WHEN ${value.sql} IS NOT NULL THEN map(${part('map_keys', from.key, to.key)}, ${part('map_values', from.value, to.value)}) END`;
  } else if (from.kind === 'row' && to.kind === 'row' && from.fields.length === to.fields.length) {
    const fields = to.fields.map((field, i) => {
      const item = inner(
        `struct_extract(${value.sql}, 'f${i}')`,
        from.fields[i]?.type ?? field.type,
        field.type,
      );
      return `f${i} := ${item}`;
    });
    sql = `CASE WHEN ${value.sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  }
  return sql !== undefined && safe ? `TRY(${sql})` : sql;
}

function toText(
  value: Typed,
  to: TrinoType & { kind: 'varchar' | 'char' },
  safe: boolean,
  position?: Position,
): string {
  const text = asText(value, position, to);
  if (to.kind === 'char') return `rtrim(substr(${text}, 1, ${to.length}), ' ')`;
  if (to.length === undefined) return text;
  if (value.type.kind === 'varchar' || value.type.kind === 'char') return `substr(${text}, 1, ${to.length})`;
  const fitting = `CASE WHEN length(${text}) <= ${to.length} THEN ${text} END`;
  return orFail(
    text,
    fitting,
    `'Value ' || ${text} || ' cannot be represented as varchar(${to.length})'`,
    to,
    safe,
  );
}

/** A value as text; types that Trino does not write are TYPE_MISMATCH. */
export function asText(value: Typed, position?: Position, to?: TrinoType): string {
  const { type, sql } = value;
  if (type.kind === 'varchar') return sql;
  if (type.kind === 'char') return `rpad(${sql}, ${type.length}, ' ')`;
  // DuckDB leaves out the zero before the point where there is room for the fraction only.
  if (type.kind === 'decimal' && type.precision === type.scale && type.scale < 38) {
    return `CAST(CAST(${sql} AS DECIMAL(${type.precision + 1},${type.scale})) AS VARCHAR)`;
  }
  if (isInteger(type) || ['decimal', 'boolean'].includes(type.kind)) return `CAST(${sql} AS VARCHAR)`;
  if (isFloat(type)) return `trino_js_${type.kind}_text(${sql})`;
  const moment = momentText(value);
  if (moment !== undefined) return moment;
  if (type.kind === 'unknown') return 'CAST(NULL AS VARCHAR)';
  throw new StatementError(
    'TYPE_MISMATCH',
    `Cannot cast ${typeName(type)} to ${to ? typeName(to) : 'varchar'}`,
    position,
  );
}

const ERROR_NAMES: Readonly<Record<string, string>> = {
  integer: 'INT',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  real: 'REAL',
  smallint: 'SMALLINT',
  tinyint: 'TINYINT',
  boolean: 'BOOLEAN',
};

function fromText(value: Typed, to: TrinoType, safe: boolean, position?: Position): string {
  const { sql } = value;
  const duck = duckType(to);
  const message = (name: string) => `'Cannot cast ''' || ${sql} || ${quote(`' to ${name}`)}`;
  if (isInteger(to))
    return orFail(
      sql,
      `TRY_CAST(trino_integer_text(${sql}) AS ${duck})`,
      message(ERROR_NAMES[to.kind] ?? ''),
      to,
      safe,
    );
  if (isFloat(to))
    return orFail(
      sql,
      to.kind === 'real'
        ? `trino_to_real(TRY_CAST(trino_double_text(${sql}) AS DOUBLE))`
        : `TRY_CAST(trino_double_text(${sql}) AS ${duck})`,
      message(ERROR_NAMES[to.kind] ?? ''),
      to,
      safe,
    );
  if (to.kind === 'decimal') {
    return orFail(
      sql,
      `TRY_CAST(trino_decimal_text(${sql}) AS ${duck})`,
      message(`DECIMAL(${to.precision}, ${to.scale})`),
      to,
      safe,
    );
  }
  if (to.kind === 'boolean') {
    const read = `CASE WHEN lower(${sql}) IN ('true', 't', '1') THEN true WHEN lower(${sql}) IN ('false', 'f', '0') THEN false END`;
    return orFail(sql, read, message('BOOLEAN'), to, safe);
  }
  if (to.kind === 'varbinary') return `encode(${sql})`;
  if (isMoment(to) || to.kind === 'time') return castTextToMoment(value, to, safe, position);
  throw new StatementError(
    'TYPE_MISMATCH',
    `Cannot cast ${typeName(value.type)} to ${typeName(to)}`,
    position,
  );
}

function toNumber({ sql, type: from }: Typed, to: TrinoType, safe: boolean): string {
  const duck = duckType(to);
  const limited = (converted: string) => {
    if (safe) return converted;
    const name = typeName(to);
    const text = isFloat(from) ? `trino_js_${from.kind}_text(${sql})` : `CAST(${sql} AS VARCHAR)`;
    const failed = raise(
      `CASE WHEN isnan(CAST(${sql} AS DOUBLE)) OR isinf(CAST(${sql} AS DOUBLE)) THEN 'INVALID_CAST_ARGUMENT: Cannot cast ' || ${text} || ' to ${name}' ELSE 'NUMERIC_VALUE_OUT_OF_RANGE: Out of range for ${name}: ' || ${text} END`,
      to,
    );
    return `CASE WHEN ${converted} IS NULL AND ${sql} IS NOT NULL THEN ${failed} ELSE ${converted} END`;
  };
  if (isFloat(to))
    return isFloat(from) && to.kind === 'real' ? `trino_to_real(${sql})` : `CAST(${sql} AS ${duck})`;
  if (isInteger(to)) {
    if (isInteger(from))
      return coercible(from, to) ? `CAST(${sql} AS ${duck})` : limited(`TRY_CAST(${sql} AS ${duck})`);
    // DuckDB rounds a double's half to even on the way to an integer, Trino away from zero.
    return limited(`TRY_CAST(round(${sql}) AS ${duck})`);
  }
  if (to.kind !== 'decimal') return `CAST(${sql} AS ${duck})`;
  const text = isFloat(from) ? `CAST(${sql} AS VARCHAR)` : sql;
  const message = `'Cannot cast ${typeName(from).toUpperCase()} ''' || ${text === sql ? `CAST(${sql} AS VARCHAR)` : text} || ''' to DECIMAL(${to.precision}, ${to.scale})'`;
  return orFail(sql, `TRY_CAST(${text} AS ${duck})`, message, to, safe);
}

/** A cast that this engine does not do although Trino does. */
export function castRefusal(from: TrinoType, to: TrinoType, position?: Position): StatementError {
  return refusal(`cast ${typeName(from)} to ${typeName(to)}`, position);
}

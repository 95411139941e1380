import type { Node } from '../syntax/tree.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  arrayOf,
  coercible,
  DATE,
  duckType,
  isInteger,
  isNumeric,
  mapOf,
  type SimpleKind,
  sameType,
  simple,
  TIMESTAMP,
  TIMESTAMP_TZ,
  type TrinoType,
  typeName,
} from '../trino/types.ts';
import { coerce, quote, raise, type Typed, typed } from './typed.ts';

const SIMPLE_TYPES: Readonly<Record<string, SimpleKind>> = {
  boolean: 'boolean',
  tiny_int: 'tinyint',
  small_int: 'smallint',
  int: 'integer',
  big_int: 'bigint',
  float: 'real',
  double: 'double',
  date: 'date',
  json: 'json',
  var_binary: 'varbinary',
};

/** The target type of a CAST. */
export function readType(node: Node): TrinoType {
  const tag = node.text('data_type') ?? '';
  const kind = SIMPLE_TYPES[tag];
  if (kind) return simple(kind);
  if (tag === 'var_char') {
    const length = node.number('length');
    return length === undefined ? { kind: 'varchar' } : { kind: 'varchar', length };
  }
  if (tag === 'decimal') {
    return { kind: 'decimal', precision: node.number('precision') ?? 38, scale: node.number('scale') ?? 0 };
  }
  if (tag === 'timestamp') {
    const precision = node.number('precision') ?? 3;
    if (precision !== 3)
      throw refusal(`keep timestamps to ${precision} digits, only to milliseconds`, node.position);
    return node.flag('timezone') ? TIMESTAMP_TZ : TIMESTAMP;
  }
  const element = node.part('element_type');
  if (tag === 'array' && element) return arrayOf(readType(element));
  const key = node.part('key_type');
  const value = node.part('value_type');
  if (tag === 'map' && key && value) return mapOf(readType(key), readType(value));
  throw refusal(`cast to ${(node.text('name') ?? tag).toLowerCase().replaceAll('_', ' ')}`, node.position);
}

/** The strings that Trino converts to each type; DuckDB accepts more ('1.5' as an integer, 'yes' as a boolean). */
const READABLE: Readonly<Record<string, string>> = {
  boolean: '(?i)true|false|t|f|1|0',
  integer: '[+-]?[0-9]+',
  number: '\\s*([+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|[+-]?Infinity)\\s*',
  decimal: '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?',
  date: '\\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\\s*',
  timestamp: '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( ([01]?[0-9]|2[0-3]):[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{1,6})?)?)?',
};

/** Names of the types as Trino's cast errors spell them. */
const ERROR_NAMES: Readonly<Record<string, string>> = { integer: 'INT', bigint: 'BIGINT', double: 'DOUBLE' };

/**
 * CAST with Trino's semantics: it accepts fewer strings than DuckDB, rounds halves away from zero and truncates to
 * varchar(n). Conversions that are not known to give the same result are refused.
 */
export function cast(value: Typed, to: TrinoType, position?: Position): Typed {
  const from = value.type;
  if (from.kind === 'unknown') return typed(`CAST(NULL AS ${duckType(to)})`, to);
  if (to.kind === 'varchar') return castToVarchar(value, to, position);
  if (sameType(from, to)) return value;
  if (from.kind === 'varchar') return castText(value, to, position);
  if (isNumeric(from) && isNumeric(to)) return castNumber(value, to, position);
  if (from.kind === 'boolean' && isNumeric(to) && to.kind !== 'decimal') {
    return typed(`CAST(${value.sql} AS ${duckType(to)})`, to);
  }
  if (isNumeric(from) && from.kind !== 'decimal' && to.kind === 'boolean')
    return typed(`(${value.sql} <> 0)`, to);
  if (isMoment(from) && isMoment(to)) return typed(`CAST(${value.sql} AS ${duckType(to)})`, to);
  if (coercible(from, to)) return coerce(value, to);
  if (isContainer(from) || isContainer(to) || from.kind === 'json' || to.kind === 'json') {
    throw refusal(`cast ${typeName(from)} to ${typeName(to)}`, position);
  }
  throw new StatementError('TYPE_MISMATCH', `Cannot cast ${typeName(from)} to ${typeName(to)}`, position);
}

const isMoment = (type: TrinoType): boolean =>
  sameType(type, DATE) || sameType(type, TIMESTAMP) || sameType(type, TIMESTAMP_TZ);
const isContainer = (type: TrinoType): boolean => ['array', 'map', 'row'].includes(type.kind);

function castToVarchar(value: Typed, to: TrinoType & { kind: 'varchar' }, position?: Position): Typed {
  const text = asText(value, position);
  if (to.length === undefined) return typed(text, to);
  if (value.type.kind === 'varchar') return typed(`substr(${text}, 1, ${to.length})`, to);
  const failed = `${quote(`INVALID_CAST_ARGUMENT: Value `)} || ${text} || ${quote(` cannot be represented as varchar(${to.length})`)}`;
  return typed(`CASE WHEN length(${text}) > ${to.length} THEN ${raise(failed, to)} ELSE ${text} END`, to);
}

function asText(value: Typed, position?: Position): string {
  const { kind } = value.type;
  if (kind === 'varchar') return value.sql;
  if (isInteger(value.type) || ['decimal', 'boolean', 'date'].includes(kind))
    return `CAST(${value.sql} AS VARCHAR)`;
  if (kind === 'timestamp') return `strftime(${value.sql}, '%Y-%m-%d %H:%M:%S.%g')`;
  if (kind === 'timestamp with time zone')
    return `(strftime(${value.sql}, '%Y-%m-%d %H:%M:%S.%g') || ' UTC')`;
  throw refusal(`write a ${typeName(value.type)} as varchar`, position);
}

function castText(value: Typed, to: TrinoType, position?: Position): Typed {
  const family = isInteger(to) ? 'integer' : ['real', 'double'].includes(to.kind) ? 'number' : to.kind;
  const pattern = READABLE[family];
  if (!pattern) throw refusal(`cast varchar to ${typeName(to)}`, position);
  const name = ERROR_NAMES[to.kind] ?? typeName(to);
  const failed = `'«INVALID_CAST_ARGUMENT: Cannot cast ''' || ${value.sql} || ${quote(`' to ${name}»`)}`;
  // Other strings are replaced by one that DuckDB cannot convert either, so that CAST fails and TRY_CAST gives null.
  const text = `CASE WHEN regexp_full_match(${value.sql}, ${quote(pattern)}) THEN ${value.sql} ELSE ${failed} END`;
  const sql = `CAST(${text} AS ${duckType(to)})`;
  // Trino rounds to its milliseconds.
  return typed(
    to.kind === 'timestamp' ? `date_trunc('millisecond', ${sql} + INTERVAL 500 MICROSECOND)` : sql,
    to,
  );
}

function castNumber(value: Typed, to: TrinoType, position?: Position): Typed {
  const exact = isInteger(value.type) || value.type.kind === 'decimal';
  if (!exact && to.kind === 'decimal') throw refusal(`cast ${typeName(value.type)} to decimal`, position);
  // DuckDB rounds a double's half to even on the way to an integer, Trino away from zero.
  const rounded = isInteger(to) && !isInteger(value.type) ? `round(${value.sql})` : value.sql;
  return typed(`CAST(${rounded} AS ${duckType(to)})`, to);
}

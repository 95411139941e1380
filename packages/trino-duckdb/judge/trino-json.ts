import {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { renderValue, type TrinoType, typeName } from '../src/index.ts';

/** A value of DuckDB's as Trino's protocol writes it in JSON. */
export function trinoJson(value: DuckDBValue, type: TrinoType): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint' && !type.kind.startsWith('interval')) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number' && !type.kind.startsWith('interval'))
    return Number.isFinite(value) ? value : String(value);
  if (type.kind.startsWith('interval')) return renderValue(value, type);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBListValue && type.kind === 'array') {
    return value.items.map((item) => trinoJson(item, type.element));
  }
  if (value instanceof DuckDBMapValue && type.kind === 'map') {
    return Object.fromEntries(
      value.entries.map((entry) => [
        String(trinoJson(entry.key, type.key)),
        trinoJson(entry.value, type.value),
      ]),
    );
  }
  if (value instanceof DuckDBStructValue && type.kind === 'row') {
    const values = Object.values(value.entries);
    return type.fields.map((field, i) => trinoJson(values[i] ?? null, field.type));
  }
  return typeof value === 'boolean' || typeof value === 'string' ? value : renderValue(value, type);
}

/** A type as Trino's protocol names it to a client that has not asked for more: no precision of moments. */
export function protocolType(type: TrinoType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision}, ${type.scale})`;
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return type.kind;
    case 'interval day to second':
    case 'interval year to month':
      return type.kind.toUpperCase();
    case 'array':
      return `array(${protocolType(type.element)})`;
    case 'map':
      return `map(${protocolType(type.key)}, ${protocolType(type.value)})`;
    case 'row':
      return `row(${type.fields.map(({ name, type: field }) => (name ? `${name} ` : '') + protocolType(field)).join(', ')})`;
    default:
      return typeName(type);
  }
}

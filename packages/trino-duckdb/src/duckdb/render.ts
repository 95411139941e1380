import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { zoneShift } from '../javascript/zones.ts';
import type { TrinoType } from '../trino/types.ts';

/** A value as Athena writes it into a result, or null for SQL's null. */
export function renderValue(value: DuckDBValue, type: TrinoType): string | null {
  if (value === null || value === undefined) return null;
  if (type.kind === 'double') return renderDouble(Number(value), String);
  if (type.kind === 'real') return renderDouble(Number(value), shortestFloat);
  if (value instanceof DuckDBDateValue) return renderDate(value.toString());
  if (value instanceof DuckDBTimeValue) return renderTimestamp(value.micros).slice(11);
  if (type.kind === 'char') return String(value).padEnd(type.length);
  if (value instanceof DuckDBTimestampValue) return renderTimestamp(value.micros);
  if (value instanceof DuckDBTimestampTZValue && type.kind === 'timestamp with time zone') {
    return renderZoned(value.micros, type.zone);
  }
  if (type.kind === 'interval day to second') return renderDays(BigInt(String(value)));
  if (type.kind === 'interval year to month') return renderMonths(Number(value));
  if (value instanceof DuckDBBlobValue) return renderBytes(value.bytes);
  if (value instanceof DuckDBListValue && type.kind === 'array') {
    return `[${value.items.map((item) => renderValue(item, type.element) ?? 'null').join(', ')}]`;
  }
  if (value instanceof DuckDBMapValue && type.kind === 'map') {
    const entries = value.entries.map(
      (entry) => `${renderValue(entry.key, type.key)}=${renderValue(entry.value, type.value) ?? 'null'}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (value instanceof DuckDBStructValue && type.kind === 'row') {
    const values = Object.values(value.entries);
    const fields = type.fields.map(
      (field, i) => `${field.name ?? `field${i}`}=${renderValue(values[i] ?? null, field.type) ?? 'null'}`,
    );
    return `{${fields.join(', ')}}`;
  }
  return String(value);
}

/** As Java's Double.toString: plain from 10⁻³ to 10⁷, else with an exponent; always with a fraction. */
function renderDouble(value: number, shortest: (value: number) => string): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  const [, sign = '', digits = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(shortest(value)) ?? [];
  const all = (digits + fraction).replace(/^0+/, '');
  const leading = /^0*/.exec(digits + fraction)?.[0].length ?? 0;
  const significant = all.replace(/0+$/, '');
  // Power of ten of the first significant digit.
  const power = digits.length - 1 - leading + Number(exponent);
  if (power < -3 || power >= 7) return `${sign}${significant[0]}.${significant.slice(1) || '0'}E${power}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${significant}`;
  const whole = significant.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${significant.slice(power + 1) || '0'}`;
}

function shortestFloat(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** Microseconds since 1970 as `2025-01-01 00:00:00.000`. */
function renderTimestamp(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  return new Date(Number(millis)).toISOString().replace('T', ' ').replace('Z', '');
}

/** The wall clock of an instant (microseconds), and the zone that shows it. */
function renderZoned(micros: bigint, zone: string): string {
  const shift = zoneShift(zone, Number(micros / 1000n));
  return `${renderTimestamp(micros + BigInt(shift) * 1000n)} ${zone}`;
}

function renderMonths(value: number): string {
  const months = Math.abs(value);
  return `${value < 0 ? '-' : ''}${Math.floor(months / 12)}-${months % 12}`;
}

function renderDays(value: bigint): string {
  const millis = value < 0n ? -value : value;
  const time = new Date(Number(millis % 86_400_000n)).toISOString().slice(11, 23);
  return `${value < 0n ? '-' : ''}${millis / 86_400_000n} ${time}`;
}

/** Java writes a sign before years of five digits. */
const renderDate = (text: string): string => (/^\d{5,}/.test(text) ? `+${text}` : text);

function renderBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

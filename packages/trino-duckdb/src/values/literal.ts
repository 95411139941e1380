import { canonicalJson } from '../javascript/json.ts';
import { readMoment } from '../javascript/moment-text.ts';
import type { Expression, Interval } from '../syntax/ast.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimal,
  INTEGER,
  INTERVAL_DAY,
  INTERVAL_YEAR,
  JSON_TYPE,
  simple,
  timestamp,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  varchar,
  zoned,
} from '../trino/types.ts';
import { quote, type Typed, typed } from './typed.ts';
import { zonedFrom } from './zones.ts';

/** A literal, typed by its text as Trino does; undefined when the expression is none. */
export function literal(node: Expression): Typed | undefined {
  switch (node.kind) {
    case 'null':
      return typed('NULL', UNKNOWN);
    case 'boolean':
      return typed(node.value ? 'true' : 'false', BOOLEAN);
    case 'string':
      return text(node.value, Array.from(node.value).length);
    case 'number':
      return number(node.text, node.position);
    case 'binary':
      if (!/^([0-9a-f]{2})*$/i.test(node.hex)) {
        throw new StatementError(
          'SYNTAX_ERROR',
          'Binary literal must contain an even number of digits of 0-9, A-F',
          node.position,
        );
      }
      return typed(`unhex('${node.hex}')`, VARBINARY);
    case 'interval':
      return interval(node, node.position);
    case 'typed literal':
      return typedLiteral(node.type, node.value, node.position);
    default:
      return undefined;
  }
}

const text = (value: string, length?: number): Typed => ({
  sql: quote(value),
  type: length === undefined ? VARCHAR : varchar(length),
  literal: value,
});

function number(source: string, position: Position): Typed {
  const digits = source.replaceAll('_', '');
  if (/^-?0[xob]/i.test(digits) || !/[.e]/i.test(digits)) return integer(digits, position);
  if (/e/i.test(digits)) return typed(`CAST('${digits}' AS DOUBLE)`, DOUBLE);
  return decimalLiteral(digits, position);
}

function integer(digits: string, position: Position): Typed {
  const negative = digits.startsWith('-');
  const size = BigInt(digits.replace('-', ''));
  const value = negative ? -size : size;
  if (value > 9223372036854775807n || value < -9223372036854775808n) {
    throw new StatementError('SYNTAX_ERROR', `Invalid numeric literal: ${digits}`, position);
  }
  const small = value <= 2147483647n && value >= -2147483648n;
  return small ? typed(`${value}`, INTEGER) : typed(`CAST('${value}' AS BIGINT)`, BIGINT);
}

function decimalLiteral(source: string, position: Position): Typed {
  const [whole = '', fraction = ''] = source.replace(/^[+-]/, '').split('.');
  const precision = Math.max(whole.replace(/^0+/, '').length + fraction.length, 1);
  if (precision > 38)
    throw new StatementError('SYNTAX_ERROR', `Invalid decimal literal: ${source}`, position);
  const type = decimal(precision, fraction.length);
  return typed(`CAST('${source.replace(/^\+/, '')}' AS DECIMAL(${precision},${fraction.length}))`, type);
}

const RANGES: Readonly<Record<string, bigint>> = {
  tinyint: 127n,
  smallint: 32767n,
  integer: 2147483647n,
  int: 2147483647n,
  bigint: 9223372036854775807n,
};

function typedLiteral(type: string, value: string, position: Position): Typed {
  const invalid = () =>
    new StatementError(
      'INVALID_LITERAL',
      `'${value}' is not a valid ${type.toUpperCase()} literal`,
      position,
    );
  const range = RANGES[type];
  if (range !== undefined) {
    const trimmed = value.trim();
    if (!/^[+-]?\d+$/.test(trimmed)) throw invalid();
    const size = BigInt(trimmed.replace('+', ''));
    if (size > range || size < -range - 1n) throw invalid();
    const kind = type === 'int' ? 'integer' : type;
    return typed(`CAST('${size}' AS ${kind.toUpperCase()})`, simple(kind as 'integer'));
  }
  switch (type) {
    case 'double':
    case 'real': {
      if (!/^\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?Infinity|NaN)\s*$/.test(value)) {
        if (/^\s*[+-]?(0x|\d|\.)/i.test(value)) throw refusal(`read the ${type} '${value}'`, position);
        throw invalid();
      }
      return typed(`CAST('${value.trim()}' AS ${type.toUpperCase()})`, simple(type));
    }
    case 'decimal':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value)) throw invalid();
      return decimalLiteral(value, position);
    case 'boolean':
      if (!/^(true|false|t|f|1|0)$/i.test(value)) throw invalid();
      return typed(/^[t1]/i.test(value) ? 'true' : 'false', BOOLEAN);
    case 'varchar':
      return text(value);
    case 'char':
      return typed(quote(value), { kind: 'char', length: Math.max(1, Array.from(value).length) });
    case 'json': {
      const json = canonicalJson(value);
      if (json === undefined) throw invalid();
      return { sql: quote(json), type: JSON_TYPE, literal: json };
    }
    case 'date':
    case 'timestamp':
    case 'time':
      return moment(type, value, position) ?? fail(invalid());
    case 'uuid':
    case 'ipaddress':
    case 'varbinary':
    case 'geometry':
      throw refusal(`read a literal of type ${type}`, position);
    default:
      throw new StatementError('TYPE_NOT_FOUND', `Unknown resolvedType: ${type}`, position);
  }
}

function fail(error: Error): never {
  throw error;
}

function moment(type: 'date' | 'timestamp' | 'time', value: string, position: Position): Typed | undefined {
  const read = readMoment(type, value);
  if (!read) return undefined;
  if (read.year !== undefined && (read.year > 9999 || read.year < 0))
    throw refusal('keep years beyond 9999', position);
  if (type === 'date') return typed(`DATE '${read.text}'`, DATE);
  if (read.precision > 6) throw refusal('keep times finer than microseconds', position);
  if (type === 'time') {
    if (read.zone !== undefined) throw refusal('keep a time with a time zone', position);
    return typed(`TIME '${read.text}'`, { kind: 'time', precision: read.precision });
  }
  const sql = `TIMESTAMP '${read.text}'`;
  if (read.zone === undefined) return typed(sql, timestamp(read.precision));
  if (read.gap) return undefined;
  return typed(zonedFrom(sql, read.zone), zoned(read.precision, read.zone));
}

/** Milliseconds of a field of an interval, or months. */
const SIZES: Readonly<Record<string, number>> = {
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  year: 12,
  month: 1,
};
const FIELDS = ['day', 'hour', 'minute', 'second'];

function interval(node: Interval, position: Position): Typed {
  const { from, to = from, value } = node;
  const months = from === 'year' || from === 'month';
  const invalid = () =>
    new StatementError('INVALID_LITERAL', `Invalid INTERVAL ${from.toUpperCase()} value: ${value}`, position);
  const amount = months ? countMonths(value, from, to) : countMilliseconds(value, from, to);
  if (amount === undefined) throw invalid();
  const signed = node.negative ? -amount : amount;
  return months
    ? typed(`CAST(${signed} AS INTEGER)`, INTERVAL_YEAR)
    : typed(`CAST(${signed} AS BIGINT)`, INTERVAL_DAY);
}

function countMonths(value: string, from: string, to: string): number | undefined {
  const [, sign, first, , second] = /^\s*([+-]?)(\d+)(-(\d+))?\s*$/.exec(value) ?? [];
  if (first === undefined) return undefined;
  if (second !== undefined && (from !== 'year' || to !== 'month')) return undefined;
  const months = Number(first) * (SIZES[from] ?? 1) + Number(second ?? 0);
  return sign === '-' ? -months : months;
}

/** `2 10:30:05.123` from DAY TO SECOND; fields to the right may be missing. */
function countMilliseconds(value: string, from: string, to: string): number | undefined {
  if (value.trim() === '') return 0;
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(value.trim()) ?? [];
  const fields = FIELDS.slice(FIELDS.indexOf(from), FIELDS.indexOf(to) + 1);
  if (fields.length === 0) return undefined;
  const parts = rest.split(from === 'day' ? /[ :]/ : ':');
  if (parts.length > fields.length) return undefined;
  let total = 0;
  for (const [i, part] of parts.entries()) {
    const field = fields[i] ?? 'second';
    if (!(field === 'second' ? /^\d+(\.\d{1,9})?$/ : /^\d+$/).test(part)) return undefined;
    total += Math.trunc(Number(part) * (SIZES[field] ?? 1) + 1e-6);
  }
  return sign === '-' ? -total : total;
}

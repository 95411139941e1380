import type { Context } from '../context/context.ts';
import { guardValue } from '../context/guard.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import {
  BIGINT,
  coercible,
  commonType,
  DATE,
  isInteger,
  TIMESTAMP,
  TIMESTAMP_TZ,
  type TrinoType,
  VARCHAR,
} from '../trino/types.ts';
import { cast } from '../values/cast.ts';
import { coerce, quote, type Typed, typed } from '../values/typed.ts';
import { toStrftime } from './formats.ts';
import type { SpecialFunction } from './special-function.ts';

const DATE_UNITS = ['day', 'week', 'month', 'quarter', 'year'];
const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'];

/** The unit argument of date functions: a literal, in any case. */
function unitOf(value: Typed | undefined, type: TrinoType, position?: Position): string {
  const unit = value?.literal?.toLowerCase();
  if (unit === undefined) throw refusal('use a unit that is not a literal', position);
  const known = type.kind === 'date' ? DATE_UNITS : [...DATE_UNITS, ...TIME_UNITS];
  if (!known.includes(unit)) {
    throw new StatementError(
      'INVALID_FUNCTION_ARGUMENT',
      `'${unit}' is not a valid ${type.kind === 'date' ? 'DATE' : 'TIMESTAMP'} field`,
      position,
    );
  }
  return unit;
}

const isMoment = (type: TrinoType): boolean =>
  ['date', 'timestamp', 'timestamp with time zone'].includes(type.kind);

const dateTrunc: SpecialFunction = ([unit, value], _, position) => {
  if (!value || !isMoment(value.type)) return undefined;
  const sql = `date_trunc('${unitOf(unit, value.type, position)}', ${value.sql})`;
  // The result for a date is a timestamp in DuckDB.
  return typed(value.type.kind === 'date' ? `CAST(${sql} AS DATE)` : sql, value.type);
};

const dateAdd: SpecialFunction = ([unit, amount, value], _, position) => {
  if (!value || !amount || !isMoment(value.type) || !isInteger(amount.type)) return undefined;
  const name = unitOf(unit, value.type, position);
  const count = coerce(amount, BIGINT).sql;
  const step =
    name === 'quarter' ? `to_months(CAST(3 * ${count} AS INTEGER))` : `${ADDERS[name]}`.replace('$', count);
  const sql = `(${value.sql} + ${step})`;
  return typed(value.type.kind === 'date' ? `CAST(${sql} AS DATE)` : sql, value.type);
};

const ADDERS: Readonly<Record<string, string>> = {
  millisecond: 'to_microseconds(1000 * $)',
  second: 'to_seconds(CAST($ AS DOUBLE))',
  minute: 'to_minutes($)',
  hour: 'to_hours($)',
  day: 'to_days(CAST($ AS INTEGER))',
  week: 'to_days(CAST(7 * $ AS INTEGER))',
  month: 'to_months(CAST($ AS INTEGER))',
  year: 'to_months(CAST(12 * $ AS INTEGER))',
};

/** Whole units between two moments, as Trino counts; DuckDB's own date_diff counts the boundaries between them. */
const dateDiff: SpecialFunction = ([unit, from, to], _, position) => {
  if (!from || !to || !isMoment(from.type) || !isMoment(to.type)) return undefined;
  const type = commonType(from.type, to.type);
  if (!type) return undefined;
  const name = unitOf(unit, type, position);
  return typed(`datesub('${name}', ${coerce(from, type).sql}, ${coerce(to, type).sql})`, BIGINT);
};

const isoTimestamp: SpecialFunction = ([value], context) => {
  if (value?.type.kind !== 'varchar') return undefined;
  return guardValue(
    `trino_iso_refused(${value.sql})`,
    typed(`trino_iso_timestamp(${value.sql})`, TIMESTAMP_TZ),
    context,
    'keep a time zone other than UTC, nor read week or ordinal dates',
  );
};

const isoDate: SpecialFunction = ([value], context) => {
  if (value?.type.kind !== 'varchar') return undefined;
  const day = typed(`trino_iso_date(${value.sql})`, DATE);
  return guardValue(
    `trino_iso_date_refused(${value.sql})`,
    day,
    context,
    'read week or ordinal dates, nor parts of dates',
  );
};

const dateOf: SpecialFunction = ([value], _, position) =>
  value?.type.kind === 'varchar' ? cast(value, DATE, position) : undefined;

const formatted =
  (style: 'mysql' | 'joda'): SpecialFunction =>
  ([value, format], _, position) => {
    if (!value || !coercible(value.type, TIMESTAMP_TZ)) return undefined;
    const moment = value.type.kind === 'date' ? coerce(value, TIMESTAMP) : value;
    return typed(
      `strftime(${moment.sql}, ${quote(toStrftime(style, format?.literal, 'write', position))})`,
      VARCHAR,
    );
  };

const parsed =
  (style: 'mysql' | 'joda'): SpecialFunction =>
  ([value, format], _, position) => {
    if (value?.type.kind !== 'varchar') return undefined;
    const text = quote(toStrftime(style, format?.literal, 'read', position));
    const sql = `trino_parse(${value.sql}, ${text})`;
    return style === 'mysql' ? typed(sql, TIMESTAMP) : typed(`(${sql} AT TIME ZONE 'UTC')`, TIMESTAMP_TZ);
  };

/** Functions that depend on the clock: the same statement gives another result later. */
const clock =
  (sql: string, type: TrinoType): SpecialFunction =>
  (args, context: Context) => {
    if (args.length > 0) return undefined;
    context.varies();
    return typed(sql, type);
  };

const NOW = "date_trunc('millisecond', now())";

export const DATE_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  date_trunc: dateTrunc,
  date_add: dateAdd,
  date_diff: dateDiff,
  from_iso8601_timestamp: isoTimestamp,
  from_iso8601_date: isoDate,
  date: dateOf,
  date_format: formatted('mysql'),
  format_datetime: formatted('joda'),
  date_parse: parsed('mysql'),
  parse_datetime: parsed('joda'),
  now: clock(NOW, TIMESTAMP_TZ),
  current_timestamp: clock(NOW, TIMESTAMP_TZ),
  localtimestamp: clock(`CAST(${NOW} AS TIMESTAMP)`, TIMESTAMP),
  current_date: clock('current_date', DATE),
};

import { guardInTry } from '../context/guard.ts';
import { readIsoTimestamp } from '../javascript/iso-moment.ts';
import { parseMoment } from '../javascript/parse-moment.ts';
import { canonicalZone, offsetMinutes } from '../javascript/zones.ts';
import { type Position, refusal, StatementError } from '../trino/errors.ts';
import { DATE, isMoment, TIMESTAMP_TZ, type TrinoType, VARCHAR, varchar, zoned } from '../trino/types.ts';
import { cast } from '../values/cast.ts';
import { roundTo } from '../values/cast-moment.ts';
import { withSafe } from '../values/safe.ts';
import { quote, raisedMessage, type Typed, typed, wallClock } from '../values/typed.ts';
import { wallOf, zonedFrom } from '../values/zones.ts';
import type { Implementation, Implementations, ResolvedCall } from './implementation.ts';
import { momentFormat, momentParse } from './moment-formats.ts';

const DATE_UNITS = ['day', 'week', 'month', 'quarter', 'year'];
const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'];

/** Units in any case, as a literal nearly always. */
function unitOf(value: Typed | undefined, type: TrinoType, position: Position): string {
  const unit = value?.literal?.toLowerCase();
  if (unit === undefined) throw refusal('take a unit that is no literal', position);
  const known =
    type.kind === 'date' ? DATE_UNITS : type.kind === 'time' ? TIME_UNITS : [...DATE_UNITS, ...TIME_UNITS];
  if (!known.includes(unit)) {
    const kind = type.kind === 'date' ? 'DATE' : type.kind === 'time' ? 'TIME' : 'TIMESTAMP';
    throw new StatementError('INVALID_FUNCTION_ARGUMENT', `'${unit}' is not a valid ${kind} field`, position);
  }
  return unit;
}

/** A wall clock as a value of the type it came from. */
function fromWall(sql: string, type: TrinoType): string {
  if (type.kind === 'date') return `CAST(${sql} AS DATE)`;
  return type.kind === 'timestamp with time zone' ? zonedFrom(sql, type.zone) : sql;
}

/** A time as the timestamp of some day. */
const onDay = (sql: string): string => `(CAST('2000-01-01' AS DATE) + ${sql})`;

const dateTrunc: Implementation = (_, { args: [unit, value], position }) => {
  if (!value) throw refusal('truncate a time', position);
  const name = unitOf(unit, value.type, position);
  if (value.type.kind === 'time') return `CAST(date_trunc('${name}', ${onDay(value.sql)}) AS TIME)`;
  // Zones may be off by minutes, so hours too are cut on the wall clock.
  return fromWall(
    `date_trunc('${name}', ${value.type.kind === 'date' ? value.sql : wallClock(value)})`,
    value.type,
  );
};

const ADDERS: Readonly<Record<string, string>> = {
  millisecond: 'to_microseconds(1000 * $)',
  second: 'to_microseconds(1000000 * $)',
  minute: 'to_microseconds(60000000 * $)',
  hour: 'to_microseconds(3600000000 * $)',
  day: 'to_days(CAST($ AS INTEGER))',
  week: 'to_days(CAST(7 * $ AS INTEGER))',
  month: 'to_months(CAST($ AS INTEGER))',
  quarter: 'to_months(CAST(3 * $ AS INTEGER))',
  year: 'to_months(CAST(12 * $ AS INTEGER))',
};

const dateAdd: Implementation = ([, amount = ''], { args: [unit, , value], position }) => {
  if (!value) throw refusal('add to this', position);
  const name = unitOf(unit, value.type, position);
  const step = `${ADDERS[name]}`.replace('$', () => `CAST(${amount} AS BIGINT)`);
  const { type } = value;
  if (type.kind === 'time') return typed(`(${value.sql} + ${step})`, type);
  if (type.kind === 'date') return `CAST(${value.sql} + ${step} AS DATE)`;
  if (name === 'millisecond' && 'precision' in type && type.precision < 3) {
    return fromWall(roundTo(`(${wallClock(value)} + ${step})`, type.precision), type);
  }
  if (TIME_UNITS.includes(name) || type.kind === 'timestamp') return typed(`(${value.sql} + ${step})`, type);
  return fromWall(`(${wallClock(value)} + ${step})`, type);
};

/** Whole units between two moments; DuckDB's own date_diff counts the boundaries between them. */
const dateDiff: Implementation = ([, from = '', to = ''], { args: [unit, start, end], position }) => {
  if (!start || !end) throw refusal('tell how far these are apart', position);
  const name = unitOf(unit, start.type, position);
  if (start.type.kind === 'time') return `datesub('${name}', ${onDay(from)}, ${onDay(to)})`;
  const zone = start.type.kind === 'timestamp with time zone' && !TIME_UNITS.includes(name);
  const [a, b] = zone
    ? [
        wallClock(start),
        wallOf(end.sql, start.type.kind === 'timestamp with time zone' ? start.type.zone : 'UTC'),
      ]
    : [from, to];
  return `datesub('${name}', ${a}, ${b})`;
};

const dateOf: Implementation = ([value = ''], { args: [arg], position }) => {
  if (!arg) return value;
  return arg.type.kind === 'varchar'
    ? cast(arg, DATE, false, position).sql
    : `CAST(${wallClock(arg)} AS DATE)`;
};

/** A part of a moment, on the clock of its zone, or of an interval. */
const part =
  (duck: string, day?: string, months?: string): Implementation =>
  ([value = ''], { args: [arg], position }) => {
    if (!arg) return value;
    if (arg.type.kind === 'interval day to second' && day) return day.replaceAll('$', () => value);
    if (arg.type.kind === 'interval year to month' && months) return months.replaceAll('$', () => value);
    if (arg.type.kind === 'time') return `CAST(${duck.replaceAll('$', () => value)} AS BIGINT)`;
    if (!isMoment(arg.type)) throw refusal('take this part', position);
    const clock = arg.type.kind === 'date' ? value : wallClock(arg);
    return `CAST(${duck.replaceAll('$', () => clock)} AS BIGINT)`;
  };

const PARTS: Implementations = {
  year: part('year($)', undefined, 'CAST($ // 12 AS BIGINT)'),
  quarter: part('quarter($)'),
  month: part('month($)', undefined, 'CAST($ % 12 AS BIGINT)'),
  week: part('week($)'),
  day: part('day($)', '($ // 86400000)'),
  day_of_week: part('isodow($)'),
  day_of_year: part('dayofyear($)'),
  year_of_week: part('isoyear($)'),
  hour: part('hour($)', '(($ // 3600000) % 24)'),
  minute: part('minute($)', '(($ // 60000) % 60)'),
  second: part('second($)', '(($ // 1000) % 60)'),
  millisecond: part('(millisecond($) % 1000)', '($ % 1000)'),
};

const aliased = (name: string): Implementation => PARTS[name] ?? '';

const ZONE_REFUSAL = 'keep a time zone other than UTC from a column, or years beyond 9999';

const isoTimestamp: Implementation = ([text = ''], { args: [arg], context }) => {
  // The zone of a literal is known; that of a text in a column has to be UTC.
  const read = arg?.literal === undefined ? undefined : attempt(() => readIsoTimestamp(arg.literal ?? ''));
  if (read && read.zone !== 'UTC')
    return typed(
      zonedFrom(wallOf(`make_timestamptz(${read.instant * 1000})`, read.zone), read.zone),
      zoned(3, read.zone),
    );
  return guardInTry(
    `trino_iso_refused(${text})`,
    withSafe(
      typed(`trino_iso_timestamp(${text})`, TIMESTAMP_TZ),
      `trino_iso_timestamp_or_null(${text})`,
      arg ? [arg] : [],
    ),
    context,
    ZONE_REFUSAL,
  );
};

/** Undefined where the value cannot be read: then it fails when the statement runs. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && raisedMessage(error.message) !== undefined) return undefined;
    throw error;
  }
}

function zoneOf(value: Typed | undefined, { position }: ResolvedCall): string {
  if (value?.literal === undefined) throw refusal('take a time zone that is no literal', position);
  const zone = canonicalZone(value.literal);
  if (zone === undefined)
    throw new StatementError(
      'INVALID_FUNCTION_ARGUMENT',
      `'${value.literal}' is not a valid time zone`,
      position,
    );
  return zone;
}

const inZone: Implementation = ([value = ''], call) => {
  const zone = zoneOf(call.args[1], call);
  const precision = 'precision' in call.result ? call.result.precision : 3;
  const from = call.args[0]?.type.kind;
  return typed(from === 'timestamp' ? zonedFrom(value, zone) : value, zoned(precision, zone));
};

const fromUnixtime: Implementation = ([seconds = '', hours, minutes], call) => {
  const sql = `trino_from_unixtime(${seconds})`;
  if (minutes !== undefined) {
    const [, hour = '', minute = ''] = call.given.map(
      ({ sql }) => /^\(?- ?(\d+)\)?$/.exec(sql)?.[1]?.replace(/^/, '-') ?? sql,
    );
    if (!/^-?\d+$/.test(hour) || !/^-?\d+$/.test(minute))
      throw refusal('take an offset that is no literal', call.position);
    const total = Number(hour) * 60 + Number(minute);
    const size = Math.abs(total);
    const text = `${total < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
    return typed(sql, zoned(3, canonicalZone(text) ?? 'UTC'));
  }
  return hours === undefined ? sql : typed(sql, zoned(3, zoneOf(call.args[1], call)));
};

const toIso: Implementation = ([value = ''], { args: [arg] }) => {
  if (arg?.type.kind === 'date') return `CAST(${value} AS VARCHAR)`;
  if (arg?.type.kind !== 'timestamp' && arg?.type.kind !== 'timestamp with time zone') return value;
  const { precision } = arg.type;
  const digits = precision === 0 ? '' : `.' || left(strftime(${wallClock(arg)}, '%f'), ${precision}) || '`;
  const day = `strftime(${wallClock(arg)}, '%Y-%m-%dT%H:%M:%S')`;
  const length = 22 + (precision > 0 ? precision + 1 : 0);
  const joined = (end: string) =>
    digits === '' ? `(${day} || ${end})` : `(${day} || '${digits}' || ${end})`;
  if (arg.type.kind === 'timestamp') return typed(joined("''"), varchar(length));
  const zone = arg.type.kind === 'timestamp with time zone' ? arg.type.zone : 'UTC';
  const offset =
    zone === 'UTC'
      ? "'Z'"
      : offsetMinutes(zone) === undefined
        ? `trino_offset_text(epoch_us(${wallClock(arg)}) - epoch_us(${value}))`
        : quote(zone);
  return typed(joined(offset), varchar(length + 6));
};

const sequenceOf: Implementation = ([from = '', to = '', step], { args }) => {
  const kind = args[0]?.type.kind;
  if (kind === 'date') {
    if (step === undefined)
      return `trino_day_sequence(${from}, ${to}, CASE WHEN ${from} <= ${to} THEN 1 ELSE -1 END)`;
    if (args[2]?.type.kind === 'interval day to second')
      return `CASE WHEN ${from} IS NOT NULL AND ${to} IS NOT NULL THEN trino_day_sequence(${from}, ${to}, trino_whole_days(${step})) END`;
    return `list_transform(trino_month_sequence(CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP), ${step}), lambda trino_e: CAST(trino_e AS DATE))`;
  }
  if (kind === 'timestamp') {
    return args[2]?.type.kind === 'interval day to second'
      ? `trino_time_sequence(${from}, ${to}, ${step})`
      : `trino_month_sequence(${from}, ${to}, ${step})`;
  }
  return `trino_sequence(${from}, ${to}, ${step ?? `CASE WHEN ${from} <= ${to} THEN 1 ELSE -1 END`})`;
};

const NOW = "date_trunc('millisecond', now())";
const clock =
  (sql: string): Implementation =>
  (_, { context }) => {
    context.varies();
    return sql;
  };

export const DATE_FUNCTIONS: Implementations = {
  ...PARTS,
  week_of_year: aliased('week'),
  day_of_month: aliased('day'),
  dow: aliased('day_of_week'),
  doy: aliased('day_of_year'),
  yow: aliased('year_of_week'),
  date_trunc: dateTrunc,
  date_add: dateAdd,
  date_diff: dateDiff,
  date: dateOf,
  last_day_of_month: ([value = ''], { args: [arg] }) =>
    `last_day(CAST(${arg ? wallClock(arg) : value} AS DATE))`,
  from_iso8601_timestamp: isoTimestamp,
  from_iso8601_date: ([text = ''], { args, context }) =>
    guardInTry(
      `trino_iso_date_refused(${text})`,
      withSafe(typed(`trino_iso_date(${text})`, DATE), `trino_iso_date_or_null(${text})`, args),
      context,
      'keep years beyond 9999',
    ),
  to_iso8601: toIso,
  from_unixtime: fromUnixtime,
  to_unixtime: '(CAST(epoch_us($1) AS DOUBLE) / 1000000)',
  to_milliseconds: '$1',
  at_timezone: inZone,
  with_timezone: inZone,
  timezone_hour: ([value = ''], { args: [arg] }) =>
    `((epoch_us(${arg ? wallClock(arg) : value}) - epoch_us(${value})) // 3600000000)`,
  timezone_minute: ([value = ''], { args: [arg] }) =>
    `(((epoch_us(${arg ? wallClock(arg) : value}) - epoch_us(${value})) // 60000000) % 60)`,
  date_format: momentFormat('mysql'),
  format_datetime: momentFormat('joda'),
  date_parse: momentParse('mysql'),
  parse_datetime: (args, call) => {
    const [text, format] = call.args;
    const read =
      text?.literal !== undefined && format?.literal !== undefined
        ? attempt(() => parseMoment(text.literal ?? '', 'joda', format.literal ?? ''))
        : undefined;
    const zone = read?.zone;
    if (read && zone !== undefined && zone !== 'UTC')
      return typed(zonedFrom(`make_timestamp(${read.millis * 1000})`, zone), zoned(3, zone));
    return momentParse('joda')(args, call);
  },
  sequence: sequenceOf,
  now: clock(NOW),
  current_date: clock('current_date'),
  current_timezone: () => typed("'UTC'", VARCHAR),
};

import { readMoment } from '../javascript/moment-text.ts';
import { type Position, refusal } from '../trino/errors.ts';
import type { TrinoType } from '../trino/types.ts';
import { orFail } from './or-fail.ts';
import { type Typed, wallClock } from './typed.ts';
import { zonedFrom } from './zones.ts';

/** Rounds a DuckDB timestamp to this many digits of a second. */
export function roundTo(sql: string, precision: number): string {
  if (precision >= 6) return sql;
  const unit = 10 ** (6 - precision);
  return `make_timestamp(((epoch_us(${sql}) + ${unit / 2} + ${unit} * 4611686018427) // ${unit} - 4611686018427) * ${unit})`;
}

/** Date, time, timestamp and zoned timestamp into each other; undefined where Trino does not convert. */
export function castMoment(value: Typed, to: TrinoType, position?: Position): string | undefined {
  const { type, sql } = value;
  if (to.kind === 'time') {
    if (type.kind === 'date') return undefined;
    if (to.precision < ('precision' in type ? type.precision : 0)) throw refusal('round times', position);
    return type.kind === 'time' ? sql : `CAST(${wallClock(value)} AS TIME)`;
  }
  if (type.kind === 'time') return undefined;
  if (to.kind === 'date') return `CAST(${wallClock(value)} AS DATE)`;
  if (to.kind !== 'timestamp' && to.kind !== 'timestamp with time zone') return undefined;
  if (to.precision > 6) throw refusal('keep timestamps finer than microseconds', position);
  const rounds = 'precision' in type && to.precision < type.precision;
  if (to.kind === 'timestamp') {
    const wall = wallClock(value);
    return rounds ? roundTo(wall, to.precision) : wall;
  }
  if (type.kind === 'timestamp with time zone') {
    return rounds ? zonedFrom(roundTo(wallClock(value), to.precision), type.zone) : sql;
  }
  const wall = `CAST(${sql} AS TIMESTAMP)`;
  const zone = to.kind === 'timestamp with time zone' ? to.zone : 'UTC';
  return zonedFrom(rounds ? roundTo(wall, to.precision) : wall, zone);
}

/** A text as a moment. The zone of a literal is known; a text from a column may only hold UTC. */
export function castTextToMoment(value: Typed, to: TrinoType, safe: boolean, position?: Position): string {
  const { sql } = value;
  const failed = `'Value cannot be cast to ${to.kind === 'timestamp with time zone' ? 'timestamp' : to.kind}: ' || ${sql}`;
  if (to.kind === 'date') return orFail(sql, `trino_text_date(${sql})`, failed, to, safe);
  if (to.kind === 'time') return orFail(sql, `trino_text_time(${sql})`, failed, to, safe);
  if (to.kind !== 'timestamp' && to.kind !== 'timestamp with time zone') return sql;
  if (to.precision > 6) throw refusal('keep timestamps finer than microseconds', position);
  if (to.kind === 'timestamp') {
    const read = roundTo(`trino_text_timestamp(${sql})`, to.precision);
    return orFail(sql, read, failed, to, safe);
  }
  const read = value.literal === undefined ? undefined : readMoment('timestamp', value.literal);
  if (read?.zone !== undefined && read.zone !== 'UTC')
    throw refusal('cast a text with a time zone other than UTC; write a TIMESTAMP literal', position);
  if (value.literal === undefined) {
    return orFail(
      sql,
      zonedFrom(roundTo(`trino_text_utc_timestamp(${sql})`, to.precision), 'UTC'),
      failed,
      to,
      safe,
    );
  }
  return orFail(
    sql,
    zonedFrom(roundTo(`trino_text_timestamp(${sql})`, to.precision), 'UTC'),
    failed,
    to,
    safe,
  );
}

/** A moment or interval as Trino writes it in a cast to varchar; undefined for other types. */
export function momentText(value: Typed): string | undefined {
  const { type, sql } = value;
  switch (type.kind) {
    case 'date':
      return `CAST(${sql} AS VARCHAR)`;
    case 'timestamp':
      return timestampText(sql, type.precision);
    case 'timestamp with time zone':
      return `(${timestampText(wallClock(value), type.precision)} || ' ${type.zone}')`;
    case 'time':
      return fraction(`strftime(CAST('2000-01-01' AS DATE) + ${sql}, '%H:%M:%S`, type.precision);
    case 'interval day to second':
      return `trino_interval_text(${sql})`;
    case 'interval year to month':
      return `trino_months_text(${sql})`;
    default:
      return undefined;
  }
}

function timestampText(sql: string, precision: number): string {
  return fraction(`strftime(${sql}, '%Y-%m-%d %H:%M:%S`, precision);
}

/** Completes a call of strftime with the digits of the fraction. */
function fraction(call: string, precision: number): string {
  if (precision === 0) return `${call}')`;
  if (precision === 3) return `${call}.%g')`;
  return precision === 6 ? `${call}.%f')` : `left(${call}.%f'), -${6 - precision})`;
}

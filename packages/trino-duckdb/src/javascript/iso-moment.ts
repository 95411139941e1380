import { cannot, invalidArgument, TrinoFailure } from './failure.ts';
import { isDay } from './moment-text.ts';
import { utc, weekDay } from './parse-moment.ts';
import { canonicalZone, offsetMinutes } from './zones.ts';

/** A moment of from_iso8601_timestamp: the instant in milliseconds and its zone. */
export interface IsoMoment {
  readonly instant: number;
  readonly zone: string;
}

const TIME = /^(\d{1,2})(?:[.,](\d+)|:(\d{1,2})(?:[.,](\d+)|:(\d{1,2})(?:[.,](\d+))?)?)?$/;

/** Reads an ISO 8601 timestamp as Joda-Time does: any part to the right may be missing, the last one may have a fraction. */
export function readIsoTimestamp(text: string): IsoMoment {
  const invalid = () => invalidArgument(`Invalid format: "${text}"`);
  const [, dayText = '', marker, rest = ''] = /^([^Tt]*)([Tt])?(.*)$/s.exec(text) ?? [];
  if (text === '' || (dayText === '' && rest === '')) throw invalid();
  const day = dayText === '' ? 0 : readIsoDay(dayText, invalid);
  if (marker === undefined) return { instant: day, zone: 'UTC' };
  const [, clock = '', zoneText = ''] =
    /^([\d:.,]*)([Zz]|[+-]\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)?)?$/.exec(rest) ?? [];
  if (clock + zoneText !== rest) throw invalid();
  const time = clock === '' ? 0 : readClock(clock, invalid);
  const zone = zoneText === '' ? 'UTC' : canonicalZone(zoneText);
  if (zone === undefined) throw invalid();
  return { instant: day + time - (offsetMinutes(zone) ?? 0) * 60_000, zone };
}

function readClock(clock: string, invalid: () => Error): number {
  const match = TIME.exec(clock);
  if (!match) throw invalid();
  const [, hour = '0', hourPart, minute, minutePart, second, secondPart] = match;
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) throw invalid();
  const part = (digits: string | undefined, unit: number) =>
    Math.floor(Number(`0.${digits ?? '0'}`) * unit + 1e-6);
  return (
    Number(hour) * 3_600_000 +
    part(hourPart, 3_600_000) +
    Number(minute ?? 0) * 60_000 +
    part(minutePart, 60_000) +
    Number(second ?? 0) * 1000 +
    part(secondPart, 1000)
  );
}

/** A date of ISO 8601 as milliseconds: `2025-01-31`, `2025-01`, `2025`, `2025-W05-3`, `2025-031`. */
function readIsoDay(text: string, invalid: () => Error): number {
  const [, year = '', week, weekday] = /^([+-]?\d{4,})-W(\d{1,2})(?:-(\d))?$/.exec(text) ?? [];
  if (week !== undefined) {
    if (Number(week) < 1 || Number(week) > 53 || Number(weekday ?? 1) < 1 || Number(weekday ?? 1) > 7)
      throw invalid();
    return weekDay(Number(year), Number(week), Number(weekday ?? 1));
  }
  const ordinal = /^([+-]?\d{4,})-(\d{3})$/.exec(text);
  if (ordinal) {
    const [days, of] = [Number(ordinal[2]), Number(ordinal[1])];
    if (days < 1 || days > (isDay(of, 2, 29) ? 366 : 365)) throw invalid();
    return utc(of, 1, 1) + (days - 1) * 86_400_000;
  }
  const match = /^([+-]?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (!match) throw invalid();
  const [of, month, date] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  if (Math.abs(of) > 5_881_580)
    throw new TrinoFailure('GENERIC_INTERNAL_ERROR', `Value ${text} exceeds the range of dates`);
  if (of > 9999 || of < 1) throw cannot('keep years beyond 9999');
  if (!isDay(of, month, date)) throw invalid();
  return utc(of, month, date);
}

/** For texts from columns, whose zone must be UTC here: milliseconds. */
export function isoMilliseconds(text: string): bigint {
  const { instant, zone } = readIsoTimestamp(text);
  if (zone !== 'UTC') throw cannot('keep a time zone other than UTC from a column');
  return BigInt(instant);
}

export function isoDate(text: string): bigint {
  return BigInt(readIsoDay(text, () => invalidArgument(`Invalid format: "${text}"`)) / 86_400_000);
}

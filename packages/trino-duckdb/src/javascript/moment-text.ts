import { canonicalZone, offsetMinutes, zoneShift } from './zones.ts';

/** A date, time or timestamp read from text. */
export interface MomentText {
  /** As DuckDB reads it. */
  readonly text: string;
  readonly year: number | undefined;
  /** Digits of the fraction of seconds. */
  readonly precision: number;
  readonly zone: string | undefined;
  /** Whether the clocks of its zone skip it. */
  readonly gap: boolean;
}

/** Reads a literal's text as Trino does; undefined where it is no valid moment. */
export function readMoment(type: 'date' | 'timestamp' | 'time', source: string): MomentText | undefined {
  const value = source.trim();
  if (type === 'time') {
    const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?(?:\s*([+-]\d{2}:?\d{2}))?$/.exec(value);
    const [, hour = '', minute = '', second = '0', fraction = '', zone] = match ?? [];
    if (!match || !isTime(hour, minute, second)) return undefined;
    return {
      text: `${hour}:${minute}:${second}${fraction && `.${fraction}`}`,
      year: undefined,
      precision: fraction.length,
      zone,
      gap: false,
    };
  }
  const match =
    /^([+-]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?(?:\s*(\S.*))?$/.exec(
      value,
    );
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '0', second = '0', fraction = '', zoneText] =
    match;
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (type === 'date') {
    if (hour !== undefined || zoneText !== undefined) return undefined;
    return { text: date, year: Number(year), precision: 0, zone: undefined, gap: false };
  }
  if (hour !== undefined && !isTime(hour, minute, second)) return undefined;
  const zone = zoneText === undefined ? undefined : canonicalZone(zoneText);
  if (zoneText !== undefined && zone === undefined) return undefined;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute),
    Number(second),
  );
  return {
    text: `${date} ${hour ?? '0'}:${minute}:${second}${fraction && `.${fraction.slice(0, 6)}`}`,
    year: Number(year),
    precision: fraction.length,
    zone,
    gap: zone !== undefined && offsetMinutes(zone) === undefined && isSkipped(wall, zone),
  };
}

/** Whether no instant shows this wall clock in the zone. */
function isSkipped(wall: number, zone: string): boolean {
  return [-1, 0, 1].every((days) => {
    const shift = zoneShift(zone, wall + days * 86_400_000);
    return zoneShift(zone, wall - shift) !== shift;
  });
}

const isTime = (hour: string, minute: string, second: string): boolean =>
  Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;

export function isDay(year: number, month: number, day: number): boolean {
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return month >= 1 && month <= 12 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

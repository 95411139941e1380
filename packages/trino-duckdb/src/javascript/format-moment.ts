import { type FormatPart, type NumberField, readJodaFormat, readMysqlFormat } from './format-codes.ts';
import { offsetMinutes, zoneShift } from './zones.ts';

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const formats = new Map<string, readonly FormatPart[]>();

/** A format's parts; a cache, since a statement writes many moments with one format. */
export function readFormat(style: string, format: string): readonly FormatPart[] {
  const key = `${style}${format}`;
  const known = formats.get(key);
  if (known) return known;
  const parts = style === 'mysql' ? readMysqlFormat(format) : readJodaFormat(format);
  if (formats.size > 500) formats.clear();
  formats.set(key, parts);
  return parts;
}

/** Writes a wall clock (microseconds) by a format. */
export function formatMoment(micros: bigint, zone: string, style: string, format: string): string {
  const millis = Number(micros >= 0n ? micros / 1000n : (micros - 999n) / 1000n);
  const date = new Date(millis);
  return readFormat(style, format)
    .map((part) => write(part, date, zone))
    .join('');
}

function write(part: FormatPart, date: Date, zone: string): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'number':
      return pad(fieldOf(part.field, date), part.digits);
    case 'short year':
      return pad(date.getUTCFullYear() % 100, 2);
    case 'fraction':
      return pad(date.getUTCMilliseconds(), 3).padEnd(part.digits, '0').slice(0, part.digits);
    case 'name': {
      if (part.field === 'half') return date.getUTCHours() < 12 ? 'AM' : 'PM';
      if (part.field === 'era') return date.getUTCFullYear() > 0 ? 'AD' : 'BC';
      const name = part.field === 'month' ? MONTHS[date.getUTCMonth()] : WEEKDAYS[isoDay(date) - 1];
      return (part.short ? name?.slice(0, 3) : name) ?? '';
    }
    case 'zone': {
      if (part.style === 'id') return zone === 'UTC' ? 'UTC' : zone;
      const minutes = offsetMinutes(zone) ?? zoneOffset(zone, date) / 60_000;
      const size = Math.abs(minutes);
      const colon = part.style === 'colon' ? ':' : '';
      return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${colon}${pad(size % 60, 2)}`;
    }
  }
}

/** The shift of the instant that shows this wall clock. */
function zoneOffset(zone: string, wall: Date): number {
  return zoneShift(zone, wall.getTime() - zoneShift(zone, wall.getTime()));
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const isoDay = (date: Date): number => ((date.getUTCDay() + 6) % 7) + 1;

function fieldOf(field: NumberField, date: Date): number {
  const hour = date.getUTCHours();
  switch (field) {
    case 'year':
      return date.getUTCFullYear();
    case 'century':
      return Math.floor(date.getUTCFullYear() / 100);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'hour':
      return hour;
    case 'hour12':
      return hour % 12 || 12;
    case 'hour24':
      return hour || 24;
    case 'hour11':
      return hour % 12;
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    case 'dayOfYear':
      return dayOfYear(date);
    case 'weekday':
      return isoDay(date);
    case 'weekYear':
      return isoWeek(date).year;
    case 'week':
      return isoWeek(date).week;
  }
}

const DAY = 86_400_000;

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/** A week belongs to the year that holds its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - isoDay(date)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

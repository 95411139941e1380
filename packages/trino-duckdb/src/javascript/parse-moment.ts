import { cannot, invalidArgument } from './failure.ts';
import type { FormatPart, NumberField } from './format-codes.ts';
import { MONTHS, readFormat, WEEKDAYS } from './format-moment.ts';
import { isDay } from './moment-text.ts';
import { canonicalZone } from './zones.ts';

type Fields = Map<NumberField | 'fraction' | 'half' | 'zone', number | string>;

/** Reads a text by a format: the wall clock in milliseconds and the zone that the text names, if any. */
export function parseMoment(
  text: string,
  style: string,
  format: string,
): { millis: number; zone: string | undefined } {
  const parts = readFormat(style, format);
  const fields: Fields = new Map();
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const next = readPart(part, parts[i + 1], text, at, fields);
    if (next === undefined) {
      if (at >= text.length && text !== '') throw invalidArgument(`Invalid format: "${text}" is too short`);
      throw invalidArgument(`Invalid format: "${text}"`);
    }
    at = next;
  }
  if (at < text.length)
    throw invalidArgument(`Invalid format: "${text}" is malformed at "${text.slice(at)}"`);
  const zone = fields.get('zone');
  return { millis: assemble(fields, text), zone: zone === undefined ? undefined : String(zone) };
}

function readPart(
  part: FormatPart,
  next: FormatPart | undefined,
  text: string,
  at: number,
  fields: Fields,
): number | undefined {
  switch (part.kind) {
    case 'text':
      return text.slice(at, at + part.text.length).toLowerCase() === part.text.toLowerCase()
        ? at + part.text.length
        : undefined;
    case 'number': {
      if (part.field === 'century') throw cannot('read centuries');
      // Digits that follow directly leave no more than the digits written to each number.
      const adjacent = next?.kind === 'number' || next?.kind === 'fraction' || next?.kind === 'short year';
      const most = adjacent ? Math.max(part.digits, 1) : part.width;
      const sign = part.field === 'year' || part.field === 'weekYear' ? '[+-]?' : '';
      const match = new RegExp(`^${sign}\\d{1,${most}}`).exec(text.slice(at));
      if (!match) return undefined;
      fields.set(part.field, Number(match[0]));
      return at + match[0].length;
    }
    case 'short year': {
      const match = /^[+-]?\d+/.exec(text.slice(at, at + (next?.kind === 'number' ? 2 : 9)));
      if (!match) return undefined;
      const value = Number(match[0]);
      // Two digits are the year nearest to 2020 (MySQL: from 1970 on).
      fields.set('year', match[0].length === 2 ? value + (value < 70 ? 2000 : 1900) : value);
      return at + match[0].length;
    }
    case 'fraction': {
      const match = new RegExp(`^\\d{1,${part.read}}`).exec(text.slice(at));
      if (!match) return undefined;
      fields.set('fraction', Math.floor(Number(`0.${match[0]}`) * 1000 + 1e-9));
      return at + match[0].length;
    }
    case 'name':
      return readWord(part, text, at, fields);
    case 'zone': {
      const match = /^(Z|[+-]\d{2}:?\d{2}|[A-Za-z]+(\/[A-Za-z_]+)*)/.exec(text.slice(at));
      const zone = match ? canonicalZone(match[0]) : undefined;
      if (!match || zone === undefined) return undefined;
      if ((part.style === 'id') !== /^[A-Za-z]{2}/.test(match[0])) return undefined;
      fields.set('zone', zone);
      return at + match[0].length;
    }
  }
}

function readWord(
  part: FormatPart & { kind: 'name' },
  text: string,
  at: number,
  fields: Fields,
): number | undefined {
  const rest = text.slice(at).toLowerCase();
  const words =
    part.field === 'month'
      ? MONTHS
      : part.field === 'weekday'
        ? WEEKDAYS
        : part.field === 'half'
          ? ['AM', 'PM']
          : ['BC', 'AD'];
  for (const [i, word] of words.entries()) {
    const forms = part.field === 'half' || part.field === 'era' ? [word] : [word, word.slice(0, 3)];
    for (const form of forms) {
      if (!rest.startsWith(form.toLowerCase())) continue;
      if (part.field === 'month') fields.set('month', i + 1);
      if (part.field === 'weekday') fields.set('weekday', i + 1);
      if (part.field === 'half') fields.set('half', i);
      return at + form.length;
    }
  }
  return undefined;
}

const LIMITS: readonly (readonly [NumberField, number, number])[] = [
  ['month', 1, 12],
  ['day', 1, 31],
  ['hour', 0, 23],
  ['hour12', 1, 12],
  ['hour24', 1, 24],
  ['hour11', 0, 11],
  ['minute', 0, 59],
  ['second', 0, 59],
  ['dayOfYear', 1, 366],
  ['weekday', 1, 7],
  ['week', 1, 53],
];

function assemble(fields: Fields, text: string): number {
  for (const [field, low, high] of LIMITS) {
    const value = fields.get(field);
    if (value !== undefined && (Number(value) < low || Number(value) > high)) {
      throw invalidArgument(
        `Cannot parse "${text}": Value ${value} for ${field} must be in the range [${low},${high}]`,
      );
    }
  }
  const number = (field: NumberField, otherwise: number) => Number(fields.get(field) ?? otherwise);
  return day(fields, text) + timeOfDay(fields, number) + Number(fields.get('fraction') ?? 0);
}

function timeOfDay(fields: Fields, number: (field: NumberField, otherwise: number) => number): number {
  const half = fields.get('half');
  let hour = fields.has('hour')
    ? number('hour', 0)
    : fields.has('hour24')
      ? number('hour24', 0) % 24
      : undefined;
  if (hour === undefined && (fields.has('hour12') || fields.has('hour11'))) {
    hour = (fields.has('hour12') ? number('hour12', 12) % 12 : number('hour11', 0)) + (half === 1 ? 12 : 0);
  }
  hour ??= half === 1 ? 12 : 0;
  return hour * 3_600_000 + number('minute', 0) * 60_000 + number('second', 0) * 1000;
}

/** Without a year it is 1970, or 2000 where a month or a day is given: that is a leap year. */
function day(fields: Fields, text: string): number {
  const number = (field: NumberField, otherwise: number) => Number(fields.get(field) ?? otherwise);
  const dated = ['month', 'day', 'dayOfYear'].some((field) => fields.has(field as NumberField));
  const year = number('year', dated ? 2000 : 1970);
  if (year > 9999 || year < 1) throw cannot('keep years beyond 9999');
  if (fields.has('week') || fields.has('weekYear'))
    return weekDay(number('weekYear', 2000), number('week', 1), number('weekday', 1));
  if (fields.has('dayOfYear')) return Date.UTC(year, 0, number('dayOfYear', 1));
  const [month, date] = [number('month', 1), number('day', 1)];
  if (!isDay(year, month, date))
    throw invalidArgument(`Invalid date '${MONTHS[month - 1]?.toUpperCase()} ${date}' in "${text}"`);
  const millis = utc(year, month, date);
  // A weekday moves the date within its week.
  return fields.has('weekday') && !fields.has('day')
    ? millis + (number('weekday', 1) - ((new Date(millis).getUTCDay() + 6) % 7) - 1) * 86_400_000
    : fields.has('weekday') && !fields.has('month') && !fields.has('year')
      ? millis + (number('weekday', 1) - ((new Date(millis).getUTCDay() + 6) % 7) - 1) * 86_400_000
      : millis;
}

export function utc(year: number, month: number, date: number): number {
  const made = new Date(Date.UTC(2000, month - 1, date));
  made.setUTCFullYear(year, month - 1, date);
  return made.getTime();
}

export function weekDay(year: number, week: number, weekday: number): number {
  const fourth = utc(year, 1, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000;
  return monday + ((week - 1) * 7 + weekday - 1) * 86_400_000;
}

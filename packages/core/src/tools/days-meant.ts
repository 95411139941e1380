import { compareText } from '../compare-text.ts';
import { addDays, type DayRange, firstOfMonth, isCalendarDay, mondayOf } from './calendar.ts';

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A way to name days, and the days that it means; undefined where its parts are not a date. */
type Reading = readonly [
  pattern: RegExp,
  meaning: (today: string, parts: readonly string[]) => DayRange | undefined,
];

const READINGS: readonly Reading[] = [
  [/^(?:today|now)$/u, (today) => day(today)],
  [/^yesterday$/u, (today) => day(addDays(today, -1))],
  [/^(?:ytd|year to date)$/u, (today) => ({ first: `${today.slice(0, 4)}-01-01`, last: today })],
  [/^(?:mtd|month to date)$/u, (today) => ({ first: firstOfMonth(today), last: today })],
  [
    /^(?:the )?(?:last|past|previous|prior) (day|week|month|quarter|year)$/u,
    (today, [unit]) => whole(unit, today, -1),
  ],
  [/^(?:this|current|the current) (day|week|month|quarter|year)$/u, (today, [unit]) => whole(unit, today, 0)],
  [
    /^(?:in |over )?(?:the )?(?:last|past|previous) (\d{1,3}) (day|week|month|quarter|year)s?$/u,
    (today, [count, unit]) => ({ first: before(today, Number(count), unit), last: today }),
  ],
  [
    /^(\d{1,3}) (day|week|month|quarter|year)s? ago$/u,
    (today, [count, unit]) => day(before(today, Number(count), unit)),
  ],
  [
    /^-?(\d{1,3}) ?(d|w|m|y)$/u,
    (today, [count, unit]) => ({ first: before(today, Number(count), UNITS[unit ?? '']), last: today }),
  ],
  [/^-?(\d{1,3}) days?$/u, (today, [count]) => ({ first: addDays(today, -Number(count)), last: today })],
  [/^q([1-4])[ /-]?((?:19|20)\d{2})$/u, (_, [quarter, year]) => quarterOf(Number(year), Number(quarter))],
  [/^((?:19|20)\d{2})[ /-]?q([1-4])$/u, (_, [year, quarter]) => quarterOf(Number(year), Number(quarter))],
  [/^q([1-4])$/u, (today, [quarter]) => latest(today, (year) => quarterOf(year, Number(quarter)))],
  [/^h([12])[ /-]?((?:19|20)\d{2})$/u, (_, [half, year]) => halfOf(Number(year), Number(half))],
  [/^((?:19|20)\d{2})[ /-]?h([12])$/u, (_, [year, half]) => halfOf(Number(year), Number(half))],
  [/^((?:19|20)\d{2})$/u, (_, [year]) => ({ first: `${year}-01-01`, last: `${year}-12-31` })],
  [/^((?:19|20)\d{2})[/.-](\d{1,2})$/u, (_, [year, month]) => monthOf(Number(year), Number(month))],
  [/^(\d{1,2})[/.-]((?:19|20)\d{2})$/u, (_, [month, year]) => monthOf(Number(year), Number(month))],
  [/^([a-z]{3,9})\.?,? ((?:19|20)\d{2})$/u, (_, [name, year]) => monthOf(Number(year), monthNumber(name))],
  [/^([a-z]{3,9})$/u, (today, [name]) => latest(today, (year) => monthOf(year, monthNumber(name)))],
  [/^((?:19|20)\d{2})[/. ](\d{1,2})[/. ](\d{1,2})$/u, (_, [year, month, date]) => exact(year, month, date)],
  [/^((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})$/u, (_, [year, month, date]) => exact(year, month, date)],
  [/^((?:19|20)\d{2})(\d{2})(\d{2})$/u, (_, [year, month, date]) => exact(year, month, date)],
  [/^((?:19|20)\d{2})-(\d{2})-(\d{2})[t ].*$/u, (_, [year, month, date]) => exact(year, month, date)],
  [/^(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})$/u, (_, [date, month, year]) => exact(year, month, date)],
  // Month or day first: only a number beyond 12 tells which.
  [
    /^(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d{2})$/u,
    (_, [a, b, year]) => {
      if (Number(a) > 12) return exact(year, b, a);
      return Number(b) > 12 || a === b ? exact(year, a, b) : undefined;
    },
  ],
  [
    /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d{2})$/u,
    (_, [name, date, year]) => exact(year, monthNumber(name), date),
  ],
  [
    /^(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})\.?,? ((?:19|20)\d{2})$/u,
    (_, [date, name, year]) => exact(year, monthNumber(name), date),
  ],
];

const UNITS: Readonly<Record<string, Unit>> = { d: 'day', w: 'week', m: 'month', y: 'year' };

/**
 * The days that a text means when it is not written YYYY-MM-DD: `last month`, `Q1 2025`, `Jan 15, 2025`. `today` is a UTC
 * day. Undefined for text without a meaning or with two: `01/02/2025`.
 */
export function daysMeant(text: string, today: string): DayRange | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/gu, ' ');
  for (const [pattern, meaning] of READINGS) {
    const found = pattern.exec(words);
    const range = found === null ? undefined : meaning(today, found.slice(1));
    if (range !== undefined && isCalendarDay(range.first) && isCalendarDay(range.last)) return range;
  }
  return undefined;
}

function day(date: string): DayRange {
  return { first: date, last: date };
}

/** The day a number of units before; in a shorter month, its last day. */
function before(today: string, count: number, unit: string | undefined): string {
  if (unit === 'day') return addDays(today, -count);
  if (unit === 'week') return addDays(today, -7 * count);
  const months = count * (unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1);
  const first = monthsAfter(today, -months);
  const last = addDays(monthsAfter(first, 1), -1);
  const date = first.slice(0, 8) + today.slice(8);
  return compareText(date, last) > 0 ? last : date;
}

/** The unit that today lies in, or one `shift` units away from it, whole. */
function whole(unit: string | undefined, today: string, shift: number): DayRange {
  if (unit === 'day') return day(addDays(today, shift));
  if (unit === 'week') {
    const first = addDays(mondayOf(today), 7 * shift);
    return { first, last: addDays(first, 6) };
  }
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (unit === 'year') return { first: `${year + shift}-01-01`, last: `${year + shift}-12-31` };
  const length = unit === 'quarter' ? 3 : 1;
  const start = month - ((month - 1) % length);
  return monthsFrom(monthsAfter(`${year}-${two(start)}-01`, shift * length), length);
}

function quarterOf(year: number, quarter: number): DayRange {
  return monthsFrom(`${year}-${two(3 * quarter - 2)}-01`, 3);
}

function halfOf(year: number, half: number): DayRange {
  return monthsFrom(`${year}-${two(6 * half - 5)}-01`, 6);
}

function monthOf(year: number, month: number): DayRange | undefined {
  return month < 1 || month > 12 ? undefined : monthsFrom(`${year}-${two(month)}-01`, 1);
}

function exact(year: unknown, month: unknown, date: unknown): DayRange {
  return day(`${year}-${two(Number(month))}-${two(Number(date))}`);
}

/** What a year without its number means: the latest that has begun. */
function latest(today: string, of: (year: number) => DayRange | undefined): DayRange | undefined {
  const year = Number(today.slice(0, 4));
  const range = of(year);
  return range !== undefined && range.first > today ? of(year - 1) : range;
}

/** 1 for January; 0 for any other text. */
function monthNumber(name: string | undefined): number {
  return name === undefined
    ? 0
    : MONTHS.findIndex(
        (month) => month === name || month.slice(0, 3) === name || (name === 'sept' && month === 'september'),
      ) + 1;
}

function monthsFrom(first: string, count: number): DayRange {
  return { first, last: addDays(monthsAfter(first, count), -1) };
}

/** The first day of the month `count` months after a day's. */
function monthsAfter(date: string, count: number): string {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${two((index % 12) + 1)}-01`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

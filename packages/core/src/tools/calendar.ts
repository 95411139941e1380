/** Days are text, YYYY-MM-DD, in UTC: they compare as text, and `timecreated` starts with one. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MS_PER_DAY = 86_400_000;

/** True for a day that the calendar has: 2024-02-29, not 2025-02-29. */
export function isCalendarDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day `days` after the given one; before it when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** How many days lie in the range, both ends included. */
export function daysInRange(first: string, last: string): number {
  return (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / MS_PER_DAY + 1;
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -sinceMonday);
}

/** The first day of a day's month. */
export function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** The step of a series, and what one is called. */
export type Interval = 'day' | 'week' | 'month';

/** The first day of the interval that a day lies in. */
export function startOfInterval(day: string, interval: Interval): string {
  return { day: (same: string) => same, week: mondayOf, month: firstOfMonth }[interval](day);
}

/** The first day of the interval after the one that starts on this day. */
export function nextInterval(start: string, interval: Interval): string {
  // More than the longest month and less than two, so that it reaches the next and never skips one.
  return startOfInterval(addDays(start, { day: 1, week: 7, month: 32 }[interval]), interval);
}

/** Days, both included. */
export interface DayRange {
  readonly first: string;
  readonly last: string;
}

/** The step in which a range is shown: days up to a month, weeks up to half a year, months beyond. */
export function intervalOf({ first, last }: DayRange): Interval {
  const days = daysInRange(first, last) - 1;
  return days <= 31 ? 'day' : days <= 180 ? 'week' : 'month';
}

/** The first day of each interval that the range touches; that of the first may lie before the range. */
export function intervalStarts({ first, last }: DayRange, interval: Interval): string[] {
  const starts: string[] = [];
  for (let start = startOfInterval(first, interval); start <= last; start = nextInterval(start, interval)) {
    starts.push(start);
  }
  return starts;
}

export function describeRange({ first, last }: DayRange): string {
  return `${first} to ${last}`;
}

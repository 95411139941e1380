import type { Random } from './random.ts';

const DAY_MS = 86_400_000;

/** Relative load of each month, from January: low in August and late December, high in the shopping season. */
const MONTHS = [1, 1, 1.05, 1, 1, 0.95, 0.85, 0.75, 1, 1.1, 1.35, 1.15] as const;
/** Relative load of each day, from Sunday. */
const WEEKDAYS = [0.3, 1.15, 1.2, 1.1, 1.05, 0.95, 0.35] as const;
const BUSIEST = 1.35 * 1.2;

/** Milliseconds since the epoch of the first instant, `months` before the last. */
export function monthsBefore(untilMs: number, months: number): number {
  const until = new Date(untilMs);
  return Date.UTC(until.getUTCFullYear(), until.getUTCMonth() - months, until.getUTCDate());
}

/** Draws a time in [fromMs, untilMs): more in busy months, on working days, in office hours, and later on. */
export function drawMoment(random: Random, fromMs: number, untilMs: number): number {
  const days = Math.round((untilMs - fromMs) / DAY_MS);
  for (;;) {
    const day = random.integer(0, days - 1);
    const date = new Date(fromMs + day * DAY_MS);
    const busy = (MONTHS[date.getUTCMonth()] ?? 1) * (WEEKDAYS[date.getUTCDay()] ?? 1);
    const growth = 0.75 + (0.25 * day) / days;
    if (random.chance((busy * growth) / BUSIEST)) return date.getTime() + drawTimeOfDay(random);
  }
}

/** Draws a time in the week that begins `daysBefore` days before the end. */
export function drawMomentInWeek(random: Random, untilMs: number, daysBefore: number): number {
  // Reports of an event pile up on its first days.
  const day = Math.min(random.integer(0, 6), random.integer(0, 6));
  return untilMs - (daysBefore - day) * DAY_MS + drawTimeOfDay(random);
}

function drawTimeOfDay(random: Random): number {
  const hour = random.chance(0.75) ? random.integer(8, 17) : random.integer(0, 23);
  return hour * 3_600_000 + random.integer(0, 3_599_999);
}

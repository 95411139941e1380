import { compareText } from '../compare-text.ts';
import { addDays, type DayRange, type Interval, nextInterval } from './calendar.ts';

// Only resolved cases reach the table, once a day: the newest intervals of a series fill up for weeks, and would always
// look like a decline.

/** How many cases were retrieved so many days after they were created. */
export interface RetrievalDelay {
  readonly days: number;
  readonly cases: number;
}

/** An interval counts as complete when this share of its cases can be expected in the table. */
const COMPLETE_PERCENT = 90;
/** With fewer cases the delay cannot be estimated. */
const CASES_NEEDED = 20;

/**
 * In how many days after their creation nine of ten cases are in the table: the 90th percentile of the days from
 * `timecreated` to `case_retrieval_date`. The delays are those of cases created since the first retrieval: the pipeline
 * begins with the cases of the last 12 months, whose delay is the pipeline's, not their resolution's. 0 with fewer
 * than 20 such cases, as in the first days of a deployment, when the delay is unknown.
 */
export function retrievalLag(delays: readonly RetrievalDelay[]): number {
  const total = delays.reduce((sum, { cases }) => sum + cases, 0);
  if (total < CASES_NEEDED) return 0;
  let within = 0;
  for (const { days, cases } of delays.toSorted((a, b) => a.days - b.days)) {
    within += cases;
    if (within * 100 >= total * COMPLETE_PERCENT) return days;
  }
  return 0;
}

export interface Freshness {
  /** A UTC day, YYYY-MM-DD. */
  readonly today: string;
  /** The newest retrieval, YYYY-MM-DD, where any is known. */
  readonly dataAsOf: string | undefined;
  /** Days, from `retrievalLag`. */
  readonly lag: number;
}

/** The intervals of a series that can be compared, and where those begin that cannot yet. */
export interface CompleteIntervals {
  /** Index of the first, and of the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The intervals that lie in the range as a whole, are over, and have had the time that their cases need to arrive.
 * `starts` are their first days, in order.
 */
export function completeIntervals(
  starts: readonly string[],
  interval: Interval,
  range: DayRange,
  freshness: Freshness,
): CompleteIntervals {
  const lastWhole = lastCompleteDay(range, freshness);
  const from = starts.findIndex((start) => start >= range.first);
  const isComplete = (start: string) => addDays(nextInterval(start, interval), -1) <= lastWhole;
  const to = starts.findLastIndex(isComplete) + 1;
  return { from: from === -1 ? starts.length : from, to };
}

/** The last day of the range that is over and has had the time that its cases need to arrive; it may lie before the range. */
export function lastCompleteDay(range: DayRange, { today, dataAsOf, lag }: Freshness): string {
  const yesterday = addDays(today, -1);
  const filled = dataAsOf === undefined ? yesterday : addDays(dataAsOf, -lag);
  const [last = ''] = [range.last, yesterday, filled].sort(compareText);
  return last;
}

/** A change of the cases a day beyond it is a trend. */
const STEADY_PERCENT = 20;
/**
 * With fewer cases in both parts together there is no trend: cases that come by chance lie all in the same one of two equally
 * long parts in 1 of 16 times with five of them, and in 1 of 32 with six, which is below the customary 5 %.
 */
const FEWEST_COMPARED = 6;

export type Trend = 'rising' | 'falling' | 'steady' | 'unknown';

/** Cases, and over how many days. */
export interface Spell {
  readonly cases: number;
  readonly days: number;
}

/**
 * How the cases a day changed from one spell to a later one. `unknown` where either has no day, or both together have
 * fewer than six cases.
 */
export function trendBetween(before: Spell, after: Spell): Trend {
  if (before.days === 0 || after.days === 0) return 'unknown';
  if (before.cases + after.cases < FEWEST_COMPARED) return 'unknown';
  // In whole numbers: 35 * 0.8 is not 28.
  const earlier = before.cases * after.days;
  const later = after.cases * before.days;
  const change = (later - earlier) * 100;
  if (change > earlier * STEADY_PERCENT) return 'rising';
  if (-change > earlier * STEADY_PERCENT) return 'falling';
  return 'steady';
}

/**
 * Compares the later half of the complete intervals with the earlier, in cases a day, since months differ in length; of
 * an odd number the middle one belongs to neither. `unknown` with fewer than two, and with a handful of cases.
 */
export function trendOf(
  counts: readonly number[],
  starts: readonly string[],
  interval: Interval,
  { from, to }: CompleteIntervals,
): Trend {
  const half = Math.floor((to - from) / 2);
  const spell = (first: number, end: number) => spellOf(counts, starts, interval, first, end);
  return half < 1 ? 'unknown' : trendBetween(spell(from, from + half), spell(to - half, to));
}

function spellOf(
  counts: readonly number[],
  starts: readonly string[],
  interval: Interval,
  from: number,
  to: number,
): Spell {
  let cases = 0;
  let days = 0;
  for (let index = from; index < to; index += 1) {
    const start = starts[index] ?? '';
    cases += counts[index] ?? 0;
    days += (Date.parse(nextInterval(start, interval)) - Date.parse(start)) / 86_400_000;
  }
  return { cases, days };
}

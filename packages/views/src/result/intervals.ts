import type { Column } from '../charts/column-chart.tsx';
import type { Format } from '../text/format.ts';

/** The intervals of a series, as results that count over time have them. */
export interface Intervals {
  readonly dates: readonly string[];
  readonly interval: 'day' | 'week' | 'month';
  readonly incomplete_from?: string | undefined;
}

/** A column for each interval, those that still fill up marked as such. */
export function columnsOf(
  counts: readonly number[],
  { dates, interval, incomplete_from: incompleteFrom }: Intervals,
  { day, month }: Format,
): Column[] {
  return dates.map((date, index) => ({
    label: interval === 'month' ? month(date) : day(date),
    value: counts[index] ?? 0,
    ...(incompleteFrom !== undefined && date >= incompleteFrom ? { remark: 'incomplete' } : {}),
  }));
}

import type { QueryAthenaOutput } from '@case-insights/core/tools';

type Row = QueryAthenaOutput['rows'][number];

/** A chart that shows rows as they are: one label and one number of each. */
export interface ChartChoice {
  readonly kind: 'columns' | 'bars';
  /** Name of the column with the labels. */
  readonly label: string;
  /** Name of the column with the numbers. */
  readonly value: string;
  readonly points: readonly { readonly label: string; readonly value: number }[];
}

/** More columns than these are narrower than a pixel or two. */
const MOST_COLUMNS = 366;
const MOST_BARS = 40;
const NUMBER = /^(?:tinyint|smallint|integer|int|bigint|real|float|double|decimal.*)$/;
const TIME = /^\d{4}-\d\d(?:-\d\d(?:[T ].*)?)?$/;

/**
 * The chart that fits a result, where one does: columns for numbers by time, bars for numbers by category. Only where
 * each row has a label of its own and a number that is not negative, since nothing is added up here.
 */
export function chartFor({
  columns,
  column_types: types,
  rows,
}: Pick<QueryAthenaOutput, 'columns' | 'column_types' | 'rows'>): ChartChoice | undefined {
  if (rows.length < 2) return undefined;
  const value = columns.find((_, index) => NUMBER.test(types[index] ?? ''));
  const label = columns.find((_, index) => !NUMBER.test(types[index] ?? ''));
  if (value === undefined || label === undefined) return undefined;
  const points = rows.map((row) => pointOf(row, label, value)).filter((point) => point !== undefined);
  const labels = new Set(points.map((point) => point.label));
  if (points.length < rows.length || labels.size < rows.length) return undefined;
  if (points.every((point) => TIME.test(point.label))) {
    if (points.length > MOST_COLUMNS) return undefined;
    const inOrder = points.toSorted((a, b) => (a.label < b.label ? -1 : 1));
    return { kind: 'columns', label, value, points: inOrder };
  }
  return points.length > MOST_BARS ? undefined : { kind: 'bars', label, value, points };
}

function pointOf(row: Row, label: string, value: string) {
  const number = row[value];
  const name = row[label];
  if (typeof number !== 'number' || number < 0 || typeof name !== 'string') return undefined;
  return { label: name, value: number };
}

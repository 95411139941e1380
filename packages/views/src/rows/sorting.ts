import type { QueryAthenaOutput } from '@case-insights/core/tools';

type Row = QueryAthenaOutput['rows'][number];

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** The next sorting when a column's heading is chosen: ascending, descending, as returned. */
export function nextSorting(now: Sorting | undefined, column: string): Sorting | undefined {
  if (now?.column !== column) return { column, descending: false };
  return now.descending ? undefined : { column, descending: true };
}

/** The rows in order: numbers by size, texts as the locale sorts them, missing values last either way. */
export function sorted(rows: readonly Row[], sorting: Sorting | undefined, locale: string): readonly Row[] {
  if (sorting === undefined) return rows;
  const { column, descending } = sorting;
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = descending ? -1 : 1;
  return rows.toSorted((rowA, rowB) => {
    const a = rowA[column] ?? null;
    const b = rowB[column] ?? null;
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * collator.compare(String(a), String(b));
  });
}

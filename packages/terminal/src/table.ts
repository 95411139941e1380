import { columnsOf, fit, padEnd, padStart } from './text-width.ts';

export interface TableOptions {
  /** Columns that a line may take; undefined cuts nothing. */
  readonly width?: number | undefined;
  /** Whether a cell is set to the right, as numbers are. */
  readonly isRight?: (row: number, column: number) => boolean;
}

const GAP = '  ';
/** No column is made narrower than this. */
const MIN_COLUMN = 8;

/** Rows as lines of aligned columns. The widest columns are narrowed until a line fits the width. */
export function tableLines(
  rows: readonly (readonly string[])[],
  { width, isRight = () => false }: TableOptions = {},
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  const widths = fitted(natural, width);
  return rows.map((row, index) =>
    row
      .map((text, column) => {
        const room = widths[column] ?? 0;
        const shown = columnsOf(text) > room ? fit(text, room) : text;
        return isRight(index, column) ? padStart(shown, room) : padEnd(shown, room);
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Takes from the widest column, one character at a time, until the line fits or nothing more can be taken. */
function fitted(natural: readonly number[], width: number | undefined): number[] {
  const widths = [...natural];
  if (width === undefined) return widths;
  const room = width - GAP.length * (widths.length - 1);
  let total = widths.reduce((sum, column) => sum + column, 0);
  while (total > room) {
    const widest = Math.max(...widths);
    if (widest <= MIN_COLUMN) break;
    widths[widths.indexOf(widest)] = widest - 1;
    total--;
  }
  return widths;
}

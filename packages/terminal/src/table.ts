import { columnsOf, fit, padEnd, padStart, wrap } from './text-width.ts';

export interface TableOptions {
  /** Columns that a line may take; undefined for any number. */
  readonly width?: number | undefined;
  /** What becomes of a cell that is wider than its column: cut with an ellipsis (the default), or on several lines. */
  readonly overflow?: 'cut' | 'wrap';
  /** Whether a cell is set to the right, as numbers are. */
  readonly isRight?: (row: number, column: number) => boolean;
}

/** Between two columns. */
export const GAP_WIDTH = 2;
const GAP = ' '.repeat(GAP_WIDTH);
/** No column whose cells are cut is made narrower than this. */
const MIN_COLUMN = 8;
/** No column whose cells are wrapped is made wider for a word than this. */
const LONGEST_WORD = 20;

/** Rows as lines of aligned columns. The widest columns are narrowed until a line fits the width. */
export function tableLines(
  rows: readonly (readonly string[])[],
  { width, overflow = 'cut', isRight = () => false }: TableOptions = {},
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))),
  );
  const widths = fitted(
    natural,
    overflow === 'wrap' ? wordWidths(rows) : natural.map(() => MIN_COLUMN),
    width,
  );
  return rows.flatMap((row, index) => {
    const cells = widths.map((room, column) => {
      const text = row[column] ?? '';
      if (columnsOf(text) <= room) return [text];
      return overflow === 'wrap' ? wrap(text, room) : [fit(text, room)];
    });
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => {
          const pad = isRight(index, column) ? padStart : padEnd;
          return pad(lines[line] ?? '', widths[column] ?? 0);
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}

/** For each column, what it takes to break no word, up to 20 columns: longer words are codes and ids. */
export function wordWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => {
    const words = rows.flatMap((row) => (row[column] ?? '').split(/\s+/));
    return Math.min(LONGEST_WORD, Math.max(...words.map(columnsOf)));
  });
}

/** Takes from the widest column, one character at a time, until the line fits or every column has its least. */
function fitted(natural: readonly number[], least: readonly number[], width: number | undefined): number[] {
  const widths = [...natural];
  if (width === undefined) return widths;
  const room = width - GAP_WIDTH * (widths.length - 1);
  let total = widths.reduce((sum, column) => sum + column, 0);
  while (total > room) {
    const spare = widths.map((column, index) => (column > (least[index] ?? 0) ? column : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.indexOf(widest)] = widest - 1;
    total--;
  }
  return widths;
}

/** A table cell: its text, and whether it reads as a number (set to the right). */
interface Cell {
  readonly text: string;
  readonly numeric: boolean;
}

const GAP = '  ';
/** A column is never made narrower than this, in characters. */
const MIN_COLUMN = 8;

/**
 * Rows as a table with a header line, each line ended. Columns are narrowed until a line fits `width` characters; with
 * undefined nothing is cut.
 */
export function textTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  width: number | undefined,
): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => keys.map((key) => cell(row[key])));
  const natural = keys.map((key, column) =>
    Math.max(key.length, ...cells.map((row) => row[column]?.text.length ?? 0)),
  );
  const widths = fitted(natural, width);
  const header = keys.map((key, column) => ({
    text: key,
    numeric: cells.length > 0 && cells.every((row) => row[column]?.numeric ?? true),
  }));
  return [header, ...cells].map((row) => `${line(row, widths)}\n`).join('');
}

/** A value in one line of text: objects as `key value`, lists with commas, nothing as a dash. */
export function inline(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(bare).join(', ');
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([key, member]) => `${key} ${inline(member)}`);
    return parts.length === 0 ? '–' : parts.join(', ');
  }
  return printable(String(value)).replace(/\s+/g, ' ');
}

/** Text without the characters by which data could act on a terminal or reorder what it shows. Line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, ' ');
}

/** An object within a list: its values alone, for the keys would repeat with each. */
function bare(value: unknown): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.values(value).map(inline).join(' ')
    : inline(value);
}

function cell(value: unknown): Cell {
  return { text: inline(value), numeric: typeof value === 'number' || value === null || value === undefined };
}

function line(cells: readonly Cell[], widths: readonly number[]): string {
  const columns = cells.map(({ text, numeric }, index) => {
    const width = widths[index] ?? 0;
    const shown = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
    return numeric ? shown.padStart(width) : shown.padEnd(width);
  });
  return columns.join(GAP).trimEnd();
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

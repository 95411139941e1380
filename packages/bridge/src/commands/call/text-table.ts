import { tableLines } from '@case-insights/terminal/table';

/**
 * Rows as a table with a header line, each line ended. Columns are narrowed until a line fits `width` characters; with
 * undefined nothing is cut.
 */
export function textTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  width: number | undefined,
): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isNumeric = (value: unknown) => typeof value === 'number' || value === null || value === undefined;
  const isNumericColumn = keys.map((key) => rows.length > 0 && rows.every((row) => isNumeric(row[key])));
  const lines = tableLines([keys, ...rows.map((row) => keys.map((key) => inline(row[key])))], {
    width,
    // The first line is the header.
    isRight: (line, column) =>
      line === 0 ? isNumericColumn[column] === true : isNumeric(rows[line - 1]?.[keys[column] ?? '']),
  });
  return lines.map((line) => `${line}\n`).join('');
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

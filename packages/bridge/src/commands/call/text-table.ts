import { GAP_WIDTH, tableLines, wordWidths } from '@case-insights/terminal/table';
import { columnsOf, wrap } from '@case-insights/terminal/text-width';
import { isObject } from '../../json-rpc.ts';
import { printable } from '../../printable.ts';

/**
 * Rows as a table with a header line, each line ended. Cells are wrapped until a line fits `width` characters; where there
 * are too many columns for that, each row is a list of its members. With undefined nothing is wrapped.
 */
export function textTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  width: number | undefined,
): string {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = [keys, ...rows.map((row) => keys.map((key) => inline(row[key])))];
  const isTooNarrow =
    width !== undefined &&
    wordWidths(table).reduce((sum, room) => sum + room + GAP_WIDTH, -GAP_WIDTH) > width;
  if (isTooNarrow) return rows.map((row) => memberList(row, width)).join('\n');
  const isNumeric = (value: unknown) => typeof value === 'number' || value === null || value === undefined;
  const isNumericColumn = keys.map((key) => rows.length > 0 && rows.every((row) => isNumeric(row[key])));
  const lines = tableLines(table, {
    width,
    overflow: 'wrap',
    // The first line is the header.
    isRight: (line, column) =>
      line === 0 ? isNumericColumn[column] === true : isNumeric(rows[line - 1]?.[keys[column] ?? '']),
  });
  return ended(lines);
}

/** Members as `key  value` lines, values wrapped. */
export function memberList(row: Readonly<Record<string, unknown>>, width: number | undefined): string {
  const members = Object.entries(row).map(([key, value]) => [key, inline(value)]);
  return ended(tableLines(members, { width, overflow: 'wrap' }));
}

/** A text of any length, its lines wrapped between words where they are longer than `width`. */
export function wrapped(text: string, width: number | undefined): string {
  const lines = printable(text).trimEnd().split('\n');
  if (width === undefined) return ended(lines);
  return ended(lines.flatMap((line) => (columnsOf(line) <= width ? [line] : wrap(line, width))));
}

function ended(lines: readonly string[]): string {
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

/** An object within a list: its values alone, for the keys would repeat with each. */
function bare(value: unknown): string {
  return isObject(value) ? Object.values(value).map(inline).join(' ') : inline(value);
}

import type { QueryAthenaOutput } from '@case-insights/core/tools';
import { csvFormatRows } from 'd3-dsv';

type Table = {
  readonly columns: readonly string[];
  readonly rows: readonly QueryAthenaOutput['rows'][number][];
};

/** A text that begins so is a formula to a spreadsheet, which may send what is in other cells elsewhere. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180) under their column names. A text that a spreadsheet would run as a formula gets an apostrophe
 * before it, which spreadsheets take as the sign of a text; numbers stay as they are.
 */
export function csvOf({ columns, rows }: Table): string {
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  return `${csvFormatRows([columns.map(cell), ...cells])}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
}

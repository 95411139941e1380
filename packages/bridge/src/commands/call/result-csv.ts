import { isObject, type JsonObject } from '../../json-rpc.ts';
import { csvText } from '../csv.ts';

/**
 * A result's rows as CSV: those of `query_athena` under its columns, else those of the only list of objects, such as the
 * cases of `get_rca_analysis`. Undefined where there is no such list.
 */
export function resultCsv(result: JsonObject): string | undefined {
  const { columns, rows } = result;
  if (isNames(columns) && Array.isArray(rows)) return csvOf(columns, rows.filter(isObject));
  const lists = Object.values(result).filter(isRows);
  const [only, ...others] = lists;
  if (only === undefined || others.length > 0) return undefined;
  return csvOf([...new Set(only.flatMap((row) => Object.keys(row)))], only);
}

function csvOf(columns: readonly string[], rows: readonly JsonObject[]): string {
  return csvText(
    columns,
    rows.map((row) => columns.map((column) => cellOf(row[column]))),
  );
}

/** A value as a cell: lists and objects as JSON. */
function cellOf(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isRows(value: unknown): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

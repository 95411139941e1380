import type { Paint } from '@case-insights/terminal/paint';
import { isObject, type JsonObject } from '../../json-rpc.ts';
import { memberList, textTable, wrapped } from './text-table.ts';

/** A text longer than this, in characters, or of several lines stands on its own. */
const LONG_TEXT = 100;

/** Counts by name up to this many stand in one line; more are a table. */
const COUNTS_IN_A_LINE = 3;

/**
 * A tool's result for a person: single values first, then counts by name, lists of objects as tables and long texts, in
 * their order.
 */
export function resultText(result: JsonObject, width: number | undefined, paint: Paint): string {
  const members = Object.entries(result);
  const singles = members.filter(([, value]) => isSingle(value));
  const list = memberList(Object.fromEntries(singles), width).replace(/^\S+/gm, (key) => paint('bold', key));
  const blocks = members
    .filter(([, value]) => !isSingle(value))
    .map(([key, value]) => {
      const rows = rowsOf(value);
      return rows === undefined
        ? `${paint('bold', key)}\n${wrapped(String(value), width)}`
        : `${paint('bold', `${key} (${rows.length})`)}\n${textTable(rows, width)}`;
    });
  return [...(singles.length === 0 ? [] : [list]), ...blocks].join('\n');
}

/** The rows of a table: of a list, or of counts by name. */
function rowsOf(value: unknown): Readonly<Record<string, unknown>>[] | undefined {
  if (Array.isArray(value)) return value.map((row) => (isObject(row) ? row : { value: row }));
  return isObject(value) ? Object.entries(value).map(([name, cases]) => ({ name, cases })) : undefined;
}

/** What a call answered, as JSON for scripts: the structured result, else everything there is. */
export function resultJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  // JSON leaves DEL and the C1 control characters as they are; a terminal may obey them.
  const escaped = json.replace(/(?!\n)\p{Cc}/gu, (code) => `\\u00${code.charCodeAt(0).toString(16)}`);
  return `${escaped}\n`;
}

/** The texts of a tool result's content, each on lines of its own. */
export function contentText(result: JsonObject): string {
  const content = Array.isArray(result.content) ? result.content.filter(isObject) : [];
  return content
    .map((part) => (typeof part.text === 'string' ? part.text : `(${String(part.type)})`))
    .join('\n');
}

function isSingle(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONG_TEXT && !value.includes('\n');
  if (Array.isArray(value)) return value.length === 0 || value.every((item) => !isObject(item));
  return !isObject(value) || !isLongListOfCounts(value);
}

function isLongListOfCounts(value: JsonObject): boolean {
  const members = Object.values(value);
  return members.length > COUNTS_IN_A_LINE && members.every((member) => typeof member === 'number');
}

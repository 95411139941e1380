import { isObject, type JsonObject } from '@case-insights/core/json-text';

/** A text longer than this, in characters, or of several lines is a paragraph of its own. */
const LONG_TEXT = 200;

/** What a reader needs last, in order to go on. */
const LAST = ['note', 'next_token'];

/** How to read what follows. */
const FIRST = 'data_notice';

/**
 * A result as short Markdown, with every value of it: the single values in one sentence, lists of objects as tables,
 * counts by name in a line, long texts as paragraphs, above them the notice about text of cases, and at the end what was
 * left out and how to go on. For hosts that hand a model both the structure and the text. Line breaks inside values become spaces, so that no value can pass for
 * a part of the answer; `analysis`, which a model wrote, keeps them.
 */
export function summaryText(title: string, result: JsonObject): string {
  const last = LAST.filter((key) => typeof result[key] === 'string');
  const members = Object.entries(result).filter(([key]) => key !== FIRST && !last.includes(key));
  const singles = members.filter(([, value]) => isSingle(value));
  const blocks = members.filter(([, value]) => !isSingle(value)).map(([key, value]) => block(key, value));
  const sentence = `${title}: ${singles.map(([key, value]) => `${key} ${inline(value)}`).join(', ')}.`;
  const notice = typeof result[FIRST] === 'string' ? [inline(result[FIRST])] : [];
  return [sentence, ...notice, ...blocks, ...last.map((key) => `${key}: ${inline(result[key])}`)].join(
    '\n\n',
  );
}

function isSingle(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONG_TEXT && !value.includes('\n');
  return typeof value !== 'object' || value === null;
}

function block(key: string, value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) {
    return `${key}:\n\n${table(value)}`;
  }
  return typeof value === 'string' ? `${key}:\n\n${value.trim()}` : `${key}: ${inline(value)}`;
}

function table(rows: readonly JsonObject[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    line(columns),
    `|${columns.map(() => '---|').join('')}`,
    ...rows.map((row) => line(columns.map((column) => inline(row[column])))),
  ].join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

/** A value in a line: lists separated by commas, objects as names with their values. */
function inline(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(inline).join(', ');
  if (!isObject(value)) return String(value).replaceAll(/\s+/g, ' ');
  return Object.entries(value)
    .map(([name, member]) => `${inline(name)} ${isObject(member) ? `(${inline(member)})` : inline(member)}`)
    .join(', ');
}

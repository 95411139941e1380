import { CASE_FIELDS } from './case.ts';
import { namesShown } from './missing-fields.ts';

const COLUMN_INDEX: ReadonlyMap<string, number> = new Map(
  CASE_FIELDS.map((field, index) => [field.toLowerCase(), index]),
);

/** Names of fields that a case file may have: the columns', and those of the partitions. */
const KNOWN_NAMES: ReadonlySet<string> = new Set([...COLUMN_INDEX.keys(), 'account_number', 'case_number']);

/** A JSON string, or a number outside one. Alternatives start with different characters, so nothing is tried twice. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads an object of a case file as the OpenX JSON SerDe does a line: names are matched whatever their case.
 *
 * @returns the object's fields under lower-case names; a number keeps its digits
 * @throws Error when the text is not a JSON object, or two of its names differ only in case, as in the SerDe
 */
export function parseLine(line: string): Record<string, unknown> {
  const fields = lowerCaseNames(parseObject(line));
  // JSON.parse turns 1.0 into 1 and rounds long integers; the SerDe gives a string column the text itself.
  if (Object.values(fields).some((value) => typeof value === 'number')) {
    const asWritten = line.replace(STRING_OR_NUMBER, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    );
    const texts = lowerCaseNames(parseObject(asWritten));
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'number') fields[name] = texts[name];
    }
  }
  return fields;
}

/**
 * The values of a record for the sixteen data columns, in the table's order. A missing field is null; an object, an
 * array, a number or a boolean shows as its JSON text, as a string column shows it in Athena; unknown fields are ignored.
 */
export function columnValues(record: Readonly<Record<string, unknown>>): (string | null)[] {
  const values = CASE_FIELDS.map((): string | null => null);
  for (const [name, value] of Object.entries(record)) {
    const index = COLUMN_INDEX.get(name.toLowerCase());
    if (index !== undefined) values[index] = columnText(value);
  }
  return values;
}

/**
 * Why a record is no case: it has fields, and none of them is a column. Athena shows it as a row of nulls, which is what
 * the file of another tool looks like. Undefined for a case, an empty record among them.
 */
export function wrongShape(record: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(record).map((name) => name.toLowerCase());
  if (names.length === 0 || names.some((name) => KNOWN_NAMES.has(name))) return undefined;
  return `it has none of the fields of a case (${CASE_FIELDS.slice(0, 3).join(', ')} …), but ${namesShown(names)}`;
}

function columnText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseObject(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    // The parser's own message quotes the text, and case text does not belong in a message.
    throw new Error('it is not valid JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(
      `it holds ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`} where an object is expected`,
    );
  }
  return value;
}

function lowerCaseNames(object: object): Record<string, unknown> {
  // Without a prototype a field named __proto__ is a field like any other.
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(object)) {
    const lower = name.toLowerCase();
    if (lower in fields) throw new Error(`two of its fields are named '${lower}', in different case`);
    fields[lower] = value;
  }
  return fields;
}

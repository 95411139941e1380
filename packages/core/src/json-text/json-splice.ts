/**
 * Adds members to a JSON text without printing the rest of it anew. Parsing and printing would round integers
 * beyond 2^53 and rewrite numbers like `1.0`, and a relay must not change what it carries.
 *
 * All functions expect text that `JSON.parse` accepts.
 */

/**
 * Returns `text` with `members` put into the object at `path`, which is created (with the objects above it, down from
 * the root) when it is not there or null. Members must not exist in that object already. Any other value on the
 * path that is not an object leaves the text as it is.
 */
export function addMembers(
  text: string,
  path: readonly string[],
  members: Readonly<Record<string, unknown>>,
): string {
  let object = skipSpace(text, 0);
  if (text[object] !== '{') return text;
  for (const [depth, key] of path.entries()) {
    const value = memberValue(text, object, key);
    const isNull = value !== -1 && text.startsWith('null', value);
    if (value === -1 || isNull) {
      const missing = path
        .slice(depth + 1)
        .reduceRight<unknown>((inner, name) => ({ [name]: inner }), members);
      const printed = JSON.stringify(missing);
      if (isNull) return `${text.slice(0, value)}${printed}${text.slice(value + 'null'.length)}`;
      return insertMembers(text, object, `${JSON.stringify(key)}:${printed}`);
    }
    if (text[value] !== '{') return text;
    object = value;
  }
  return insertMembers(text, object, JSON.stringify(members).slice(1, -1));
}

/** The text of the value at `path` in a JSON object; undefined when there is none. */
export function memberText(text: string, path: readonly string[]): string | undefined {
  const value = valueAt(text, path);
  return value === -1 ? undefined : text.slice(value, valueEnd(text, value));
}

/** `text` with the value at `path` replaced by the JSON text `value`; as it is when there is none. */
export function replaceMember(text: string, path: readonly string[], value: string): string {
  const start = valueAt(text, path);
  return start === -1 ? text : `${text.slice(0, start)}${value}${text.slice(valueEnd(text, start))}`;
}

/** Where the value at `path` begins; -1 when there is none. */
function valueAt(text: string, path: readonly string[]): number {
  let value = skipSpace(text, 0);
  for (const key of path) {
    if (text[value] !== '{') return -1;
    value = memberValue(text, value, key);
    if (value === -1) return -1;
  }
  return value;
}

/** The texts of the elements of a JSON array. */
export function elements(text: string): string[] {
  const found: string[] = [];
  let position = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[position] !== ']') {
    const end = valueEnd(text, position);
    found.push(text.slice(position, end));
    position = skipSpace(text, end);
    if (text[position] === ',') position = skipSpace(text, position + 1);
  }
  return found;
}

function insertMembers(text: string, object: number, members: string): string {
  if (members === '') return text;
  const first = skipSpace(text, object + 1);
  return `${text.slice(0, object + 1)}${members}${text[first] === '}' ? '' : ','}${text.slice(first)}`;
}

/** Where the value of `key` begins; of members with one name the last counts, as in `JSON.parse`. -1 if absent. */
function memberValue(text: string, object: number, key: string): number {
  let found = -1;
  let position = skipSpace(text, object + 1);
  while (text[position] === '"') {
    const nameEnd = stringEnd(text, position);
    const name = text.slice(position, nameEnd);
    position = skipSpace(text, skipSpace(text, nameEnd) + 1);
    if (name === `"${key}"` || (name.includes('\\') && JSON.parse(name) === key)) found = position;
    position = skipSpace(text, valueEnd(text, position));
    if (text[position] === ',') position = skipSpace(text, position + 1);
  }
  return found;
}

function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== '{' && first !== '[') {
    const scalar = /[^,\]}\s]*/y;
    scalar.lastIndex = start;
    scalar.test(text);
    return scalar.lastIndex;
  }
  const marks = /["{}[\]]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = stringEnd(text, mark.index);
    else if (mark[0] === '{' || mark[0] === '[') depth++;
    else if (--depth === 0) return marks.lastIndex;
  }
  return text.length;
}

/** The position behind the closing quote of the string that opens at `start`. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return quote + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let position = start;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return position;
    position++;
  }
}

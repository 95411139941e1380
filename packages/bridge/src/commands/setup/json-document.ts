import { isDeepStrictEqual } from 'node:util';
import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { leftAsItIs, type Place } from './place.ts';
import type { ServerEntry } from './server-entry.ts';

/**
 * The text of a configuration with the server put at its place. Everything else stays as it was, to the last blank and
 * comment; of an entry that starts a command already, `command` and `args` change and what is missing is added.
 *
 * Throws a `configuration` failure that names `file` when the text is not JSON (with comments), or when it holds
 * something other than an object where servers belong.
 */
export function withJsonServer(text: string, place: Place, entry: ServerEntry, file: string): string {
  const { mark, body } = taken(text);
  if (body.trim() === '') {
    return `${mark}${render({ [place.root]: { [place.name]: whole(entry) } }, '  ', '\n')}\n`;
  }
  const style = styleOf(body);
  const tree = parse(body, file);
  const servers = objectAt(tree, [place.root], file);
  const present = servers && findNodeAtLocation(servers, [place.name]);
  for (const object of [tree, servers, present]) refuseTwins(body, object, file);
  const isCommand =
    present?.type === 'object' &&
    Object.keys(entry.launch).some((key) => findNodeAtLocation(present, [key]) !== undefined);
  const edits =
    servers === undefined
      ? insert(body, tree, place.root, { [place.name]: whole(entry) }, style)
      : isCommand
        ? amend(body, present, entry, style)
        : put(body, servers, place.name, whole(entry), style);
  return mark + applyEdits(body, edits);
}

/**
 * The text without the server; the same text when it is not there. Throws as `withJsonServer` does.
 */
export function withoutJsonServer(text: string, place: Place, file: string): string {
  const { mark, body } = taken(text);
  if (body.trim() === '') return text;
  const tree = parse(body, file);
  const servers = objectAt(tree, [place.root], file);
  for (const object of [tree, servers]) refuseTwins(body, object, file);
  if (servers === undefined || findNodeAtLocation(servers, [place.name]) === undefined) return text;
  return mark + applyEdits(body, modify(body, [place.root, place.name], undefined, {}));
}

/** The byte order mark that some editors of Windows put first, and the rest. */
function taken(text: string): { mark: string; body: string } {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return { mark, body: text.slice(mark.length) };
}

/** Of two members with one name, clients read the last and editors show the first: nobody could tell which to change. */
function refuseTwins(text: string, object: Node | undefined, file: string): void {
  if (object?.type !== 'object') return;
  const seen = new Set<unknown>();
  for (const { children: [key] = [] } of object.children ?? []) {
    if (key === undefined) continue;
    if (seen.has(key.value)) {
      const line = text.slice(0, key.offset).split('\n').length;
      throw leftAsItIs(file, `"${String(key.value)}" stands in it twice (again in line ${line})`);
    }
    seen.add(key.value);
  }
}

/** The entry as it is written anew, in the order of the clients' own examples. */
function whole({ launch, extra }: ServerEntry): Readonly<Record<string, unknown>> {
  const { type, ...rest } = extra;
  return { ...(type === undefined ? {} : { type }), ...launch, ...rest };
}

interface Style {
  readonly unit: string;
  readonly lineEnd: string;
}

/** The indentation and line end the text uses itself: the first indented line decides, two blanks where there is none. */
function styleOf(text: string): Style {
  return {
    unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function parse(text: string, file: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const before = text.slice(0, error.offset).split('\n');
    throw leftAsItIs(
      file,
      `it is not valid JSON (line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${printParseErrorCode(error.error)})`,
    );
  }
  if (tree?.type !== 'object') throw leftAsItIs(file, 'it holds no JSON object');
  return tree;
}

function objectAt(tree: Node, path: string[], file: string): Node | undefined {
  const node = findNodeAtLocation(tree, path);
  if (node === undefined || node.type === 'object') return node;
  throw leftAsItIs(file, `"${path.join('.')}" in it is no object`);
}

function amend(text: string, entry: Node, { launch, extra }: ServerEntry, style: Style): Edit[] {
  const missing = Object.entries(extra).filter(([key]) => findNodeAtLocation(entry, [key]) === undefined);
  const changed = Object.entries(launch).filter(([key]) => findNodeAtLocation(entry, [key]) !== undefined);
  const added = Object.entries(launch).filter(([key]) => findNodeAtLocation(entry, [key]) === undefined);
  const additions = Object.fromEntries([...added, ...missing]);
  return [
    ...changed.flatMap(([key, value]) => put(text, entry, key, value, style)),
    ...(Object.keys(additions).length === 0 ? [] : insertAll(text, entry, additions, style)),
  ];
}

/** Sets a member: replaced where it is, else added at the end. Nothing where it is the same already. */
function put(text: string, object: Node, key: string, value: unknown, style: Style): Edit[] {
  const node = findNodeAtLocation(object, [key]);
  if (node === undefined) return insert(text, object, key, value, style);
  if (isDeepStrictEqual(getNodeValue(node), value)) return [];
  const content = render(value, style.unit, style.lineEnd + indentAt(text, node.parent ?? node));
  return [{ offset: node.offset, length: node.length, content }];
}

function insert(text: string, object: Node, key: string, value: unknown, style: Style): Edit[] {
  return insertAll(text, object, { [key]: value }, style);
}

/** Adds members behind the last one, and behind the comma and comment that belong to that. */
function insertAll(
  text: string,
  object: Node,
  members: Readonly<Record<string, unknown>>,
  style: Style,
): Edit[] {
  const last = object.children?.at(-1);
  const end = object.offset + object.length - 1;
  const multiline = last === undefined || text.slice(object.offset, last.offset).includes('\n');
  const outer = indentAt(text, object);
  const indent = last !== undefined && multiline ? indentAt(text, last) : outer + style.unit;
  const written = Object.entries(members).map(
    ([key, value]) =>
      `${JSON.stringify(key)}: ${multiline ? render(value, style.unit, style.lineEnd + indent) : JSON.stringify(value)}`,
  );
  if (last === undefined) {
    const blank = text.slice(object.offset + 1, end).trim() === '';
    const content = `${style.lineEnd}${indent}${written.join(`,${style.lineEnd}${indent}`)}`;
    return blank
      ? [
          {
            offset: object.offset + 1,
            length: end - object.offset - 1,
            content: `${content}${style.lineEnd}${outer}`,
          },
        ]
      : [{ offset: object.offset + 1, length: 0, content }];
  }
  const between = multiline ? `,${style.lineEnd}${indent}` : ', ';
  const { comma, lineEnd } = behind(text, last.offset + last.length);
  if (!multiline)
    return [{ offset: last.offset + last.length, length: 0, content: between + written.join(between) }];
  const tail = { offset: lineEnd, length: 0, content: `${style.lineEnd}${indent}${written.join(between)}` };
  return comma
    ? [{ ...tail, content: `${tail.content},` }]
    : [{ offset: last.offset + last.length, length: 0, content: ',' }, tail];
}

/** Blanks, line breaks and comments. */
const TRIVIA = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/;
/** Blanks and comments that end on the same line. */
const LINE_TRIVIA = /^(?:[ \t]|\/\/[^\r\n]*|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/)*/;

/** Whether a comma follows at `from`, and where what stands on its line behind it (a comment) ends. */
function behind(text: string, from: number): { comma: boolean; lineEnd: number } {
  const skipped = from + (TRIVIA.exec(text.slice(from))?.[0].length ?? 0);
  const comma = text[skipped] === ',';
  const start = comma ? skipped + 1 : from;
  const trivia = LINE_TRIVIA.exec(text.slice(start))?.[0] ?? '';
  return { comma, lineEnd: start + trivia.trimEnd().length };
}

/** The blanks at the start of the line that `node` begins on. */
function indentAt(text: string, node: Node): string {
  const lineStart = text.lastIndexOf('\n', node.offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, node.offset))?.[0] ?? '';
}

/** JSON with one member a line, and lists in one line, as the guide and the clients' own documentation write them. */
function render(value: unknown, unit: string, newline: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${newline}${unit}${JSON.stringify(key)}: ${render(member, unit, newline + unit)}`,
  );
  return members.length === 0 ? '{}' : `{${members.join(',')}${newline}}`;
}

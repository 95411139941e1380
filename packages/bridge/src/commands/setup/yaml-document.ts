import { type Document, isMap, parseDocument } from 'yaml';
import { leftAsItIs, type Place } from './place.ts';
import type { ServerEntry } from './server-entry.ts';

/**
 * The text with the server put at its place; other members and comments stay, blanks may not. Throws a `configuration`
 * failure that names `file` when the text is not YAML, or when it holds something else where servers belong.
 */
export function withYamlServer(
  text: string,
  { root, name }: Place,
  entry: ServerEntry,
  file: string,
): string {
  const document = read(text, root, file);
  if (!isMap(document.get(root))) document.set(root, document.createNode({}));
  for (const [key, value] of Object.entries(entry.launch)) document.setIn([root, name, key], value);
  for (const [key, value] of Object.entries(entry.extra)) {
    if (!document.hasIn([root, name, key])) document.setIn([root, name, key], document.createNode(value));
  }
  return written(document, text);
}

/** The text without the server; the same text when it is not there. Throws as `withYamlServer` does. */
export function withoutYamlServer(text: string, { root, name }: Place, file: string): string {
  const document = read(text, root, file);
  return document.hasIn([root, name]) && document.deleteIn([root, name]) ? written(document, text) : text;
}

function read(text: string, root: string, file: string): Document.Parsed {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw leftAsItIs(file, `it is not valid YAML (${error.message.split('\n', 1)[0]})`);
  if (document.contents !== null && !isMap(document.contents))
    throw leftAsItIs(file, 'it holds no YAML mapping');
  const servers = document.get(root);
  if (servers !== undefined && servers !== null && !isMap(servers))
    throw leftAsItIs(file, `"${root}" in it is no mapping`);
  return document;
}

function written(document: Document.Parsed, before: string): string {
  // Where nothing is changed, the text must stay as it is, for `written` differs from `before` in blanks.
  const text = document.toString({ lineWidth: 0 });
  return text === parseDocument(before).toString({ lineWidth: 0 }) ? before : text;
}

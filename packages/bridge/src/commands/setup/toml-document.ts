import { isDeepStrictEqual } from 'node:util';
import { parse, stringify, type TomlTable } from 'smol-toml';
import { leftAsItIs, type Place } from './place.ts';
import type { ServerEntry } from './server-entry.ts';

/*
 * Libraries that write TOML lose comments, or use inline tables with a trailing comma that TOML 1.0 does not allow. So the
 * text is changed by lines, and parsed again to prove that the result is the old document with this change and no other.
 */

/**
 * The text with the server's own table (`[mcp_servers.<name>]`) added at the end, or with the lines of its launch replaced
 * where it is there. Throws a `configuration` failure that names `file` when the text is not TOML, or when the server is
 * written in another way (an inline table, dotted keys).
 */
export function withTomlServer(text: string, place: Place, entry: ServerEntry, file: string): string {
  const document = read(text, file);
  const servers = tableIn(document, place.root);
  const present = tableIn(servers, place.name);
  const wanted: Record<string, unknown> = {
    ...entry.launch,
    ...entry.extra,
    ...present,
    ...entry.launch,
  };
  const changed =
    present === undefined
      ? appended(text, place, { ...entry.launch, ...entry.extra })
      : amended(text, place, differing(present, wanted));
  return proven(changed, { ...document, [place.root]: { ...servers, [place.name]: wanted } }, place, file);
}

/** The text without the server's tables; the same text when it is not there. Throws as `withTomlServer` does. */
export function withoutTomlServer(text: string, place: Place, file: string): string {
  const { [place.root]: _root, ...rest } = read(text, file);
  const { [place.name]: present, ...others } = tableIn(read(text, file), place.root) ?? {};
  if (present === undefined) return text;
  const lines = text.split('\n');
  const own = sections(lines).filter(({ header }) => namesServer(header, place));
  const isOwn = (index: number) => own.some(({ from, to }) => index >= from && index < to);
  // The blank line that sets a table apart goes with it.
  const isGap = (index: number) => lines[index]?.trim() === '' && own.some(({ from }) => from === index + 1);
  const changed = lines.filter((_line, index) => !isOwn(index) && !isGap(index)).join('\n');
  const expected = Object.keys(others).length === 0 ? rest : { ...rest, [place.root]: others };
  return proven(changed, expected, place, file);
}

function appended(text: string, place: Place, members: Readonly<Record<string, unknown>>): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const body = stringify({ [place.root]: { [place.name]: members } })
    .trim()
    .split('\n')
    .join(lineEnd);
  const before = text === '' || text.endsWith('\n') ? text : text + lineEnd;
  return `${before}${before.trim() === '' ? '' : lineEnd}${body}${lineEnd}`;
}

/** Writes each member anew: in place of its lines, or behind the table's last line. */
function amended(text: string, place: Place, members: Readonly<Record<string, unknown>>): string {
  const lines = text.split('\n');
  const carriage = text.includes('\r\n') ? '\r' : '';
  const table = sections(lines).find(({ header }) => namesServer(header, place));
  if (table === undefined) return text;
  let end = table.to;
  for (const [key, value] of Object.entries(members)) {
    const written = `${stringify({ [key]: value }).trim()}${carriage}`;
    const from = lines.findIndex(
      (line, index) => index > table.from && index < end && new RegExp(`^\\s*"?${key}"?\\s*=`).test(line),
    );
    const count = from === -1 ? 0 : valueLines(lines, from, end);
    lines.splice(from === -1 ? end : from, count, written);
    end += 1 - count;
  }
  return lines.join('\n');
}

/** The members of `wanted` that `present` does not have, or has with another value. */
function differing(present: TomlTable, wanted: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => !isSame(present[key] ?? undefined, value)),
  );
}

interface Section {
  /** The header's line. */
  readonly header: string;
  /** Index of the header's line. */
  readonly from: number;
  /** Index behind the last line that is neither blank nor a comment: those belong to what follows. */
  readonly to: number;
}

/** The tables of a document, by lines. A line within a string can look like a header: the proof afterwards finds out. */
function sections(lines: readonly string[]): Section[] {
  const starts = lines.flatMap((line, index) => (/^\s*\[/.test(line) && isToml(line) ? [index] : []));
  return starts.map((from, position) => {
    let to = starts[position + 1] ?? lines.length;
    while (to > from + 1 && /^\s*(#|$)/.test(lines[to - 1] ?? '')) to--;
    return { header: lines[from] ?? '', from, to };
  });
}

/** Whether a header is that of the server's table, or of a table within it. */
function namesServer(header: string, { root, name }: Place): boolean {
  return tableIn(tableIn(parse(header), root), name) !== undefined;
}

/** How many lines a member takes: until they are a whole one. */
function valueLines(lines: readonly string[], from: number, end: number): number {
  let to = from + 1;
  while (to < end && !isToml(lines.slice(from, to).join('\n'))) to++;
  return to - from;
}

function proven(
  changed: string,
  expected: Readonly<Record<string, unknown>>,
  { root, name }: Place,
  file: string,
): string {
  if (isToml(changed) && isSame(parse(changed), expected)) return changed;
  throw leftAsItIs(
    file,
    `"${name}" is written there in a way that only you can change (not as [${root}.${name}])`,
  );
}

/** Compares by value: parsed tables have no prototype. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}

function isToml(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function read(text: string, file: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw leftAsItIs(file, `it is not valid TOML (${why})`);
  }
}

function tableIn(table: TomlTable | undefined, key: string): TomlTable | undefined {
  const value = table?.[key];
  const isTable = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
  return isTable ? value : undefined;
}

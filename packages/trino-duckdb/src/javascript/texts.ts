import { invalidArgument, TrinoFailure } from './failure.ts';

/** Distance in code points. */
export function levenshtein(left: string, right: string): bigint {
  const [a, b] = [Array.from(left), Array.from(right)];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, character] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      next.push(
        Math.min((row[j] ?? 0) + (character === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    }
    row = next;
  }
  return BigInt(row[b.length] ?? 0);
}

export function hamming(left: string, right: string): bigint {
  const [a, b] = [Array.from(left), Array.from(right)];
  if (a.length !== b.length)
    throw invalidArgument('The input strings to hamming_distance function must have the same length');
  return BigInt(a.filter((character, i) => character !== b[i]).length);
}

const SOUNDS: Readonly<Record<string, string>> = {
  B: '1',
  F: '1',
  P: '1',
  V: '1',
  C: '2',
  G: '2',
  J: '2',
  K: '2',
  Q: '2',
  S: '2',
  X: '2',
  Z: '2',
  D: '3',
  T: '3',
  L: '4',
  M: '5',
  N: '5',
  R: '6',
};

export function soundex(text: string): string {
  const letters = text.toUpperCase().replace(/[^A-Z]/g, '');
  if (/\P{ASCII}/u.test(text)) throw invalidArgument(`The character is not mapped: ${text}`);
  const [first = ''] = letters;
  if (first === '') return '';
  let code = first;
  let last = SOUNDS[first] ?? '';
  for (const letter of letters.slice(1)) {
    const sound = SOUNDS[letter] ?? '';
    if (sound !== '' && sound !== last) code += sound;
    // H and W do not part two letters of one sound.
    if (letter !== 'H' && letter !== 'W') last = sound;
  }
  return code.slice(0, 4).padEnd(4, '0');
}

export function luhnCheck(digits: string): boolean {
  if (!/^\d+$/.test(digits)) throw invalidArgument(`${digits} is not a valid number`);
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** Replaces the n-th character of `from` by that of `to`, or removes it. */
export function translate(text: string, from: string, to: string): string {
  const targets = Array.from(to);
  const table = new Map<string, string>();
  for (const [i, character] of Array.from(from).entries()) {
    if (!table.has(character)) table.set(character, targets[i] ?? '');
  }
  return Array.from(text, (character) => table.get(character) ?? character).join('');
}

export const normalize = (text: string, form: string): string => text.normalize(form);

/** The position of the n-th occurrence, in code points from 1; from the end for a negative n. 0 where there is none. */
export function nthPosition(text: string, search: string, n: bigint): bigint {
  if (search === '') return 1n;
  const backwards = n < 0n;
  let at = backwards ? text.length : -1;
  for (let left = backwards ? -n : n; left > 0n; left -= 1n) {
    at = backwards
      ? at <= 0 && at !== text.length
        ? -1
        : text.lastIndexOf(search, at - 1)
      : text.indexOf(search, at + 1);
    if (at < 0) return 0n;
  }
  return BigInt(Array.from(text.slice(0, at)).length + 1);
}

interface UrlParts {
  readonly protocol: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

function parseUrl(text: string): UrlParts | undefined {
  const match =
    /^([A-Za-z][\w+.-]*):(?:\/\/(?:[^@/?#\s]*@)?(\[[^\]]*\]|[^:/?#\s]*)(?::(\d*))?)?([^?#\s]*)(?:\?([^#\s]*))?(?:#(\S*))?$/.exec(
      text,
    );
  if (!match || /%(?![0-9a-fA-F]{2})/.test(text) || /[\s<>"{}|\\^`]/.test(text)) return undefined;
  const [, protocol = '', host = '', port, path = '', query = '', fragment = ''] = match;
  return { protocol, host, port: port || undefined, path, query, fragment };
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** A part of a URL; null for what is no URL or has no such part, where Trino gives null. */
export function urlPart(text: string, part: string): string | null {
  const url = parseUrl(text);
  if (!url) return null;
  switch (part) {
    case 'protocol':
      return url.protocol;
    case 'host':
      return url.host;
    case 'port':
      return url.port ?? null;
    case 'path':
      return decoded(url.path);
    case 'query':
      return decoded(url.query);
    default:
      return decoded(url.fragment);
  }
}

export function urlParameter(text: string, name: string): string | null {
  const query = parseUrl(text)?.query;
  if (query === undefined) return null;
  for (const pair of query.split('&')) {
    const [key = '', value] = pair.split(/=(.*)/s);
    if (decoded(key) === name) return value === undefined ? '' : decoded(value.replaceAll('+', ' '));
  }
  return null;
}

export function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

export function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new TrinoFailure(
      'INVALID_FUNCTION_ARGUMENT',
      `Illegal hex characters in escape (%) pattern: ${String(cause)}`,
    );
  }
}

/** A text's `key=value` pairs as a JSON object of lists. */
export function splitPairs(
  text: string,
  entryDelimiter: string,
  pairDelimiter: string,
  several: boolean,
): string {
  if (entryDelimiter === '' || pairDelimiter === '') throw invalidArgument('delimiter is empty');
  if (entryDelimiter === pairDelimiter)
    throw invalidArgument('entryDelimiter and keyValueDelimiter must not be the same');
  const map = new Map<string, string[]>();
  const entries = text.split(entryDelimiter);
  if (entries.at(-1) === '') entries.pop();
  for (const entry of entries) {
    const at = entry.indexOf(pairDelimiter);
    if (at < 0)
      throw invalidArgument(
        `Key-value delimiter must appear exactly once in each entry. Bad input: '${entry}'`,
      );
    const [key, value] = [entry.slice(0, at), entry.slice(at + pairDelimiter.length)];
    if (value.includes(pairDelimiter))
      throw invalidArgument(
        `Key-value delimiter must appear exactly once in each entry. Bad input: '${entry}'`,
      );
    const known = map.get(key);
    if (known && !several) throw invalidArgument(`Duplicate keys (${key}) are not allowed`);
    map.set(key, [...(known ?? []), value]);
  }
  return JSON.stringify(
    Array.from(map, ([key, values]) => ({ key, value: several ? values : (values[0] ?? '') })),
  );
}

const UNITS = ['', 'K', 'M', 'B', 'T', 'Q'];

/** Three significant digits with a unit: 1.23M. */
export function formatNumber(value: number): string {
  if (Math.abs(value) < 1000) return String(Math.trunc(value));
  let [size, unit] = [Math.abs(value), 0];
  while (size > 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = String(Number(size.toFixed(digits)));
  return `${value < 0 ? '-' : ''}${text}${UNITS[unit]}`;
}

export function readableSeconds(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [name, size] of [
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (name === 'second' && parts.length === 0))
      parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(', ');
}

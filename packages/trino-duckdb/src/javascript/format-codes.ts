import { cannot, invalidArgument } from './failure.ts';

/** One part of a date format: text that stands for itself, or a field of a moment. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly digits: number; readonly width: number }
  | { readonly kind: 'name'; readonly field: 'month' | 'weekday' | 'half' | 'era'; readonly short: boolean }
  | { readonly kind: 'short year' }
  | { readonly kind: 'fraction'; readonly digits: number; readonly read: number }
  | { readonly kind: 'zone'; readonly style: 'offset' | 'colon' | 'id' };

export type NumberField =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'hour24'
  | 'hour11'
  | 'minute'
  | 'second'
  | 'dayOfYear'
  | 'weekday'
  | 'weekYear'
  | 'week'
  | 'century';

/** `digits` pads on writing, `width` is the most that reading takes. */
const number = (field: NumberField, digits: number, width: number): FormatPart => ({
  kind: 'number',
  field,
  digits,
  width,
});
const name = (field: 'month' | 'weekday' | 'half' | 'era', short: boolean): FormatPart => ({
  kind: 'name',
  field,
  short,
});
const text = (value: string): FormatPart => ({ kind: 'text', text: value });

/** MySQL's codes, as `date_format` and `date_parse` take them. */
const MYSQL: Readonly<Record<string, readonly FormatPart[]>> = {
  a: [name('weekday', true)],
  b: [name('month', true)],
  c: [number('month', 1, 2)],
  d: [number('day', 2, 2)],
  e: [number('day', 1, 2)],
  f: [{ kind: 'fraction', digits: 6, read: 9 }],
  H: [number('hour', 2, 2)],
  h: [number('hour12', 2, 2)],
  I: [number('hour12', 2, 2)],
  i: [number('minute', 2, 2)],
  j: [number('dayOfYear', 3, 3)],
  k: [number('hour', 1, 2)],
  l: [number('hour12', 1, 2)],
  M: [name('month', false)],
  m: [number('month', 2, 2)],
  p: [name('half', false)],
  r: [
    number('hour12', 2, 2),
    text(':'),
    number('minute', 2, 2),
    text(':'),
    number('second', 2, 2),
    text(' '),
    name('half', false),
  ],
  S: [number('second', 2, 2)],
  s: [number('second', 2, 2)],
  T: [number('hour', 2, 2), text(':'), number('minute', 2, 2), text(':'), number('second', 2, 2)],
  v: [number('week', 2, 2)],
  W: [name('weekday', false)],
  x: [number('weekYear', 4, 4)],
  Y: [number('year', 4, 4)],
  y: [{ kind: 'short year' }],
  '%': [text('%')],
};

export function readMysqlFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  const characters = Array.from(format);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character !== '%') {
      parts.push(text(character));
      continue;
    }
    at += 1;
    const code = characters[at];
    if (code === undefined) continue;
    if ('DUuVwX'.includes(code)) throw invalidArgument(`%${code} not supported in date format string`);
    parts.push(...(MYSQL[code] ?? [text(code)]));
  }
  if (parts.length === 0) throw invalidArgument('Both printing and parsing not supported');
  return parts;
}

/** Joda-Time's runs of letters, as `format_datetime` and `parse_datetime` take them. */
export function readJodaFormat(format: string): FormatPart[] {
  if (format === '') throw invalidArgument('Invalid pattern specification: Pattern is null or empty');
  return Array.from(format.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g), ([part, quoted]) => {
    if (quoted !== undefined) return text(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    if (!/^[A-Za-z]/.test(part)) return text(part);
    return jodaPart(part);
  });
}

function jodaPart(part: string): FormatPart {
  const length = part.length;
  const wide = (field: NumberField, width: number) => number(field, length, Math.max(width, length));
  switch (part[0]) {
    case 'y':
    case 'Y':
      return length === 2 ? { kind: 'short year' } : number('year', length, 9);
    case 'x':
      if (length === 2) throw cannot('write years of weeks with two digits');
      return number('weekYear', length, 9);
    case 'M':
      return length > 2 ? name('month', length === 3) : wide('month', 2);
    case 'd':
      return wide('day', 2);
    case 'D':
      return wide('dayOfYear', 3);
    case 'E':
      return name('weekday', length < 4);
    case 'e':
      return wide('weekday', 1);
    case 'w':
      return wide('week', 2);
    case 'H':
      return wide('hour', 2);
    case 'k':
      return wide('hour24', 2);
    case 'K':
      return wide('hour11', 2);
    case 'h':
      return wide('hour12', 2);
    case 'm':
      return wide('minute', 2);
    case 's':
      return wide('second', 2);
    case 'S':
      return { kind: 'fraction', digits: length, read: length };
    case 'a':
      return name('half', false);
    case 'G':
      return name('era', false);
    case 'C':
      return number('century', length, 9);
    case 'Z':
      return { kind: 'zone', style: length === 1 ? 'offset' : length === 2 ? 'colon' : 'id' };
    case 'z':
      throw cannot('write names of time zones');
    default:
      throw invalidArgument(`Illegal pattern component: ${part}`);
  }
}

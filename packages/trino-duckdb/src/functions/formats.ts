import { type Position, refusal } from '../trino/errors.ts';

/**
 * The format codes that Trino and DuckDB's strftime share, and those that have another name in DuckDB. `date_format`
 * and `date_parse` take MySQL's codes; others are refused.
 */
const MYSQL: Readonly<Record<string, string>> = {
  Y: '%Y',
  y: '%y',
  m: '%m',
  c: '%-m',
  d: '%d',
  e: '%-d',
  H: '%H',
  k: '%-H',
  h: '%I',
  I: '%I',
  l: '%-I',
  i: '%M',
  s: '%S',
  S: '%S',
  p: '%p',
  M: '%B',
  b: '%b',
  W: '%A',
  a: '%a',
  j: '%j',
  T: '%H:%M:%S',
  r: '%I:%M:%S %p',
  f: '%f',
  x: '%G',
  v: '%V',
  '%': '%%',
};

/** The codes that both engines also parse alike. */
const MYSQL_READABLE = 'YmdHisT%';

/** Joda-Time's format letters, for `format_datetime` and `parse_datetime`. */
const JODA: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  YYYY: '%Y',
  yy: '%y',
  MM: '%m',
  M: '%-m',
  MMM: '%b',
  MMMM: '%B',
  dd: '%d',
  d: '%-d',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  E: '%a',
  EEE: '%a',
  EEEE: '%A',
  a: '%p',
  DDD: '%j',
  xxxx: '%G',
  ww: '%V',
};
const JODA_READABLE = ['yyyy', 'YYYY', 'MM', 'dd', 'HH', 'mm', 'ss'];

/** Translates a Trino format to a strftime format of DuckDB, or refuses it. */
export function toStrftime(
  style: 'mysql' | 'joda',
  format: string | undefined,
  use: 'write' | 'read',
  position?: Position,
): string {
  if (format === undefined) throw refusal('use a date format that is not a literal', position);
  const parts =
    style === 'mysql'
      ? format.match(/%[\s\S]?|[^%]+/g)
      : format.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g);
  return (parts ?? [])
    .map((part) => {
      const code = style === 'mysql' ? mysqlCode(part, use) : jodaCode(part, use);
      if (code === undefined) throw refusal(`${use} dates with the format code ${part}`, position);
      return code;
    })
    .join('');
}

const plain = (text: string): string => text.replaceAll('%', '%%');

function mysqlCode(part: string, use: 'write' | 'read'): string | undefined {
  if (!part.startsWith('%')) return plain(part);
  const letter = part.slice(1);
  return use === 'read' && !MYSQL_READABLE.includes(letter) ? undefined : MYSQL[letter];
}

function jodaCode(part: string, use: 'write' | 'read'): string | undefined {
  if (part.startsWith("'")) return plain(part.slice(1, -1).replaceAll("''", "'") || "'");
  if (!/^[A-Za-z]/.test(part)) return plain(part);
  return use === 'read' && !JODA_READABLE.includes(part) ? undefined : JODA[part];
}

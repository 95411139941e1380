import { refusal } from '../trino/errors.ts';
import { VARCHAR, varchar } from '../trino/types.ts';
import { quote, raise, typed } from '../values/typed.ts';
import type { Implementations, ResolvedCall } from './implementation.ts';

/** White space as Trino's trim functions know it: Java's, so without no-break spaces. */
const WHITE = quote(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000',
);

const trim =
  (side: 'trim' | 'ltrim' | 'rtrim') =>
  ([text = '', characters]: readonly string[]): string =>
    `${side}(${text}, ${characters ?? WHITE})`;

const pad =
  (side: 'lpad' | 'rpad') =>
  ([text = '', size = '', filler = '']: readonly string[], call: ResolvedCall): string => {
    if (call.args[0]?.type.kind !== 'varchar') throw refusal(`${side} bytes or chars`, call.position);
    return `trino_${side}(${text}, ${size}, ${filler})`;
  };

/** The delimiter must not be empty: Trino fails, DuckDB cuts into characters. */
function delimiter(sql: string): string {
  const failed = raise(
    quote('INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string'),
    VARCHAR,
  );
  return /^'(?:[^']|'')+'$/.test(sql) ? sql : `CASE WHEN ${sql} = '' THEN ${failed} ELSE ${sql} END`;
}

/** The longest that replacing can make a text, which is the length of its type. */
function replacedLength(call: ResolvedCall): number | undefined {
  const [text, , by] = call.given.map(({ type }) =>
    type.kind === 'varchar' ? type.length : type.kind === 'unknown' ? 0 : undefined,
  );
  return text === undefined || by === undefined ? undefined : Math.min(text + by * (text + 1), 2_147_483_647);
}

export const TEXT_FUNCTIONS: Implementations = {
  length: ([text = ''], { args }) =>
    args[0]?.type.kind === 'varbinary'
      ? `octet_length(${text})`
      : args[0]?.type.kind === 'char'
        ? `CASE WHEN ${text} IS NOT NULL THEN CAST(${args[0].type.length} AS BIGINT) END`
        : `length(${text})`,
  lower: 'trino_lower($1)',
  upper: 'trino_upper($1)',
  trim: trim('trim'),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  substr: ([text = '', start = '', length], { args }) => {
    if (args[0]?.type.kind !== 'varchar') throw refusal('cut bytes or chars');
    if (length === undefined)
      return /^[1-9]\d*$/.test(start) ? `substr(${text}, ${start})` : `trino_substr_from(${text}, ${start})`;
    return /^[1-9]\d*$/.test(start) && /^\d+$/.test(length)
      ? `substr(${text}, ${start}, ${length})`
      : `trino_substr(${text}, ${start}, ${length})`;
  },
  reverse: ([value = ''], { args, position }) => {
    if (args[0]?.type.kind === 'array') return `list_reverse(${value})`;
    if (args[0]?.type.kind !== 'varchar') throw refusal('reverse bytes or chars', position);
    return `array_to_string(list_reverse(string_split(${value}, '')), '')`;
  },
  strpos: ([text = '', search = '', occurrence]) =>
    occurrence === undefined
      ? `strpos(${text}, ${search})`
      : `trino_nth_position(${text}, ${search}, ${occurrence})`,
  starts_with: 'starts_with($1, $2)',
  ends_with: 'ends_with($1, $2)',
  replace: ([text = '', search = '', by = "''"], call) => {
    const length =
      call.args.length === 3
        ? replacedLength(call)
        : call.args[0]?.type.kind === 'varchar'
          ? call.args[0].type.length
          : undefined;
    const plain = /^'(?:[^']|'')+'$/.test(search);
    return typed(
      plain ? `replace(${text}, ${search}, ${by})` : `trino_replace(${text}, ${search}, ${by})`,
      length === undefined ? VARCHAR : varchar(length),
    );
  },
  split: ([text = '', by = '', limit]) =>
    limit === undefined
      ? `string_split(${text}, ${delimiter(by)})`
      : `trino_split(${text}, ${delimiter(by)}, ${limit})`,
  split_part: ([text = '', by = '', index = '']) => `trino_split_part(${text}, ${by}, ${index})`,
  split_to_map: 'trino_pairs_map(trino_js_split_pairs($1, $2, $3, false))',
  split_to_multimap: 'trino_pairs_multimap(trino_js_split_pairs($1, $2, $3, true))',
  lpad: pad('lpad'),
  rpad: pad('rpad'),
  chr: 'trino_chr($1)',
  codepoint: ([text = '']) => `CAST(unicode(${text}) AS INTEGER)`,
  translate: 'trino_js_translate($1, $2, $3)',
  levenshtein_distance: 'trino_levenshtein($1, $2)',
  hamming_distance: 'trino_js_hamming($1, $2)',
  soundex: 'trino_js_soundex($1)',
  luhn_check: 'trino_js_luhn_check($1)',
  normalize: 'trino_js_normalize($1, $2)',
  concat: (args, { result, position, args: typedArgs }) => {
    if (result.kind === 'char') throw refusal('join chars', position);
    if (result.kind !== 'array') return `(${args.join(' || ')})`;
    return args
      .map((arg, i) => (typedArgs[i]?.type.kind === 'array' ? arg : `[${arg}]`))
      .reduce((list, next) => `trino_array_concat(${list}, ${next})`);
  },
  concat_ws: ([separator = '', ...rest], { args }) => {
    if (args[1]?.type.kind === 'array') return `array_to_string(${rest[0]}, ${separator})`;
    if (rest.length === 0) return `CASE WHEN ${separator} IS NOT NULL THEN '' END`;
    return `CASE WHEN ${separator} IS NOT NULL THEN concat_ws(${separator}, ${rest.join(', ')}) END`;
  },
  to_utf8: 'encode($1)',
  from_utf8: ([bytes = '', replacement], { position }) => {
    if (replacement !== undefined) throw refusal('replace what is no UTF-8', position);
    return `decode(${bytes})`;
  },
  to_hex: 'hex($1)',
  from_hex: ([text = ''], { args, position }) => {
    if (args[0]?.type.kind !== 'varchar') throw refusal('read hexadecimal digits from bytes', position);
    return `trino_from_hex(${text})`;
  },
  to_base64: 'to_base64($1)',
  to_base64url: "replace(replace(to_base64($1), '+', '-'), '/', '_')",
  from_base64: ([text = ''], { args, position }) => {
    if (args[0]?.type.kind !== 'varchar') throw refusal('read base 64 from bytes', position);
    return `from_base64(${text})`;
  },
  md5: 'unhex(md5($1))',
  sha1: 'unhex(sha1($1))',
  sha256: 'unhex(sha256($1))',
  url_extract_protocol: "trino_js_url_part($1, 'protocol')",
  url_extract_host: "trino_js_url_part($1, 'host')",
  url_extract_port: "CAST(trino_js_url_part($1, 'port') AS BIGINT)",
  url_extract_path: "trino_js_url_part($1, 'path')",
  url_extract_query: "trino_js_url_part($1, 'query')",
  url_extract_fragment: "trino_js_url_part($1, 'fragment')",
  url_extract_parameter: 'trino_js_url_parameter($1, $2)',
  url_encode: ([text = ''], { args }) => {
    const length = args[0]?.type.kind === 'varchar' ? args[0].type.length : undefined;
    return typed(
      `trino_js_url_encode(${text})`,
      length === undefined ? VARCHAR : varchar(Math.min(length * 12, 2_147_483_647)),
    );
  },
  url_decode: 'trino_js_url_decode($1)',
  format_number: 'trino_js_format_number(CAST($1 AS DOUBLE))',
  human_readable_seconds: 'trino_js_readable_seconds($1)',
};

/** `substring` and `position` are the same functions under other names. */
export const TEXT_ALIASES: Implementations = { substring: TEXT_FUNCTIONS.substr ?? '' };

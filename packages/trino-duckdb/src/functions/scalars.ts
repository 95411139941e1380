import { quote } from '../values/typed.ts';
import { type Signature, signature } from './signature.ts';

const moments = (name: string, result: string, template: string): Signature[] =>
  ['date', 'timestamp', 'timestamp with time zone'].map((type) =>
    signature(`${name}(${type}): ${result}`, template),
  );

/** A field of a date or timestamp: DuckDB's functions give the same numbers for every type (the zone is always UTC). */
const part = (names: string, template: string): Signature[] =>
  names.split(' ').flatMap((name) => moments(name, 'bigint', template));

const clock = (name: string, template: string): Signature[] =>
  ['timestamp', 'timestamp with time zone'].map((type) => signature(`${name}(${type}): bigint`, template));

/**
 * What Trino's trim functions remove: Java's white space, which does not include no-break spaces. DuckDB's trim removes
 * spaces only.
 */
const WHITE = quote(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000',
);

/**
 * Scalar functions that DuckDB computes as Trino's documentation says, one overload a line. Together with
 * function-table.ts this is every function that can be called; one is listed only once it is known to agree.
 */
export const SCALAR_SIGNATURES: readonly Signature[] = [
  // Strings
  signature('length(varchar): bigint', 'length($1)'),
  signature('lower(varchar): varchar', 'lower($1)'),
  signature('upper(varchar): varchar', 'trino_upper($1)'),
  signature('trim(varchar): varchar', `trim($1, ${WHITE})`),
  signature('ltrim(varchar): varchar', `ltrim($1, ${WHITE})`),
  signature('rtrim(varchar): varchar', `rtrim($1, ${WHITE})`),
  signature('trim(varchar, varchar): varchar', 'trim($1, $2)'),
  signature('ltrim(varchar, varchar): varchar', 'ltrim($1, $2)'),
  signature('rtrim(varchar, varchar): varchar', 'rtrim($1, $2)'),
  // Trino: a start of 0 or beyond either end gives an empty text, a negative start counts from the end.
  signature(
    'substr(varchar, bigint): varchar',
    "CASE WHEN $2 = 0 OR $2 < -length($1) THEN CASE WHEN $1 IS NULL THEN NULL ELSE '' END ELSE substr($1, $2) END",
  ),
  signature(
    'substr(varchar, bigint, bigint): varchar',
    "CASE WHEN $2 = 0 OR $3 <= 0 OR $2 < -length($1) THEN CASE WHEN $1 IS NULL THEN NULL ELSE '' END ELSE substr($1, $2, $3) END",
  ),
  signature('reverse(varchar): varchar', "array_to_string(list_reverse(string_split($1, '')), '')"),
  signature('strpos(varchar, varchar): bigint', 'strpos($1, $2)'),
  signature('starts_with(varchar, varchar): boolean', 'starts_with($1, $2)'),
  signature('chr(bigint): varchar', 'chr(CAST($1 AS INTEGER))'),
  signature('translate(varchar, varchar, varchar): varchar', 'translate($1, $2, $3)'),
  signature('to_utf8(varchar): varbinary', 'encode($1)'),
  signature('to_hex(varbinary): varchar', 'hex($1)'),
  signature('md5(varbinary): varbinary', 'unhex(md5($1))'),
  signature('sha1(varbinary): varbinary', 'unhex(sha1($1))'),
  signature('sha256(varbinary): varbinary', 'unhex(sha256($1))'),

  // Numbers
  ...['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double'].map((type) =>
    signature(`abs(${type}): ${type}`, 'abs($1)'),
  ),
  ...['integer', 'bigint', 'double'].flatMap((type) => [
    signature(`mod(${type}, ${type}): ${type}`, type === 'double' ? 'fmod($1, $2)' : 'trino_modulus($1, $2)'),
  ]),
  ...['integer', 'bigint'].flatMap((type) =>
    ['ceil', 'ceiling', 'floor', 'round'].map((name) => signature(`${name}(${type}): ${type}`, '$1')),
  ),
  signature('sign(integer): integer', 'CAST(sign($1) AS INTEGER)'),
  signature('sign(bigint): bigint', 'CAST(sign($1) AS BIGINT)'),
  signature('ceil(double): double', 'ceil($1)'),
  signature('ceiling(double): double', 'ceil($1)'),
  signature('floor(double): double', 'floor($1)'),
  signature('round(double): double', 'round($1)'),
  signature('round(double, bigint): double', 'round($1, CAST($2 AS INTEGER))'),
  signature('truncate(double): double', 'trunc($1)'),
  signature('exp(double): double', 'exp($1)'),
  signature('sqrt(double): double', "CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt($1) END"),
  ...[
    ['ln', 'ln'],
    ['log2', 'log2'],
    ['log10', 'log10'],
  ].map(([name, duck]) =>
    signature(
      `${name}(double): double`,
      `CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) WHEN $1 = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ${duck}($1) END`,
    ),
  ),
  signature('power(double, double): double', 'pow($1, $2)'),
  signature('pow(double, double): double', 'pow($1, $2)'),
  signature('pi(): double', 'pi()'),
  signature('e(): double', 'exp(CAST(1 AS DOUBLE))'),
  signature('nan(): double', "CAST('NaN' AS DOUBLE)"),
  signature('infinity(): double', "CAST('Infinity' AS DOUBLE)"),
  signature('is_nan(double): boolean', 'isnan($1)'),
  signature('is_finite(double): boolean', 'isfinite($1)'),
  signature('is_infinite(double): boolean', 'isinf($1)'),
  signature('bitwise_and(bigint, bigint): bigint', '($1 & $2)'),
  signature('bitwise_or(bigint, bigint): bigint', '($1 | $2)'),
  signature('bitwise_xor(bigint, bigint): bigint', 'xor($1, $2)'),

  // Dates and times
  ...part('year', 'year($1)'),
  ...part('quarter', 'quarter($1)'),
  ...part('month', 'month($1)'),
  ...part('week week_of_year', 'week($1)'),
  ...part('day day_of_month', 'day($1)'),
  ...part('day_of_week dow', 'isodow($1)'),
  ...part('day_of_year doy', 'dayofyear($1)'),
  ...part('year_of_week yow', 'isoyear($1)'),
  ...clock('hour', 'hour($1)'),
  ...clock('minute', 'minute($1)'),
  ...clock('second', 'second($1)'),
  ...clock('millisecond', '(millisecond($1) % 1000)'),
  ...moments('last_day_of_month', 'date', 'last_day($1)'),
  ...moments('date', 'date', 'CAST($1 AS DATE)'),
  signature(
    'from_unixtime(double): timestamp with time zone',
    "(epoch_ms(CAST(round($1 * 1000) AS BIGINT)) AT TIME ZONE 'UTC')",
  ),
  signature('to_unixtime(timestamp): double', 'epoch($1)'),
  signature('to_unixtime(timestamp with time zone): double', 'epoch($1)'),
  signature('to_iso8601(date): varchar', 'CAST($1 AS VARCHAR)'),
  signature('to_iso8601(timestamp): varchar', "strftime($1, '%Y-%m-%dT%H:%M:%S.%g')"),
  signature('to_iso8601(timestamp with time zone): varchar', "(strftime($1, '%Y-%m-%dT%H:%M:%S.%g') || 'Z')"),

  // Arrays and maps
  signature('cardinality(array(T)): bigint', 'len($1)'),
  signature('cardinality(map(K, V)): bigint', 'CAST(cardinality($1) AS BIGINT)'),
  signature(
    'array_position(array(T), T): bigint',
    'coalesce(list_position($1, $2), CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE 0 END)',
  ),
  // Trino: null when the element is missing and the array holds a null.
  signature(
    'contains(array(T), T): boolean',
    'CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN list_contains($1, $2) THEN true WHEN len(list_filter($1, lambda trino_e: trino_e IS NULL)) > 0 THEN NULL ELSE false END',
  ),
  signature('array_join(array(varchar), varchar): varchar', 'array_to_string($1, $2)'),
  signature('array_sort(array(T)): array(T)', "list_sort($1, 'ASC', 'NULLS LAST')"),
  signature(
    'array_max(array(T)): T',
    'CASE WHEN len(list_filter($1, lambda trino_e: trino_e IS NULL)) > 0 THEN NULL ELSE list_max($1) END',
  ),
  signature(
    'array_min(array(T)): T',
    'CASE WHEN len(list_filter($1, lambda trino_e: trino_e IS NULL)) > 0 THEN NULL ELSE list_min($1) END',
  ),
  signature('map_keys(map(K, V)): array(K)', 'map_keys($1)'),
  signature('map_values(map(K, V)): array(V)', 'map_values($1)'),
  signature('element_at(map(K, V), K): V', '$1[$2]'),
  signature(
    'element_at(array(T), bigint): T',
    `CASE WHEN $2 = 0 THEN list_extract($1, CAST('«INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1»' AS BIGINT)) ELSE list_extract($1, $2) END`,
  ),
  signature('reverse(array(T)): array(T)', 'list_reverse($1)'),
  signature(
    'sequence(bigint, bigint): array(bigint)',
    'trino_sequence($1, $2, CASE WHEN $1 <= $2 THEN 1 ELSE -1 END)',
  ),

  // JSON
  signature(
    'json_array_length(varchar): bigint',
    "CASE WHEN json_valid($1) AND json_type($1) = 'ARRAY' THEN CAST(json_array_length($1) AS BIGINT) END",
  ),
];

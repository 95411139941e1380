import { COLLECTION_MACROS } from './collection-macros.ts';
import { MOMENT_MACROS } from './moment-macros.ts';
import { failing, macro, strict } from './write-macro.ts';

const zero = failing('DIVISION_BY_ZERO: Division by zero');
const FINITE_NUMBER = "'[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?'";

const TEXT_MACROS: readonly string[] = [
  // DuckDB makes ẞ of ß; Trino maps character by character and leaves it.
  macro(
    'upper(x)',
    `CASE WHEN contains(x, 'ß') THEN array_to_string(list_transform(string_split(x, 'ß'), lambda trino_e: upper(trino_e)), 'ß')
     ELSE upper(x) END`,
  ),
  macro('lower(x)', 'lower(x)'),
  // A start of 0 or beyond either end gives an empty text, a negative start counts from the end.
  strict('substr_from(x, s)', "CASE WHEN s = 0 OR s < -length(x) THEN '' ELSE substr(x, s) END"),
  strict('substr(x, s, n)', "CASE WHEN s = 0 OR n <= 0 OR s < -length(x) THEN '' ELSE substr(x, s, n) END"),
  // An empty search text puts the replacement around all characters.
  macro(
    'replace(x, s, b)',
    "CASE WHEN s = '' THEN CASE WHEN x = '' THEN b ELSE b || array_to_string(string_split(x, ''), b) || b END ELSE replace(x, s, b) END",
  ),
  strict(
    'nth_position(x, s, n)',
    `CASE WHEN n = 0 THEN ${failing("INVALID_FUNCTION_ARGUMENT: ''instance'' must be a positive or negative number.")} ELSE trino_js_nth_position(x, s, n) END`,
  ),
  // The last of `n` parts holds the rest, delimiters included.
  strict(
    'split(x, d, n)',
    `CASE WHEN n <= 0 THEN [CAST(${failing('INVALID_FUNCTION_ARGUMENT: Limit must be positive')} AS VARCHAR)]
     WHEN len(string_split(x, d)) <= n THEN string_split(x, d)
     ELSE list_append(list_slice(string_split(x, d), 1, n - 1),
       array_to_string(list_slice(string_split(x, d), n, len(string_split(x, d))), d)) END`,
  ),
  // Null past the end, where DuckDB gives an empty text; an empty delimiter cuts into characters.
  strict(
    'split_part(x, d, n)',
    `list_extract(string_split(x, d), CASE WHEN n <= 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero')} ELSE n END)`,
  ),
  ...['lpad', 'rpad'].map((side) =>
    strict(
      `${side}(x, n, f)`,
      `CASE WHEN n < 0 OR n > 2147483647 THEN CAST(${failing('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]')} AS VARCHAR)
       WHEN f = '' THEN CAST(${failing('INVALID_FUNCTION_ARGUMENT: Padding string must not be empty')} AS VARCHAR)
       ELSE ${side}(x, CAST(n AS INTEGER), f) END`,
    ),
  ),
  macro(
    'chr(n)',
    `CASE WHEN n < 0 OR n > 1114111 THEN CAST(${failing("INVALID_FUNCTION_ARGUMENT: Not a valid Unicode code point: ' || n || '")} AS VARCHAR)
     ELSE chr(CAST(n AS INTEGER)) END`,
  ),
  // DuckDB counts bytes.
  macro(
    'levenshtein(a, b)',
    'CASE WHEN strlen(a) + strlen(b) = length(a) + length(b) THEN CAST(levenshtein(a, b) AS BIGINT) ELSE trino_js_levenshtein(a, b) END',
  ),
  macro(
    'from_hex(x)',
    `CASE WHEN regexp_full_match(x, '([0-9a-fA-F]{2})*') THEN unhex(x)
     WHEN ${failing('INVALID_FUNCTION_ARGUMENT: input is not a valid hexadecimal text')} IS NULL THEN unhex('') END`,
  ),
  macro(
    'pairs_map(j)',
    'map_from_entries(CAST(CAST(j AS JSON) AS STRUCT("key" VARCHAR, "value" VARCHAR)[]))',
  ),
  macro(
    'pairs_multimap(j)',
    'map_from_entries(CAST(CAST(j AS JSON) AS STRUCT("key" VARCHAR, "value" VARCHAR[])[]))',
  ),
  // DuckDB lets an escape character stand before any character, and be no character at all.
  macro(
    'like(x, p, e)',
    `CASE WHEN length(e) <> 1 THEN ${failing('INVALID_FUNCTION_ARGUMENT: Escape string must be a single character')} IS NULL
     WHEN contains(replace(replace(replace(p, e || e, ''), e || '%', ''), e || '_', ''), e)
       THEN ${failing("INVALID_FUNCTION_ARGUMENT: Escape character must be followed by ''%'', ''_'' or the escape character itself")} IS NULL
     ELSE like_escape(x, p, e) END`,
  ),
  // Texts that Trino reads as numbers; the plain ones take the fast way.
  macro(
    'integer_text(x)',
    "CASE WHEN regexp_full_match(x, '[+-]?[0-9]{1,19}') THEN x ELSE trino_js_integer_text(x) END",
  ),
  macro(
    'double_text(x)',
    "CASE WHEN regexp_full_match(x, '[+-]?[0-9]{1,15}(\\.[0-9]{1,15})?') THEN x ELSE trino_js_double_source(x) END",
  ),
  macro('decimal_text(x)', `CASE WHEN regexp_full_match(x, ${FINITE_NUMBER}) THEN x END`),
  // The first value at a path; what DuckDB reads otherwise (fractions, broken text, names that repeat) takes the slow way.
  macro(
    'json_scalar(x, p)',
    // Nested, since AND may ask json_type of what is no JSON.
    `CASE WHEN json_valid(x) AND NOT contains(x, '-0') THEN
       CASE WHEN json_type(x, p) IN ('VARCHAR', 'BIGINT', 'UBIGINT', 'BOOLEAN') THEN json_extract_string(x, p)
       WHEN json_type(x, p) IN ('NULL', 'OBJECT', 'ARRAY') THEN NULL
       ELSE trino_js_json_scalar(x, p) END
     ELSE trino_js_json_scalar(x, p) END`,
  ),
];

const NUMBER_MACROS: readonly string[] = [
  // Division cuts toward zero in both; DuckDB gives null for a zero divisor where Trino fails.
  // The function mod fails otherwise than the operator.
  macro(
    'integer_mod(a, b)',
    `CASE WHEN b = 0 THEN ${failing('GENERIC_INTERNAL_ERROR: / by zero')} ELSE a % b END`,
  ),
  macro('divide(a, b)', `CASE WHEN b = 0 THEN ${zero} ELSE a // b END`),
  macro('modulus(a, b)', `CASE WHEN b = 0 THEN ${zero} ELSE a % b END`),
  macro('decimal_modulus(a, b)', `CASE WHEN b = 0 THEN ${zero} ELSE a % b END`),
  macro('double_divide(a, b)', 'a / b'),
  // The sign of the dividend, as in C; DuckDB's has that of the divisor.
  macro(
    'fmod(a, b)',
    "CASE WHEN b = 0 OR isinf(a) OR isnan(a) OR isnan(b) THEN CAST('NaN' AS DOUBLE) WHEN isinf(b) THEN a WHEN a < 0 THEN -fmod(-a, abs(b)) ELSE fmod(a, abs(b)) END",
  ),
  // Whole numbers: a quotient rounded half away from zero.
  macro(
    'round_divide(a, b)',
    `CASE WHEN b = 0 THEN CAST(${zero} AS HUGEINT)
     ELSE (a // b) + CASE WHEN 2 * abs(a % b) >= abs(b) THEN sign(a) * sign(b) ELSE 0 END END`,
  ),
  strict(
    'round_integer(v, d)',
    `CASE WHEN d >= 0 THEN v WHEN d < -18 THEN 0
     ELSE CAST(sign(v) * ((abs(CAST(v AS HUGEINT)) + CAST(pow(10, -d) AS BIGINT) // 2) // CAST(pow(10, -d) AS BIGINT)) * CAST(pow(10, -d) AS BIGINT) AS BIGINT) END`,
  ),
  macro(
    'round_double(v, d)',
    'CASE WHEN d IS NULL THEN NULL WHEN isnan(v) OR isinf(v) THEN v ELSE round(v, CAST(d AS INTEGER)) END',
  ),
  macro('round_real(v, d)', 'round(CAST(v AS DOUBLE), CAST(d AS INTEGER))'),
  macro(
    'abs(v, kind)',
    `CASE WHEN v = CASE kind WHEN 'bigint' THEN -9223372036854775808 WHEN 'integer' THEN -2147483648 WHEN 'smallint' THEN -32768 ELSE -128 END
     THEN ${failing("NUMERIC_VALUE_OUT_OF_RANGE: Value ' || v || ' is out of range for abs(' || kind || ')")} ELSE abs(v) END`,
  ),
  macro(
    'log2(x)',
    "CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE ln(x) / ln(CAST(2 AS DOUBLE)) END",
  ),
  macro(
    'log(b, x)',
    "CASE WHEN b <= 0 OR x < 0 THEN CAST('NaN' AS DOUBLE) WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) / ln(b) ELSE ln(x) / ln(b) END",
  ),
  macro('power(a, b)', 'pow(a, b)'),
  strict(
    'random(low, high)',
    `CASE WHEN high <= low THEN ${failing('INVALID_FUNCTION_ARGUMENT: bound must be positive')} ELSE low + CAST(floor(random() * (high - low)) AS BIGINT) END`,
  ),
  macro(
    'to_real(x)',
    "CASE WHEN abs(x) > 3.4028235677973366e38 AND NOT isnan(x) THEN CAST(sign(x) * CAST('Infinity' AS DOUBLE) AS FLOAT) ELSE CAST(x AS FLOAT) END",
  ),
  // Two's complement of `n` bits.
  macro(
    'unsigned(v, n)',
    'CASE WHEN v < 0 THEN CAST(v AS HUGEINT) + CAST(pow(2, n) AS HUGEINT) ELSE CAST(v AS HUGEINT) END',
  ),
  macro(
    'signed(v, n)',
    'CASE WHEN v >= CAST(pow(2, n - 1) AS HUGEINT) THEN v - CAST(pow(2, n) AS HUGEINT) ELSE v END',
  ),
  strict(
    'left_shift(v, s, n)',
    'CASE WHEN s >= n OR s < 0 THEN 0 ELSE trino_signed((trino_unsigned(v, n) % CAST(pow(2, n - s) AS HUGEINT)) * CAST(pow(2, s) AS HUGEINT), n) END',
  ),
  strict(
    'right_shift(v, s, n)',
    'CASE WHEN s >= n OR s < 0 THEN 0 ELSE trino_signed(trino_unsigned(v, n) // CAST(pow(2, s) AS HUGEINT), n) END',
  ),
  strict(
    'right_shift_arithmetic(v, s, n)',
    'CASE WHEN s >= n OR s < 0 THEN CASE WHEN v < 0 THEN -1 ELSE 0 END WHEN v < 0 THEN -((-v - 1) // CAST(pow(2, s) AS HUGEINT)) - 1 ELSE v // CAST(pow(2, s) AS HUGEINT) END',
  ),
  strict(
    'bit_count(v, n)',
    `CASE WHEN n < 2 OR n > 64 THEN ${failing('INVALID_FUNCTION_ARGUMENT: Bits specified in bit_count must be between 2 and 64')}
     WHEN v >= CAST(pow(2, n - 1) AS HUGEINT) OR v < -CAST(pow(2, n - 1) AS HUGEINT) THEN ${failing("INVALID_FUNCTION_ARGUMENT: Number must be representable with the bits specified. ' || v || ' cannot be represented with ' || n || ' bits")}
     ELSE CAST(bit_count(trino_unsigned(v, n)) AS BIGINT) END`,
  ),
  strict(
    'width_bucket(x, a, b, n)',
    `CASE WHEN n <= 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: bucketCount must be greater than 0')}
     WHEN a = b THEN ${failing('INVALID_FUNCTION_ARGUMENT: bounds cannot equal each other')}
     WHEN isnan(x) THEN ${failing('INVALID_FUNCTION_ARGUMENT: operand must not be NaN')}
     WHEN a < b THEN CASE WHEN x < a THEN 0 WHEN x >= b THEN n + 1 ELSE CAST(floor(n * (x - a) / (b - a) + 1) AS BIGINT) END
     ELSE n + 1 - CASE WHEN x < b THEN 0 WHEN x >= a THEN n + 1 ELSE CAST(floor(n * (x - b) / (a - b) + 1) AS BIGINT) END END`,
  ),
  strict(
    'array_bucket(x, bins)',
    `CASE WHEN len(bins) = 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: Bins cannot be an empty array')}
     WHEN list_sort(bins) <> bins THEN ${failing('INVALID_FUNCTION_ARGUMENT: Bin values are not sorted in ascending order')}
     ELSE CAST(len(list_filter(bins, lambda trino_e: trino_e <= x)) AS BIGINT) END`,
  ),
  strict(
    'wilson(s, n, z, side)',
    `CASE WHEN s < 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: number of successes must not be negative')}
     WHEN n <= 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: number of trials must be positive')}
     WHEN s > n THEN ${failing('INVALID_FUNCTION_ARGUMENT: number of successes must not be larger than number of trials')}
     WHEN z < 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: z-score must not be negative')} ELSE ((CAST(s AS DOUBLE) / n) + z * z / (2 * n) + side * z * sqrt((CAST(s AS DOUBLE) / n) * (1 - (CAST(s AS DOUBLE) / n)) / n + z * z / (4 * CAST(n AS DOUBLE) * n))) / (1 + z * z / n) END`,
  ),
  // Of values that are no number, none is equal to, smaller or larger than any; DuckDB takes them for the largest.
  ...[
    ['eq', '=', 'false'],
    ['lt', '<', 'false'],
    ['lte', '<=', 'false'],
    ['gt', '>', 'false'],
    ['gte', '>=', 'false'],
  ].map(([name, operator, nan]) =>
    macro(`double_${name}(a, b)`, `CASE WHEN isnan(a) OR isnan(b) THEN ${nan} ELSE a ${operator} b END`),
  ),
  macro(
    'skewness(n, a, b, c)',
    'CASE WHEN n >= 3 THEN sqrt(n) * (c - 3 * (a / n) * b + 2 * n * pow(a / n, 3)) / pow(b - n * pow(a / n, 2), 1.5) END',
  ),
  macro(
    'kurtosis(n, a, b, c, d)',
    `CASE WHEN n >= 4 THEN (CAST(n AS DOUBLE) * (n + 1)) / ((n - 1.0) * (n - 2) * (n - 3)) *
       (d - 4 * (a / n) * c + 6 * pow(a / n, 2) * b - 3 * n * pow(a / n, 4)) / pow((b - n * pow(a / n, 2)) / (n - 1), 2)
       - 3 * pow(n - 1, 2) / ((n - 2.0) * (n - 3)) END`,
  ),
];

/**
 * Scalar macros for what takes more than a line in DuckDB. Their names start with `trino_`, which no statement can
 * call: the compiler only knows Trino's functions.
 */
export const MACROS: readonly string[] = [
  ...TEXT_MACROS,
  ...NUMBER_MACROS,
  ...MOMENT_MACROS,
  ...COLLECTION_MACROS,
];

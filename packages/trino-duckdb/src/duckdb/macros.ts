/**
 * Scalar macros for what takes more than a line in DuckDB. Their names start with `trino_`, which no statement can
 * call, since the compiler only accepts Trino's functions.
 */
export const MACROS: readonly string[] = [
  // from_iso8601_timestamp: a date, optionally T and a time, optionally a zone; truncated to milliseconds.
  `CREATE MACRO trino_iso_timestamp(x) AS CASE
     WHEN x IS NULL THEN NULL
     WHEN regexp_full_match(x, '\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):\\d{2}:\\d{2}([.,]\\d+)?(Z|[+-]00(:?00)?)?')
       THEN date_trunc('millisecond', CAST(left(x, 10) || ' ' || substr(x, 12, 8) ||
         CASE WHEN regexp_matches(x, '[.,]') THEN '.' || left(regexp_extract(x, '[.,](\\d+)', 1), 6) ELSE '' END
         AS TIMESTAMP)) AT TIME ZONE 'UTC'
     WHEN regexp_full_match(x, '\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3]):\\d{2}(Z|[+-]00(:?00)?)?')
       THEN CAST(left(x, 10) || ' ' || substr(x, 12, 5) || ':00' AS TIMESTAMP) AT TIME ZONE 'UTC'
     WHEN regexp_full_match(x, '\\d{4}-\\d{2}-\\d{2}T([01]\\d|2[0-3])(Z|[+-]00(:?00)?)?')
       THEN CAST(left(x, 10) || ' ' || substr(x, 12, 2) || ':00:00' AS TIMESTAMP) AT TIME ZONE 'UTC'
     WHEN regexp_full_match(x, '\\d{4}-\\d{1,2}-\\d{1,2}(TZ?)?')
       THEN CAST(regexp_extract(x, '[^T]*') || ' 00:00:00' AS TIMESTAMP) AT TIME ZONE 'UTC'
     WHEN regexp_full_match(x, '\\d{4}-\\d{1,2}') THEN CAST(x || '-01 00:00:00' AS TIMESTAMP) AT TIME ZONE 'UTC'
     WHEN regexp_full_match(x, '\\d{4}') THEN CAST(x || '-01-01 00:00:00' AS TIMESTAMP) AT TIME ZONE 'UTC'
     ELSE CAST('«INVALID_FUNCTION_ARGUMENT: Invalid format: "' || x || '"»' AS TIMESTAMP) AT TIME ZONE 'UTC'
   END`,
  // Strings that Trino accepts and the macro above does not: other zones (a value would keep its zone), week dates,
  // ordinal dates, one-digit hours, long years.
  `CREATE MACRO trino_iso_refused(x) AS coalesce(regexp_full_match(x,
     '[+-]?\\d{4,}(-\\d{1,2}){0,2}T\\d{1,2}.*[+-]\\d{2}(:?\\d{2})?') AND NOT regexp_matches(x, '[+-]00(:?00)?$')
     OR regexp_matches(x, '^[+-]?\\d{4,}-(W\\d|\\d{3}(T|$))|^[+-]\\d{4,}|^\\d{5,}-|T\\d([:.,Z+-]|$)'), false)`,
  // A date plus whole days or months; Trino rejects adding hours to a date.
  `CREATE MACRO trino_move_date(d, i) AS CAST(CASE WHEN d + i <> date_trunc('day', d + i)
     THEN CAST('«INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date»' AS TIMESTAMP)
     ELSE d + i END AS DATE)`,
  // Both truncate toward zero; for a zero divisor DuckDB gives null and Trino fails.
  `CREATE MACRO trino_divide(a, b) AS CASE WHEN b = 0 THEN CAST('«DIVISION_BY_ZERO: Division by zero»' AS BIGINT)
     ELSE a // b END`,
  `CREATE MACRO trino_modulus(a, b) AS CASE WHEN b = 0 THEN CAST('«DIVISION_BY_ZERO: Division by zero»' AS BIGINT)
     ELSE a % b END`,
  // Unscaled decimals: the quotient is rounded half away from zero.
  `CREATE MACRO trino_round_divide(a, b) AS CASE
     WHEN b = 0 THEN CAST(CAST('«DIVISION_BY_ZERO: Division by zero»' AS BIGINT) AS HUGEINT)
     ELSE (a // b) + CASE WHEN 2 * abs(a % b) >= abs(b) THEN sign(a) * sign(b) ELSE 0 END END`,
  // a[i] fails outside of the array, m[k] without the key; element_at gives null there.
  `CREATE MACRO trino_subscript(a, i) AS list_extract(a, CASE
     WHEN i <= 0 THEN CAST('«INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1, got ' || i || '»' AS BIGINT)
     WHEN i > len(a) THEN CAST('«INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: '
       || i || ' > ' || len(a) || '»' AS BIGINT)
     ELSE i END)`,
  `CREATE MACRO trino_map_subscript(m, k) AS CASE
     WHEN m IS NULL OR k IS NULL OR list_contains(map_keys(m), k) THEN m[k]
     ELSE list_extract(map_values(m), CAST('«INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || k || '»' AS BIGINT))
   END`,
  // from_iso8601_date: a date with nothing after it.
  `CREATE MACRO trino_iso_date(x) AS CAST(CASE
     WHEN x IS NULL OR regexp_full_match(x, '\\d{4}-\\d{1,2}-\\d{1,2}') THEN x
     ELSE '«INVALID_FUNCTION_ARGUMENT: Invalid format: "' || x || '"»' END AS DATE)`,
  // Trino's sequence must be able to reach its stop value, in at most 10,000 steps.
  `CREATE MACRO trino_sequence(a, b, s) AS CASE
     WHEN NOT ((s > 0 AND a <= b) OR (s < 0 AND a >= b)) THEN
       [CAST('«INVALID_FUNCTION_ARGUMENT: sequence stop value must lie in the direction of its step»' AS BIGINT)]
     WHEN (b - a) // s >= 10000 THEN
       [CAST('«INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries»' AS BIGINT)]
     ELSE generate_series(a, b, s) END`,
  `CREATE MACRO trino_days(a, b, s) AS CASE
     WHEN NOT ((s > INTERVAL 0 DAY AND a <= b) OR (s < INTERVAL 0 DAY AND a >= b)) THEN
       [CAST('«INVALID_FUNCTION_ARGUMENT: sequence stop value must lie in the direction of its step»' AS TIMESTAMP)]
     WHEN len(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s)) > 10000 THEN
       [CAST('«INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries»' AS TIMESTAMP)]
     ELSE generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s) END`,
  // DuckDB turns ß into ẞ; Trino leaves it as it is.
  `CREATE MACRO trino_upper(x) AS CASE WHEN contains(x, 'ß')
     THEN array_to_string(list_transform(string_split(x, 'ß'), lambda trino_e: upper(trino_e)), 'ß') ELSE upper(x) END`,
  // DuckDB's strptime ignores white space around the string.
  `CREATE MACRO trino_parse(x, format) AS strptime(CASE WHEN regexp_matches(x, '^\\s|\\s$')
     THEN '«INVALID_FUNCTION_ARGUMENT: Invalid format: "' || x || '"»' ELSE x END, format)`,
  // Null for invalid JSON, for objects and arrays, for a missing value and for a JSON null.
  `CREATE MACRO trino_json_scalar(x, path) AS CASE WHEN json_valid(x) THEN
     CASE WHEN json_type(x, path) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(x, path) END END`,
  // DuckDB gives 1.5 for 1.50, where Trino gives the number as it is written; and Trino stops reading after the
  // value, so that it accepts invalid JSON after it.
  `CREATE MACRO trino_json_refused(x, path) AS coalesce(CASE WHEN json_valid(x) THEN json_type(x, path) = 'DOUBLE'
     ELSE regexp_matches(x, '^\\s*[{[]') END, false)`,
  // NaN is neither equal to, less than nor greater than any value; DuckDB treats it as the largest.
  ...[
    ['eq', '=', 'false'],
    ['neq', '<>', 'true'],
    ['lt', '<', 'false'],
    ['lte', '<=', 'false'],
    ['gt', '>', 'false'],
    ['gte', '>=', 'false'],
  ].map(
    ([name, operator, nan]) => `CREATE MACRO trino_double_${name}(a, b) AS
     CASE WHEN isnan(a) OR isnan(b) THEN ${nan} ELSE a ${operator} b END`,
  ),
  // Strings that Trino's from_iso8601_date accepts and the macro above does not.
  `CREATE MACRO trino_iso_date_refused(x) AS coalesce(regexp_full_match(x, '[+-]?\\d+(-W?\\d+)*')
     AND NOT regexp_full_match(x, '\\d{4}-\\d{1,2}-\\d{1,2}'), false)`,
];

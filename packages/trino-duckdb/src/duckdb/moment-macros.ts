import { failing, macro, strict } from './write-macro.ts';

const DAY = 86_400_000;
const CLOCK = '([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9](\\.[0-9]+)?)?';
const ZONE = '(UTC|GMT|Z|[+-][0-9]{2}:[0-9]{2}|[A-Za-z]+/[A-Za-z_/]+)';
const tooLong = failing(
  'INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries',
);
const wrongWay = failing(
  'INVALID_FUNCTION_ARGUMENT: sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start',
);

export const MOMENT_MACROS: readonly string[] = [
  // A date moves by whole days only.
  strict(
    'move_date(d, ms)',
    `CASE WHEN ms % ${DAY} <> 0 THEN d + CAST(${failing('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date')} AS INTEGER)
     ELSE d + CAST(ms // ${DAY} AS INTEGER) END`,
  ),
  macro('move_time(t, ms)', "CAST(CAST('2000-01-01' AS DATE) + t + to_microseconds(ms * 1000) AS TIME)"),
  // Texts as Trino reads them in a cast; null for all others.
  macro(
    'text_date(x)',
    "CASE WHEN regexp_full_match(x, '\\s*[+]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*') THEN TRY_CAST(ltrim(trim(x), '+') AS DATE)\n     WHEN regexp_full_match(x, '\\s*-[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*') THEN CAST('«NOT_SUPPORTED: the local engine cannot keep years before 1; Athena can»' AS DATE) END",
  ),
  macro(
    'text_time(x)',
    `CASE WHEN regexp_full_match(x, '\\s*${CLOCK}\\s*') THEN TRY_CAST(CASE WHEN regexp_full_match(trim(x), '[0-9]+:[0-9]+') THEN trim(x) || ':00' ELSE trim(x) END AS TIME) END`,
  ),
  macro(
    'text_timestamp(x)',
    `CASE WHEN regexp_full_match(x, '\\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( ${CLOCK})?\\s*${ZONE}?\\s*')
     THEN TRY_CAST(regexp_extract(x, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]{1,6})?)?)?') ||
       CASE WHEN regexp_matches(x, ':') THEN CASE WHEN regexp_matches(x, ' [0-9]+:[0-9]+:[0-9]') THEN '' ELSE ':00' END ELSE ' 00:00:00' END AS TIMESTAMP)
     WHEN regexp_full_match(x, '\\s*[+-]?[0-9]{5,}-.*') THEN CAST('«NOT_SUPPORTED: the local engine cannot keep years beyond 9999; Athena can»' AS TIMESTAMP) END`,
  ),
  macro(
    'text_utc_timestamp(x)',
    `CASE WHEN regexp_full_match(x, '.*([+-][0-9]{2}:[0-9]{2}|/[A-Za-z_]+)\\s*') AND NOT regexp_full_match(x, '.*[+-]00:00\\s*')
     THEN CAST('«NOT_SUPPORTED: the local engine cannot keep a time zone other than UTC from a column; Athena can»' AS TIMESTAMP)
     ELSE trino_text_timestamp(x) END`,
  ),
  // Texts that the macros above refuse.
  macro(
    'text_refused(x)',
    "coalesce(regexp_full_match(x, '\\s*([+-]?[0-9]{5,}|-[0-9]{4})-.*|.*([+-][0-9]{2}:[0-9]{2}|/[A-Za-z_]+)\\s*'), false)",
  ),
  macro(
    'iso_refused(x)',
    `CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?Z?') THEN false ELSE coalesce(trino_js_iso_refused(x), false) END`,
  ),
  macro(
    'iso_date_refused(x)',
    "CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN false ELSE coalesce(trino_js_iso_date_refused(x), false) END",
  ),
  // ISO 8601 in full, in UTC, takes the fast way. Not by coalesce: DuckDB 1.5 crashes where that fails within TRY.
  macro(
    'iso_fast(x)',
    `CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?Z?')
       THEN date_trunc('millisecond', TRY_CAST(rtrim(x, 'Z') AS TIMESTAMP)) END`,
  ),
  macro(
    'iso_timestamp(x)',
    `CASE WHEN trino_iso_fast(x) IS NOT NULL THEN trino_iso_fast(x) ELSE make_timestamp(trino_js_iso_timestamp(x) * 1000) END AT TIME ZONE 'UTC'`,
  ),
  macro(
    'iso_timestamp_or_null(x)',
    `coalesce(trino_iso_fast(x), make_timestamp(trino_safe_iso_timestamp(x) * 1000)) AT TIME ZONE 'UTC'`,
  ),
  macro(
    'iso_day(x)',
    "CASE WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(x AS DATE) END",
  ),
  macro(
    'iso_date(x)',
    "CASE WHEN trino_iso_day(x) IS NOT NULL THEN trino_iso_day(x) ELSE CAST('1970-01-01' AS DATE) + CAST(trino_js_iso_date(x) AS INTEGER) END",
  ),
  macro(
    'iso_date_or_null(x)',
    "coalesce(trino_iso_day(x), CAST('1970-01-01' AS DATE) + CAST(trino_safe_iso_date(x) AS INTEGER))",
  ),
  macro(
    'from_unixtime(s)',
    "make_timestamp(CAST(floor(s * 1000 + 0.5) AS BIGINT) * 1000) AT TIME ZONE 'UTC'",
  ),
  macro(
    'interval_text(ms)',
    `CASE WHEN ms < 0 THEN '-' ELSE '' END || (abs(ms) // ${DAY}) || ' ' ||
     strftime(make_timestamp((abs(ms) % ${DAY}) * 1000), '%H:%M:%S.%g')`,
  ),
  macro('months_text(m)', "CASE WHEN m < 0 THEN '-' ELSE '' END || (abs(m) // 12) || '-' || (abs(m) % 12)"),
  macro(
    'offset_text(us)',
    "CASE WHEN us = 0 THEN 'Z' ELSE CASE WHEN us < 0 THEN '-' ELSE '+' END || strftime(make_timestamp(abs(us)), '%H:%M') END",
  ),
  // A sequence leads to its end, in at most 10,000 steps.
  strict(
    'sequence(a, b, s)',
    `CASE WHEN s = 0 THEN [${failing('INVALID_FUNCTION_ARGUMENT: step must not be zero')}]
     WHEN (s > 0 AND a > b) OR (s < 0 AND a < b) THEN [${wrongWay}]
     WHEN (b - a) // s >= 10000 THEN [${tooLong}] ELSE generate_series(a, b, s) END`,
  ),
  strict(
    'day_sequence(a, b, s)',
    'list_transform(trino_sequence(CAST(0 AS BIGINT), CAST(b - a AS BIGINT), CAST(s AS BIGINT)), lambda trino_e: a + CAST(trino_e AS INTEGER))',
  ),
  macro(
    'whole_days(ms)',
    `CASE WHEN ms % ${DAY} <> 0 THEN ${failing('INVALID_FUNCTION_ARGUMENT: sequence step must be a day interval if start and end values are dates')} ELSE ms // ${DAY} END`,
  ),
  strict(
    'time_sequence(a, b, ms)',
    'list_transform(trino_sequence(CAST(0 AS BIGINT), (epoch_us(b) - epoch_us(a)) // 1000, ms), lambda trino_e: a + to_microseconds(trino_e * 1000))',
  ),
  // Counted from the start, so that the ends of months stay.
  strict(
    'month_sequence(a, b, m)',
    `CASE WHEN m = 0 THEN [CAST(${failing('INVALID_FUNCTION_ARGUMENT: step must not be zero')} AS TIMESTAMP)]
     WHEN (m > 0 AND a > b) OR (m < 0 AND a < b) THEN [make_timestamp(${wrongWay})]
     WHEN abs(date_diff('month', a, b)) // abs(m) >= 10000 THEN [make_timestamp(${tooLong})]
     ELSE list_filter(list_transform(generate_series(0, abs(date_diff('month', a, b)) // abs(m) + 1), lambda trino_e: a + to_months(CAST(trino_e * m AS INTEGER))),
       lambda trino_e: CASE WHEN m > 0 THEN trino_e <= b ELSE trino_e >= b END) END`,
  ),
];

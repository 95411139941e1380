/**
 * Functions of other SQL dialects that Trino does not have, each with what to write in its place. Only names that no
 * version of Trino registers stand here, since a statement that uses one is refused before Athena sees it.
 */
const EQUALS: Readonly<Record<string, string>> = {
  // Missing values and choices.
  ifnull: 'coalesce(a, b)',
  nvl: 'coalesce(a, b)',
  nvl2: 'if(a IS NOT NULL, b, c)',
  isnull: 'a IS NULL, or coalesce(a, b)',
  zeroifnull: 'coalesce(a, 0)',
  nullifzero: 'nullif(a, 0)',
  iif: 'if(condition, a, b)',
  decode: 'CASE a WHEN 1 THEN … ELSE … END',
  safe_divide: 'a / nullif(b, 0)',
  div0: 'coalesce(a / nullif(b, 0), 0)',
  // Now.
  getdate: 'current_timestamp',
  getutcdate: 'current_timestamp',
  sysdate: 'current_timestamp',
  sysdatetime: 'current_timestamp',
  utc_timestamp: 'current_timestamp',
  clock_timestamp: 'current_timestamp',
  curdate: 'current_date',
  utc_date: 'current_date',
  today: 'current_date',
  curtime: 'current_time',
  yesterday: "current_date - INTERVAL '1' DAY",
  // Calculating with dates.
  date_sub: "date_add('day', -30, x), or x - INTERVAL '30' DAY",
  datesub: "date_add('day', -30, x), or x - INTERVAL '30' DAY",
  dateadd: "date_add('day', 30, x)",
  adddate: "date_add('day', 30, x)",
  subdate: "date_add('day', -30, x)",
  timestampadd: "date_add('day', 30, x)",
  timestamp_add: "date_add('day', 30, x)",
  timestamp_sub: "date_add('day', -30, x)",
  add_months: "date_add('month', 1, x)",
  datediff: "date_diff('day', a, b)",
  timestampdiff: "date_diff('day', a, b)",
  timestamp_diff: "date_diff('day', a, b)",
  months_between: "date_diff('month', a, b)",
  age: "date_diff('day', a, b)",
  julianday: "date_diff('day', a, b)",
  // Parts and forms of dates.
  strftime: "date_format(x, '%Y-%m')",
  format_timestamp: "date_format(x, '%Y-%m')",
  format_date: "date_format(x, '%Y-%m')",
  str_to_date: "date_parse(text, '%Y-%m-%d')",
  parse_date: "date(date_parse(text, '%Y-%m-%d'))",
  parse_timestamp: "date_parse(text, '%Y-%m-%d %H:%i:%s')",
  strptime: "date_parse(text, '%Y-%m-%d')",
  todate: 'CAST(text AS date)',
  datetime: 'CAST(x AS timestamp)',
  make_date: "CAST('2025-01-31' AS date)",
  datefromparts: "CAST('2025-01-31' AS date)",
  unix_timestamp: 'to_unixtime(x)',
  datepart: 'extract(YEAR FROM x)',
  date_part: 'extract(YEAR FROM x)',
  datename: "date_format(x, '%W')",
  dayname: "date_format(x, '%W')",
  monthname: "date_format(x, '%M')",
  dayofweek: 'day_of_week(x), 1 for Monday',
  weekday: 'day_of_week(x), 1 for Monday',
  dayofmonth: 'day(x)',
  dayofyear: 'day_of_year(x)',
  weekofyear: 'week(x)',
  datetrunc: "date_trunc('month', x)",
  timestamp_trunc: "date_trunc('month', x)",
  trunc_date: "date_trunc('month', x)",
  tostartofmonth: "date_trunc('month', x)",
  time_bucket: "date_trunc('day', x)",
  last_day: 'last_day_of_month(x)',
  eomonth: 'last_day_of_month(x)',
  convert_timezone: "x AT TIME ZONE 'Europe/Berlin'",
  convert_tz: "x AT TIME ZONE 'Europe/Berlin'",
  // Text.
  len: 'length(x)',
  char_length: 'length(x)',
  character_length: 'length(x)',
  instr: 'strpos(text, part)',
  charindex: 'strpos(text, part)',
  locate: 'strpos(text, part)',
  mid: 'substr(x, 1, 5)',
  ucase: 'upper(x)',
  lcase: 'lower(x)',
  initcap: 'upper(substr(x, 1, 1)) || lower(substr(x, 2))',
  endswith: "x LIKE '%end'",
  ends_with: "x LIKE '%end'",
  startswith: "starts_with(x, 'start')",
  substring_index: "split_part(x, ',', 1)",
  rlike: "regexp_like(x, 'pattern')",
  regexp_matches: "regexp_like(x, 'pattern')",
  regexp_match: "regexp_like(x, 'pattern')",
  regexp_contains: "regexp_like(x, 'pattern')",
  regexp_substr: "regexp_extract(x, 'pattern')",
  regexp_instr: "regexp_position(x, 'pattern')",
  string_split: "split(x, ',')",
  str_split: "split(x, ',')",
  string_to_array: "split(x, ',')",
  // Types.
  convert: 'CAST(x AS type)',
  try_convert: 'try_cast(x AS type)',
  safe_cast: 'try_cast(x AS type)',
  to_number: 'CAST(x AS double)',
  isnumeric: 'try_cast(x AS double) IS NOT NULL',
  isdate: 'try_cast(x AS date) IS NOT NULL',
  // JSON.
  get_json_object: "json_extract_scalar(x, '$.a')",
  json_extract_path_text: "json_extract_scalar(x, '$.a')",
  json_extract_string: "json_extract_scalar(x, '$.a')",
  parse_json: 'json_parse(x)',
  // Aggregates.
  group_concat: "array_join(array_agg(x), ', ')",
  string_agg: "array_join(array_agg(x), ', ')",
  wm_concat: "array_join(array_agg(x), ', ')",
  collect_list: 'array_agg(x)',
  collect_set: 'array_agg(DISTINCT x)',
  approx_count_distinct: 'approx_distinct(x)',
  countif: 'count_if(condition)',
  count_distinct: 'count(DISTINCT x)',
  uniq: 'approx_distinct(x)',
  sumif: 'sum(x) FILTER (WHERE condition)',
  sum_if: 'sum(x) FILTER (WHERE condition)',
  avgif: 'avg(x) FILTER (WHERE condition)',
  median: 'approx_percentile(x, 0.5)',
  percentile: 'approx_percentile(x, 0.5)',
  percentile_cont: 'approx_percentile(x, 0.5)',
  percentile_disc: 'approx_percentile(x, 0.5)',
  percentile_approx: 'approx_percentile(x, 0.5)',
  approx_quantile: 'approx_percentile(x, 0.5)',
  quantile: 'approx_percentile(x, 0.5)',
  // Lists.
  array_length: 'cardinality(list)',
  array_size: 'cardinality(list)',
  array_contains: 'contains(list, x)',
  list_contains: 'contains(list, x)',
  array_to_string: "array_join(list, ', ')",
  explode: 'CROSS JOIN UNNEST(list) AS t(x)',
  generate_series: 'sequence(1, 10)',
};

/**
 * Functions that a Trino plug-in can add. Only Athena refuses them, and they are explained after that.
 */
const PERHAPS_MISSING: Readonly<Record<string, string>> = {
  to_char: "date_format(x, '%Y-%m')",
  to_date: "date(date_parse(text, '%Y-%m-%d'))",
  to_timestamp: "date_parse(text, '%Y-%m-%d %H:%i:%s')",
  any_value: 'arbitrary(x)',
};

/** The sentence about a function, written in any case, that Trino certainly lacks; undefined for every other. */
export function foreignFunction(name: string): string | undefined {
  return sentence(name, EQUALS);
}

/** The same after Athena has reported that it does not know the function. */
export function unknownFunction(name: string): string | undefined {
  return sentence(name, EQUALS) ?? sentence(name, PERHAPS_MISSING);
}

function sentence(name: string, equals: Readonly<Record<string, string>>): string | undefined {
  const folded = name.toLowerCase();
  if (!Object.hasOwn(equals, folded)) return undefined;
  return `Trino has no function ${folded}: write ${equals[folded]}`;
}

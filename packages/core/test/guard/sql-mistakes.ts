/**
 * Statements as people and models write them by habit from other dialects, or because they do not know that the table
 * holds text, each with the whole sentence that refuses it. The sentence alone must say what to write instead.
 */
export const SQL_MISTAKES: readonly (readonly [statement: string, sentence: string])[] = [
  [
    'SELECT count(*) FROM case_summary WHERE substr(timecreated, 1, 10) >= to_iso8601(current_date - INTERVAL 30 DAY)',
    "line 1:97: An interval quotes its number: write INTERVAL '30' DAY (rule: syntax)",
  ],
  [
    "SELECT current_date - INTERVAL '30 days'",
    "line 1:23: An interval has its unit outside of the quotes, in the singular: write INTERVAL '30' DAY (rule: dialect)",
  ],
  [
    "SELECT current_date - INTERVAL '1 month'",
    "line 1:23: An interval has its unit outside of the quotes, in the singular: write INTERVAL '1' MONTH (rule: dialect)",
  ],
  [
    "SELECT current_date - INTERVAL '30' DAYS",
    "line 1:23: An interval has its unit outside of the quotes, in the singular: write INTERVAL '30' DAY (rule: dialect)",
  ],
  [
    'SELECT subject FROM case_summary LIMIT 10, 20',
    'line 1:34: LIMIT takes one number: write OFFSET 10 LIMIT 20, OFFSET first (rule: syntax)',
  ],
  [
    'SELECT subject FROM case_summary LIMIT 10 OFFSET 20',
    'line 1:34: OFFSET stands before LIMIT: write OFFSET 20 LIMIT 10 (rule: syntax)',
  ],
  [
    'SELECT subject FROM case_summary LIMIT 10 FETCH FIRST 5 ROWS ONLY',
    'line 1:34: LIMIT and FETCH FIRST mean the same: keep one of them (rule: syntax)',
  ],
  [
    'SELECT TOP 5 subject FROM case_summary',
    'line 1:8: Trino has no TOP: write LIMIT 5 at the end of the statement (rule: syntax)',
  ],
  [
    "SELECT subject FROM case_summary WHERE subject ILIKE '%timeout%'",
    "line 1:48: Trino has no ILIKE: write lower(x) LIKE '%text%', with the text in lower case (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject NOT ILIKE '%timeout%'",
    "line 1:48: Trino has no ILIKE: write lower(x) LIKE '%text%', with the text in lower case (rule: syntax)",
  ],
  [
    'SELECT timecreated::date FROM case_summary',
    'line 1:19: Trino has no :: for a cast: write CAST(x AS date) (rule: syntax)',
  ],
  [
    'SELECT count(*)::varchar FROM case_summary',
    'line 1:16: Trino has no :: for a cast: write CAST(x AS varchar) (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary QUALIFY row_number() OVER (PARTITION BY servicecode ORDER BY timecreated DESC) = 1',
    'line 1:28: Trino has no QUALIFY: give the window function a name in a subquery, SELECT * FROM (SELECT …, row_number() OVER (…) AS r …), and write WHERE r = 1 around it (rule: syntax)',
  ],
  [
    "SELECT subject FROM case_summary WHERE subject RLIKE 'time.*out'",
    "line 1:48: Trino has no RLIKE: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject REGEXP 'time.*out'",
    "line 1:48: Trino has no REGEXP: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject NOT REGEXP 'x'",
    "line 1:48: Trino has no REGEXP: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject SIMILAR TO 'a|b'",
    "line 1:48: Trino has no SIMILAR TO: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject GLOB '*x*'",
    "line 1:48: Trino has no GLOB: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject ~* 'timeout'",
    "line 1:48: Trino has no operator ~: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    "SELECT subject FROM case_summary WHERE subject !~ 'timeout'",
    "line 1:48: Trino has no operator ~: write regexp_like(x, 'pattern') (rule: syntax)",
  ],
  [
    'SELECT subject FROM case_summary WHERE rca_category ISNULL',
    'line 1:40: Trino has no ISNULL after a value: write rca_category IS NULL (rule: syntax)',
  ],
  [
    'SELECT subject FROM case_summary WHERE rca_category NOTNULL',
    'line 1:40: Trino has no NOTNULL after a value: write rca_category IS NOT NULL (rule: syntax)',
  ],
  [
    'SELECT subject FROM case_summary WHERE rca_category NOT NULL',
    'line 1:40: Trino has no NOT NULL after a value: write rca_category IS NOT NULL (rule: syntax)',
  ],
  [
    "SELECT subject FROM case_summary WHERE (severitycode = 'high') IS TRUE",
    'line 1:64: Trino has no IS TRUE: write x IS NOT DISTINCT FROM true (rule: syntax)',
  ],
  [
    "SELECT subject FROM case_summary WHERE (severitycode = 'high') IS NOT TRUE",
    'line 1:64: Trino has no IS NOT TRUE: write x IS DISTINCT FROM true (rule: syntax)',
  ],
  ['SELECT CURRENT_DATE()', 'line 1:8: current_date takes no parentheses: write current_date (rule: syntax)'],
  [
    'SELECT CURRENT_TIMESTAMP()',
    'line 1:8: current_timestamp takes no parentheses: write current_timestamp (rule: syntax)',
  ],
  [
    'SELECT LEFT(subject, 5) FROM case_summary',
    'line 1:8: Trino has no function LEFT: write substr(x, 1, 5) (rule: syntax)',
  ],
  [
    'SELECT RIGHT(displayid, 4) FROM case_summary',
    'line 1:8: Trino has no function RIGHT: write substr(x, -5) (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary WHERE rca_category <=> 'Throttling'",
    'line 1:47: Trino has no <=>: write a IS NOT DISTINCT FROM b (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary WHERE severitycode == 'high'",
    'line 1:47: Trino compares with one = only: write a = b (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary WHERE severitycode = 'high' && rca_category = 'Throttling'",
    'line 1:56: Trino has no &&: write AND (rule: syntax)',
  ],
  ['SELECT 2 ** 3', 'line 1:10: Trino has no **: write power(a, b) (rule: syntax)'],
  ['SELECT 2 ^ 3', 'line 1:10: Trino has no ^: write power(a, b) (rule: syntax)'],
  [
    "SELECT case_summary->>'a' FROM case_summary",
    "line 1:20: Trino has no ->>: write json_extract_scalar(x, '$.a') (rule: syntax)",
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = @account',
    'line 1:51: There is nothing to fill in placeholders here: write the value itself, text in single quotes (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = :account',
    'line 1:51: There is nothing to fill in placeholders here: write the value itself, text in single quotes (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = $1',
    'line 1:51: There is nothing to fill in placeholders here: write the value itself, text in single quotes (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = ?',
    'line 1:51: There is nothing to fill in placeholders here: write the value itself, text in single quotes (rule: dialect)',
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = {{account}}',
    'line 1:51: There is nothing to fill in placeholders here: write the value itself, text in single quotes (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary # all of them',
    'line 1:28: A comment starts with --: write -- instead of # (rule: syntax)',
  ],
  [
    'SELECT [subject] FROM [case_summary]',
    'line 1:8: Names stand in "double quotes", or in none: remove the brackets (rule: syntax)',
  ],
  [
    'SELECT [1, 2]',
    "line 1:8: A list is written ARRAY['a', 'b'], and the values of IN stand in parentheses (rule: syntax)",
  ],
  [
    'SELECT subject, FROM case_summary',
    'line 1:15: A comma too many: remove the one before FROM (rule: syntax)',
  ],
  [
    'SELECT subject, count(*), FROM case_summary GROUP BY subject',
    'line 1:25: A comma too many: remove the one before FROM (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary WHERE severitycode IN ()',
    "line 1:47: IN () is empty: name at least one value, as in IN ('high', 'urgent') (rule: syntax)",
  ],
  [
    "SELECT * FROM case_summary WHERE severitycode IN 'high'",
    "line 1:47: IN takes parentheses: write x IN ('a', 'b') (rule: syntax)",
  ],
  [
    "SELECT * FROM case_summary WHERE severitycode IN ('high', 'urgent',)",
    'line 1:67: A comma too many: remove the one before ) (rule: syntax)',
  ],
  [
    'SELECT DISTINCT ON (servicecode) servicecode, subject FROM case_summary',
    'line 1:8: Trino has no DISTINCT ON: number the rows with row_number() OVER (PARTITION BY x ORDER BY y) AS r in a subquery and write WHERE r = 1 around it (rule: syntax)',
  ],
  [
    'SELECT * EXCEPT (case_summary) FROM case_summary',
    'line 1:8: Trino has no * EXCEPT: name the columns that you want (rule: syntax)',
  ],
  [
    'SELECT * EXCLUDE (case_summary) FROM case_summary',
    'line 1:8: Trino has no * EXCLUDE: name the columns that you want (rule: syntax)',
  ],
  [
    'SELECT subject FROM case_summary MINUS SELECT subject FROM case_summary',
    'line 1:34: Trino has no MINUS: write EXCEPT (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary CROSS APPLY (SELECT 1) x',
    'line 1:28: Trino has no APPLY: write CROSS JOIN LATERAL (SELECT …) (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary LATERAL VIEW explode(split(subject, ' ')) t AS word",
    'line 1:28: Trino has no LATERAL VIEW: write CROSS JOIN UNNEST(list) AS t(x) (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary PIVOT (count(*) FOR severitycode IN ('high'))",
    "line 1:28: Trino has no PIVOT: write count(*) FILTER (WHERE severitycode = 'high') AS high, one for each value (rule: syntax)",
  ],
  [
    'SELECT * FROM case_summary FOR UPDATE',
    'line 1:28: Only reading is possible here: remove FOR UPDATE (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary WITH (NOLOCK)',
    'line 1:28: Trino has no table hints: remove WITH (NOLOCK) (rule: syntax)',
  ],
  [
    'SELECT servicecode, count(*) FROM case_summary GROUP BY servicecode WITH ROLLUP',
    'line 1:69: ROLLUP stands before the columns: write GROUP BY ROLLUP (a, b) (rule: syntax)',
  ],
  [
    "SELECT group_concat(subject SEPARATOR '; ') FROM case_summary",
    "line 1:8: Trino has no function group_concat: write array_join(array_agg(x), ', '); line 1:29: Trino has no SEPARATOR: the separator is the second argument of array_join (rule: syntax)",
  ],
  [
    'SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY length(subject)) FROM case_summary',
    'line 1:8: Trino has no percentile_cont: write approx_percentile(x, 0.5) (rule: syntax)',
  ],
  [
    "SELECT listagg(subject, ', ') FROM case_summary",
    "line 1:8: listagg needs an order: write listagg(x, ', ') WITHIN GROUP (ORDER BY x) (rule: syntax)",
  ],
  [
    "SELECT * FROM case_summary WHERE subject = 'x' COLLATE NOCASE",
    'line 1:48: Trino has no COLLATE: compare lower(x) with text in lower case (rule: syntax)',
  ],
  [
    'SELECT CONVERT(subject USING utf8) FROM case_summary',
    'line 1:8: Trino has no function convert: write CAST(x AS type); line 1:24: Trino has no CONVERT … USING: text is always UTF-8, so leave it out (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary ORDER BY timecreated DESCENDING',
    'line 1:49: Trino has no DESCENDING: write DESC (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary LIMIT 10 PERCENT',
    'line 1:28: LIMIT takes a number of rows: for a share of the rows write TABLESAMPLE BERNOULLI (10) after the table (rule: syntax)',
  ],
  [
    'SELECT * FROM case_summary TABLESAMPLE 10 PERCENT',
    'line 1:28: A sample is written TABLESAMPLE BERNOULLI (10), in percent (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated BETWEEN '2025-01-01' TO '2025-02-01'",
    "line 1:46: BETWEEN takes AND: write x BETWEEN 'a' AND 'b' (rule: syntax)",
  ],
  ["SELECT MAP {'a': 1}", "line 1:8: A map is written map(ARRAY['a'], ARRAY[1]) (rule: syntax)"],
  [
    'WITH recent AS SELECT * FROM case_summary SELECT * FROM recent',
    'line 1:1: The query of a WITH stands in parentheses: write WITH name AS (SELECT …) SELECT … (rule: syntax)',
  ],
  [
    'SELECT max(timecreated) AS end FROM case_summary',
    'line 1:25: end is a reserved word: as a name it stands in double quotes, AS "end" (rule: syntax)',
  ],
  [
    "SELECT CASE severitycode WHEN 'high' THEN 1 FROM case_summary",
    'line 1:8: A CASE has no END: write CASE WHEN … THEN … ELSE … END (rule: syntax)',
  ],
  [
    "SELECT servicecode, count(*) FROM case_summary GROUP BY servicecode WHERE severitycode = 'high'",
    'line 1:69: Unexpected "WHERE": the clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET, LIMIT (rule: syntax)',
  ],
  [
    "SELECT * FROM case_summary ORDER BY timecreated WHERE severitycode = 'high'",
    'line 1:49: Unexpected "WHERE": the clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET, LIMIT (rule: syntax)',
  ],
  [
    'SELECT count(*) FROM case_summary LIMIT 5 ORDER BY 1',
    'line 1:43: Unexpected "ORDER": the clauses come in the order SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET, LIMIT (rule: syntax)',
  ],
  [
    'SELECT `subject` FROM case_summary',
    'line 1:8: "`subject`" is quoted as in Hive: queries quote names with "double quotes" (rule: identifier)',
  ],
  [
    'SELECT subject FROM case_summary WHERE severitycode = ‘high’',
    "line 1:55: ‘ is a typographic quote: write text in straight single quotes, 'text' (rule: encoding)",
  ],
  [
    "SELECT IFNULL(rca_category, 'none') FROM case_summary",
    'line 1:8: Trino has no function ifnull: write coalesce(a, b) (rule: dialect)',
  ],
  [
    "SELECT NVL(rca_category, 'none') FROM case_summary",
    'line 1:8: Trino has no function nvl: write coalesce(a, b) (rule: dialect)',
  ],
  [
    "SELECT ISNULL(rca_category, 'none') FROM case_summary",
    'line 1:8: Trino has no function isnull: write a IS NULL, or coalesce(a, b) (rule: dialect)',
  ],
  [
    "SELECT IIF(severitycode = 'high', 1, 0) FROM case_summary",
    'line 1:8: Trino has no function iif: write if(condition, a, b) (rule: dialect)',
  ],
  [
    "SELECT DECODE(severitycode, 'high', 1, 0) FROM case_summary",
    'line 1:8: Trino has no function decode: write CASE a WHEN 1 THEN … ELSE … END (rule: dialect)',
  ],
  ['SELECT GETDATE()', 'line 1:8: Trino has no function getdate: write current_timestamp (rule: dialect)'],
  [
    'SELECT DATE_SUB(NOW(), INTERVAL 30 DAY)',
    "line 1:8: Trino has no function date_sub: write date_add('day', -30, x), or x - INTERVAL '30' DAY; line 1:24: An interval quotes its number: write INTERVAL '30' DAY (rule: syntax)",
  ],
  [
    "SELECT DATE_ADD(current_date, INTERVAL '30' DAY)",
    "line 1:8: date_add takes a unit, a number and a date: write current_date + INTERVAL '30' DAY (rule: dialect)",
  ],
  [
    'SELECT DATEADD(day, -30, GETDATE())',
    "line 1:8: Trino has no function dateadd: write date_add('day', 30, x); line 1:26: Trino has no function getdate: write current_timestamp (rule: dialect)",
  ],
  [
    "SELECT DATEDIFF(day, '2025-01-01', '2025-02-01')",
    "line 1:8: Trino has no function datediff: write date_diff('day', a, b) (rule: dialect)",
  ],
  [
    "SELECT date_diff(current_date, DATE '2025-01-01')",
    "line 1:8: date_diff takes its unit first: write date_diff('day', a, b) (rule: dialect)",
  ],
  [
    "SELECT date_diff(day, DATE '2025-01-01', current_date)",
    "line 1:8: date_diff takes its unit first, as text: write date_diff('day', DATE '2025-01-01', current_date) (rule: dialect)",
  ],
  [
    "SELECT DATE_DIFF(current_date, DATE '2025-01-01', DAY)",
    "line 1:8: date_diff takes its unit first, as text: write date_diff('day', DATE '2025-01-01', current_date) (rule: dialect)",
  ],
  [
    'SELECT DATE_TRUNC(current_date, MONTH)',
    "line 1:8: date_trunc takes its unit first, as text: write date_trunc('month', current_date) (rule: dialect)",
  ],
  [
    "SELECT STRFTIME('%Y-%m', timecreated) FROM case_summary",
    "line 1:8: Trino has no function strftime: write date_format(x, '%Y-%m'), with try(from_iso8601_timestamp(timecreated)) for its text (rule: dialect)",
  ],
  [
    'SELECT GROUP_CONCAT(subject) FROM case_summary',
    "line 1:8: Trino has no function group_concat: write array_join(array_agg(x), ', ') (rule: dialect)",
  ],
  [
    "SELECT STRING_AGG(subject, ', ') FROM case_summary",
    "line 1:8: Trino has no function string_agg: write array_join(array_agg(x), ', ') (rule: dialect)",
  ],
  [
    "SELECT SUBSTRING_INDEX(subject, ' ', 1) FROM case_summary",
    "line 1:8: Trino has no function substring_index: write split_part(x, ',', 1) (rule: dialect)",
  ],
  [
    "SELECT CHARINDEX('timeout', subject) FROM case_summary",
    'line 1:8: Trino has no function charindex: write strpos(text, part) (rule: dialect)',
  ],
  [
    'SELECT LEN(subject) FROM case_summary',
    'line 1:8: Trino has no function len: write length(x) (rule: dialect)',
  ],
  [
    "SELECT COUNTIF(severitycode = 'high') FROM case_summary",
    'line 1:8: Trino has no function countif: write count_if(condition) (rule: dialect)',
  ],
  [
    'SELECT MEDIAN(length(subject)) FROM case_summary',
    'line 1:8: Trino has no function median: write approx_percentile(x, 0.5) (rule: dialect)',
  ],
  [
    'SELECT APPROX_COUNT_DISTINCT(servicecode) FROM case_summary',
    'line 1:8: Trino has no function approx_count_distinct: write approx_distinct(x) (rule: dialect)',
  ],
  [
    'SELECT DAYNAME(current_date)',
    "line 1:8: Trino has no function dayname: write date_format(x, '%W') (rule: dialect)",
  ],
  [
    'SELECT EOMONTH(current_date)',
    'line 1:8: Trino has no function eomonth: write last_day_of_month(x) (rule: dialect)',
  ],
  [
    'SELECT CONVERT(varchar, current_date)',
    'line 1:8: Trino has no function convert: write CAST(x AS type) (rule: dialect)',
  ],
  [
    'SELECT CAST(displayid AS STRING) FROM case_summary',
    'line 1:26: Trino has no type string: write varchar (rule: dialect)',
  ],
  [
    'SELECT CAST(displayid AS UNSIGNED) FROM case_summary',
    'line 1:26: Trino has no type unsigned: write bigint (rule: dialect)',
  ],
  [
    'SELECT CAST(displayid AS FLOAT) FROM case_summary',
    'line 1:26: Trino has no type float: write double (rule: dialect)',
  ],
  [
    'SELECT servicecode, count(*) FROM case_summary GROUP BY ALL',
    'line 1:57: Trino has no GROUP BY ALL: name what is grouped, by position as in GROUP BY 1, 2 (rule: dialect)',
  ],
  [
    'SELECT servicecode, count(*) FROM case_summary',
    'line 1:8: servicecode is neither grouped nor counted: write GROUP BY servicecode, or take one of its values with arbitrary(servicecode) (rule: dialect)',
  ],
  [
    'SELECT servicecode, severitycode, count(*) FROM case_summary GROUP BY servicecode',
    'line 1:21: severitycode is neither grouped nor counted: add it to GROUP BY, or take one of its values with arbitrary(severitycode) (rule: dialect)',
  ],
  [
    'SELECT *, count(*) FROM case_summary',
    'line 1:8: The columns of * are neither grouped nor counted: name the columns that you want, and write them again in GROUP BY (rule: dialect)',
  ],
  [
    'SELECT servicecode, count(*) FROM case_summary WHERE count(*) > 5 GROUP BY servicecode',
    'line 1:54: WHERE is decided before rows are grouped: move "count(*)" into HAVING, after GROUP BY (rule: dialect)',
  ],
  [
    'SELECT subject FROM case_summary WHERE row_number() OVER (ORDER BY timecreated) = 1',
    'line 1:40: WHERE cannot hold a window function: give it a name in a subquery, and compare the name in the WHERE around it (rule: dialect)',
  ],
  [
    'SELECT substr(timecreated, 1, 7) AS month, count(*) FROM case_summary GROUP BY month',
    'line 1:80: GROUP BY does not know the name month of the SELECT list: write GROUP BY 1, its position (rule: dialect)',
  ],
  [
    'SELECT servicecode, count(*) AS n FROM case_summary GROUP BY servicecode HAVING n > 5',
    'line 1:81: HAVING does not know the name n of the SELECT list: repeat "count(*)" in its place (rule: dialect)',
  ],
  [
    "SELECT lower(subject) AS s FROM case_summary WHERE s LIKE '%timeout%'",
    'line 1:52: WHERE does not know the name s of the SELECT list: repeat "lower(subject)" in its place (rule: dialect)',
  ],
  [
    'SELECT count(DISTINCT account_number, servicecode) FROM case_summary',
    'line 1:8: count takes one value: write count(DISTINCT (account_number, servicecode)) (rule: dialect)',
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated >= DATE '2025-01-01'",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, '2025-01-01', without DATE (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated >= TIMESTAMP '2025-01-01 00:00:00'",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, '2025-01-01T00:00:00', without TIMESTAMP (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated BETWEEN DATE '2025-01-01' AND DATE '2025-02-01'",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, '2025-01-01', without DATE (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated >= current_date - INTERVAL '30' DAY",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, to_iso8601(current_date - INTERVAL '30' DAY) (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated > NOW() - INTERVAL '7' DAY",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, to_iso8601(NOW() - INTERVAL '7' DAY) (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE timecreated >= date_add('day', -30, current_date)",
    "line 1:34: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, to_iso8601(date_add('day', -30, current_date)) (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE CAST(timecreated AS date) >= DATE '2025-01-01'",
    'line 1:34: A cast to date does not read the times of the table: write date(try(from_iso8601_timestamp(timecreated))) (rule: dialect)',
  ],
  [
    'SELECT * FROM case_summary WHERE date(timecreated) = current_date',
    'line 1:34: date() does not read the times of the table: write date(try(from_iso8601_timestamp(timecreated))) (rule: dialect)',
  ],
  [
    "SELECT date_trunc('month', timecreated), count(*) FROM case_summary GROUP BY 1",
    "line 1:8: timecreated is text: write date_trunc('month', try(from_iso8601_timestamp(timecreated))) (rule: dialect)",
  ],
  [
    "SELECT DATE_FORMAT(timecreated, '%Y-%m'), count(*) FROM case_summary GROUP BY 1",
    "line 1:8: timecreated is text: write DATE_FORMAT(try(from_iso8601_timestamp(timecreated)), '%Y-%m') (rule: dialect)",
  ],
  [
    'SELECT year(timecreated), count(*) FROM case_summary GROUP BY 1',
    'line 1:8: timecreated is text: write year(try(from_iso8601_timestamp(timecreated))) (rule: dialect)',
  ],
  [
    'SELECT EXTRACT(MONTH FROM timecreated) FROM case_summary',
    'line 1:8: timecreated is text: write EXTRACT(MONTH FROM try(from_iso8601_timestamp(timecreated))) (rule: dialect)',
  ],
  [
    "SELECT date_diff('day', timecreated, case_retrieval_date) FROM case_summary",
    "line 1:8: timecreated is text: write date_diff('day', try(from_iso8601_timestamp(timecreated)), try(from_iso8601_timestamp(case_retrieval_date))) (rule: dialect)",
  ],
  [
    'SELECT case_retrieval_date - timecreated FROM case_summary',
    "line 1:8: case_retrieval_date is text: write date_diff('day', try(from_iso8601_timestamp(timecreated)), try(from_iso8601_timestamp(case_retrieval_date))) (rule: dialect)",
  ],
  [
    "SELECT timecreated + INTERVAL '1' DAY FROM case_summary",
    "line 1:8: timecreated is text: write try(from_iso8601_timestamp(timecreated)) + INTERVAL '1' DAY (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE date(from_iso8601_timestamp(timecreated)) >= '2025-01-01'",
    "line 1:34: date(from_iso8601_timestamp(timecreated)) is a date: compare it with a date, DATE '2025-01-01' (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE from_iso8601_timestamp(timecreated) >= '2025-01-01'",
    "line 1:34: from_iso8601_timestamp(timecreated) is a point in time: compare it with one, TIMESTAMP '2025-01-01 00:00:00' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE substr(timecreated, 1, 4) = 2025',
    "line 1:34: substr(timecreated, 1, 4) is text: quote the number, '2025' (rule: dialect)",
  ],
  [
    "SELECT servicecode FROM case_summary GROUP BY servicecode HAVING count(*) > '5'",
    'line 1:66: count(*) is a number: compare it with 5, without quotes (rule: dialect)',
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = 123456789012',
    "line 1:34: account_number is text: quote the number, '123456789012' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE account_number = 12345678901',
    "line 1:34: account_number is text: quote the number, '012345678901' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE account_number IN (123456789012, 210987654321)',
    "line 1:34: account_number is text: quote the number, '123456789012' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE case_number = 17612345678',
    "line 1:34: case_number is text: quote the number, '17612345678' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE severitycode >= 3',
    "line 1:34: severitycode is text: compare it with 'low', 'normal', 'high', 'urgent' or 'critical' (rule: dialect)",
  ],
  [
    'SELECT * FROM case_summary WHERE severitycode = "high"',
    'line 1:34: "high" in double quotes is a name: text stands in single quotes, \'high\' (rule: dialect)',
  ],
  [
    'SELECT * FROM case_summary WHERE severitycode IN ("high", "urgent")',
    'line 1:34: "high" in double quotes is a name: text stands in single quotes, \'high\' (rule: dialect)',
  ],
  [
    'SELECT * FROM case_summary WHERE subject LIKE "%timeout%"',
    'line 1:34: "%timeout%" in double quotes is a name: text stands in single quotes, \'%timeout%\' (rule: dialect)',
  ],
  [
    "SELECT subject + ' (' + severitycode + ')' FROM case_summary",
    "line 1:8: Text is joined with ||: write subject || ' (' (rule: dialect)",
  ],
  [
    "SELECT 'cases: ' || count(*) FROM case_summary",
    'line 1:8: || joins text only: write CAST(count(*) AS varchar) (rule: dialect)',
  ],
  [
    'SELECT sum(caseid) FROM case_summary',
    'line 1:8: sum takes numbers and caseid is text: count rows with count(*), or write try_cast(caseid AS double) (rule: dialect)',
  ],
  [
    'SELECT md5(subject) FROM case_summary',
    'line 1:8: md5 takes bytes: write md5(to_utf8(subject)) (rule: dialect)',
  ],
  [
    "SELECT * FROM case_summary WHERE contains(subject, 'timeout')",
    "line 1:34: contains looks into lists: write strpos(subject, 'timeout') > 0 (rule: dialect)",
  ],
  [
    'SELECT current_date - 30',
    "line 1:8: A date takes an interval: write current_date - INTERVAL '30' DAY (rule: dialect)",
  ],
  [
    "SELECT * FROM case_summary WHERE subject LIKE ANY ('%a%', '%b%')",
    "line 1:47: LIKE takes one pattern and = ANY a query: write regexp_like(x, 'a|b') or x IN ('a', 'b') (rule: dialect)",
  ],
  [
    'SELECT subject FROM case_summary JOIN case_summary',
    'line 1:34: A JOIN needs a condition: write JOIN b ON a.caseid = b.caseid, or CROSS JOIN (rule: syntax)',
  ],
  [
    'PRAGMA table_info(case_summary)',
    'line 1:1: Only SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE and EXPLAIN of a query may run here, not "PRAGMA": DESCRIBE case_summary lists the columns (rule: read-only)',
  ],
  [
    'FROM case_summary SELECT *',
    'line 1:1: Only SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE and EXPLAIN of a query may run here, not "FROM": write SELECT * before it (rule: read-only)',
  ],
  [
    'SELECT subject FROM case_summary c JOIN case_summary d WHERE c.caseid = d.caseid',
    'line 1:36: A JOIN needs a condition: write JOIN b ON a.caseid = b.caseid, or CROSS JOIN (rule: syntax)',
  ],
  [
    'SELECT c.subject FROM case_summary c WHERE c.account_number = 123456789012',
    "line 1:44: c.account_number is text: quote the number, '123456789012' (rule: dialect)",
  ],
  [
    'SELECT subject FROM (SELECT * FROM case_summary) WHERE account_number = 123456789012',
    "line 1:56: account_number is text: quote the number, '123456789012' (rule: dialect)",
  ],
  [
    "SELECT max(date_trunc('day', now())) FROM case_summary WHERE timecreated > date_trunc('month', current_date)",
    "line 1:62: timecreated is text such as 2025-01-15T10:30:45.123Z: compare it with text, to_iso8601(date_trunc('month', current_date)) (rule: dialect)",
  ],
  [
    "SELECT SUM(IF(severitycode = 'high', 1, 0)) FROM case_summary WHERE timecreated > '2025-01-01' AND YEAR(timecreated) = 2025",
    'line 1:100: timecreated is text: write YEAR(try(from_iso8601_timestamp(timecreated))) (rule: dialect)',
  ],
  [
    "SELECT REGEXP_SUBSTR(subject, '[0-9]+') FROM case_summary",
    "line 1:8: Trino has no function regexp_substr: write regexp_extract(x, 'pattern') (rule: dialect)",
  ],
  [
    "SELECT INSTR(subject, 'timeout') FROM case_summary",
    'line 1:8: Trino has no function instr: write strpos(text, part) (rule: dialect)',
  ],
  [
    "SELECT ARRAY_LENGTH(split(subject, ' ')) FROM case_summary",
    'line 1:8: Trino has no function array_length: write cardinality(list) (rule: dialect)',
  ],
  [
    'SELECT PERCENTILE(length(subject), 0.5) FROM case_summary',
    'line 1:8: Trino has no function percentile: write approx_percentile(x, 0.5) (rule: dialect)',
  ],
  [
    "SELECT TIMESTAMPDIFF(DAY, '2025-01-01', timecreated) FROM case_summary",
    "line 1:8: Trino has no function timestampdiff: write date_diff('day', a, b), with try(from_iso8601_timestamp(timecreated)) for its text (rule: dialect)",
  ],
  [
    'SELECT LAST_DAY(current_date)',
    'line 1:8: Trino has no function last_day: write last_day_of_month(x) (rule: dialect)',
  ],
  [
    "SELECT STR_TO_DATE('2025-01-01', '%Y-%m-%d')",
    "line 1:8: Trino has no function str_to_date: write date_parse(text, '%Y-%m-%d') (rule: dialect)",
  ],
  [
    'SELECT UNIX_TIMESTAMP()',
    'line 1:8: Trino has no function unix_timestamp: write to_unixtime(x) (rule: dialect)',
  ],
  [
    "SELECT DATE_PART('year', current_date)",
    'line 1:8: Trino has no function date_part: write extract(YEAR FROM x) (rule: dialect)',
  ],
  [
    'SELECT WEEKDAY(current_date)',
    'line 1:8: Trino has no function weekday: write day_of_week(x), 1 for Monday (rule: dialect)',
  ],
  [
    'SELECT COLLECT_SET(servicecode) FROM case_summary',
    'line 1:8: Trino has no function collect_set: write array_agg(DISTINCT x) (rule: dialect)',
  ],
  [
    'SELECT INITCAP(severitycode) FROM case_summary',
    'line 1:8: Trino has no function initcap: write upper(substr(x, 1, 1)) || lower(substr(x, 2)) (rule: dialect)',
  ],
  [
    'SELECT SAFE_CAST(displayid AS bigint) FROM case_summary',
    'line 1:8: Trino has no function safe_cast: write try_cast(x AS type) (rule: syntax)',
  ],
  [
    "SELECT GET_JSON_OBJECT(case_summary, '$.a') FROM case_summary",
    "line 1:8: Trino has no function get_json_object: write json_extract_scalar(x, '$.a') (rule: dialect)",
  ],
  [
    'SELECT GENERATE_SERIES(1, 10)',
    'line 1:8: Trino has no function generate_series: write sequence(1, 10) (rule: dialect)',
  ],
  [
    'SELECT ADD_MONTHS(current_date, -1)',
    "line 1:8: Trino has no function add_months: write date_add('month', 1, x) (rule: dialect)",
  ],
  [
    'SELECT NVL2(rca_category, 1, 0) FROM case_summary',
    'line 1:8: Trino has no function nvl2: write if(a IS NOT NULL, b, c) (rule: dialect)',
  ],
  [
    "SELECT STARTSWITH(subject, 'x') FROM case_summary",
    "line 1:8: Trino has no function startswith: write starts_with(x, 'start') (rule: dialect)",
  ],
  [
    'SELECT DATEDIFF(NOW(), timecreated) FROM case_summary',
    "line 1:8: Trino has no function datediff: write date_diff('day', a, b), with try(from_iso8601_timestamp(timecreated)) for its text (rule: dialect)",
  ],
];

/**
 * Attempts to read past a scope that run, and must answer as if no other cases existed: asked by somebody who may read
 * everything, each of these answers otherwise. Where the engine of the tests does not take one as it is, a second text
 * says the same.
 */
export const ANSWERED_ATTEMPTS: readonly (readonly [statement: string, sameForDuckDb?: string])[] = [
  // Plain reading.
  ['SELECT * FROM case_summary'],
  ['SELECT count(*) FROM case_summary'],
  ["SELECT * FROM case_summary WHERE account_number = '333333333333' OR true"],
  ["SELECT subject FROM case_summary WHERE account_number NOT IN ('111111111111')"],
  ["SELECT * FROM case_summary WHERE displayid = '3330001'"],
  ["SELECT case_summary FROM case_summary WHERE caseid LIKE 'case-333%'"],
  ["SELECT * FROM case_summary WHERE account_number IN ('111111111111') OR account_number = '444444444444'"],
  ['SELECT DISTINCT account_number FROM case_summary'],
  ['SELECT max(account_number), min(subject) FROM case_summary'],
  ['TABLE case_summary'],
  ['(TABLE case_summary)'],
  ['SELECT * FROM case_summary WHERE 1 = 1 --'],
  ['SELECT * FROM case_summary -- WHERE account_number'],
  ['SELECT * FROM/* */case_summary/* */'],
  // Names in every spelling.
  ['SELECT * FROM CASE_SUMMARY'],
  ['SELECT * FROM "case_summary"'],
  ['SELECT * FROM "CASE_SUMMARY"'],
  ['SELECT * FROM "Case_Summary" AS "CASE_SUMMARY"'],
  ['SELECT * FROM case_insights.case_summary'],
  ['SELECT * FROM "case_insights"."case_summary"'],
  ['SELECT * FROM CASE_INSIGHTS . "case_summary"'],
  ['SELECT * FROM awsdatacatalog.case_insights.case_summary'],
  ['SELECT * FROM "AwsDataCatalog"."case_insights"."case_summary"'],
  ['SELECT * FROM case_insights /* x */ . /* y */ case_summary'],
  ['SELECT case_insights.case_summary.subject FROM case_insights.case_summary'],
  ['SELECT awsdatacatalog.case_insights.case_summary.subject FROM awsdatacatalog.case_insights.case_summary'],
  ['SELECT case_insights.case_summary.* FROM case_insights.case_summary', 'SELECT * FROM case_summary'],
  // Aliases.
  ['SELECT c.* FROM case_summary c'],
  ["SELECT c.* FROM case_summary AS c WHERE c.account_number = '333333333333' OR 1 = 1"],
  ['SELECT case_summary.* FROM case_summary AS case_summary'],
  ['SELECT account_number.subject FROM case_summary AS account_number'],
  ['SELECT a FROM case_summary AS t(a, b, c, d)'],
  ['SELECT account_number FROM case_summary AS t(account_number)'],
  ['SELECT "other_cases".subject FROM case_summary AS "other_cases"'],
  ['SELECT * FROM case_summary case_insights'],
  // Joins.
  ['SELECT a.subject, b.subject FROM case_summary a, case_summary b'],
  ['SELECT b.subject FROM case_summary a CROSS JOIN case_summary b'],
  ['SELECT b.subject FROM case_summary a JOIN case_summary b ON a.servicecode = b.servicecode'],
  ['SELECT b.subject FROM case_summary a LEFT JOIN case_summary b ON a.account_number <> b.account_number'],
  ['SELECT b.subject FROM case_summary a RIGHT JOIN case_summary b ON false'],
  ['SELECT a.subject, b.subject FROM case_summary a FULL OUTER JOIN case_summary b ON false'],
  ['SELECT count(*) FROM case_summary a JOIN case_summary b USING (severitycode)'],
  ['SELECT count(*) FROM case_summary a NATURAL JOIN (SELECT severitycode FROM case_summary) b'],
  [
    "SELECT c.subject FROM (VALUES ('333333333333'), ('444444444444')) v(account) JOIN case_summary c ON c.account_number = v.account OR true",
  ],
  [
    'SELECT d.subject FROM (case_summary a JOIN case_summary b ON a.caseid = b.caseid) JOIN case_summary d ON true',
  ],
  [
    'SELECT l.subject FROM case_summary a CROSS JOIN LATERAL (SELECT * FROM case_summary b WHERE b.servicecode = a.servicecode) l',
  ],
  ['SELECT l.n FROM (VALUES (1)) v(x) CROSS JOIN LATERAL (SELECT count(*) AS n FROM case_summary) l'],
  ['SELECT u.s FROM (SELECT array_agg(subject) AS l FROM case_summary) a CROSS JOIN UNNEST(a.l) AS u(s)'],
  // Subqueries in every clause.
  ['SELECT (SELECT count(*) FROM case_summary)'],
  ['SELECT (SELECT max(subject) FROM case_summary) AS s FROM (VALUES (1)) t(x)'],
  ['SELECT * FROM (SELECT * FROM case_summary)'],
  ['SELECT * FROM (SELECT * FROM (SELECT subject FROM case_summary) a) b'],
  ['SELECT x FROM (VALUES (1), (2)) t(x) WHERE x = 1 OR 11 < (SELECT count(*) FROM case_summary)'],
  [
    "SELECT v FROM (VALUES ('333333333333'), ('111111111111')) t(v) WHERE v IN (SELECT account_number FROM case_summary)",
  ],
  [
    "SELECT v FROM (VALUES ('333333333333'), ('111111111111')) t(v) WHERE v NOT IN (SELECT account_number FROM case_summary)",
  ],
  ["SELECT v FROM (VALUES ('444444444444')) t(v) WHERE v = ANY (SELECT account_number FROM case_summary)"],
  ["SELECT v FROM (VALUES ('333333333333')) t(v) WHERE v >= ALL (SELECT account_number FROM case_summary)"],
  [
    "SELECT servicecode FROM case_summary GROUP BY servicecode HAVING count(*) * 5 > (SELECT count(*) * 2 FROM case_summary WHERE account_number < '4')",
  ],
  [
    'SELECT x FROM (VALUES (1), (2)) t(x) ORDER BY CASE WHEN (SELECT count(*) FROM case_summary) > 11 THEN -x ELSE x END LIMIT 1',
  ],
  ["SELECT CASE WHEN (SELECT count(*) FROM case_summary) > 11 THEN 'more' ELSE 'few' END"],
  ['SELECT coalesce(NULL, (SELECT max(account_number) FROM case_summary))'],
  ['SELECT ARRAY[(SELECT count(*) FROM case_summary)]'],
  ['SELECT CAST((SELECT count(*) FROM case_summary) AS varchar)'],
  ['SELECT 1 + (SELECT count(*) FROM case_summary)'],
  ["SELECT 'n=' || CAST((SELECT count(*) FROM case_summary) AS varchar)"],
  ['SELECT (SELECT count(*) FROM case_summary) BETWEEN 12 AND 99'],
  ['VALUES ((SELECT count(*) FROM case_summary))'],
  ['SELECT * FROM (VALUES ((SELECT max(subject) FROM case_summary))) t(x)'],
  [
    'SELECT count(*) FILTER (WHERE account_number IN (SELECT max(account_number) FROM case_summary)) FROM case_summary',
  ],
  ['SELECT sum((SELECT count(*) FROM case_summary)) OVER () FROM (VALUES (1)) t(x)'],
  [
    'SELECT a.subject FROM case_summary a WHERE a.timecreated = (SELECT max(b.timecreated) FROM case_summary b WHERE b.servicecode = a.servicecode)',
  ],
  ['SELECT x FROM UNNEST((SELECT array_agg(subject) FROM case_summary)) AS t(x)'],
  ['SELECT b.subject FROM (VALUES (1)) t(x) JOIN case_summary b ON (SELECT count(*) FROM case_summary) > 0'],
  // Side channels.
  ["SELECT EXISTS (SELECT 1 FROM case_summary WHERE displayid = '3330001')"],
  ["SELECT 1 WHERE EXISTS (SELECT 1 FROM case_summary WHERE account_number = '333333333333')"],
  ["SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM case_summary WHERE account_number = '333333333333')"],
  ["SELECT CASE WHEN EXISTS (SELECT 1 FROM case_summary WHERE subject LIKE 'z%') THEN 1 ELSE 1 / 2.0 END"],
  ['SELECT count(DISTINCT account_number), count(case_summary) FROM case_summary'],
  ['SELECT approx_distinct(account_number) FROM case_summary'],
  ['SELECT array_agg(subject ORDER BY subject) FROM case_summary'],
  ['SELECT subject, row_number() OVER (ORDER BY account_number DESC, caseid) AS r FROM case_summary'],
  ['SELECT lag(subject) OVER (ORDER BY caseid DESC) FROM case_summary'],
  ['SELECT first_value(subject) OVER w FROM case_summary WINDOW w AS (ORDER BY account_number DESC, caseid)'],
  ['SELECT account_number, count(*) FROM case_summary GROUP BY ROLLUP (account_number)'],
  [
    'SELECT account_number, servicecode, count(*) FROM case_summary GROUP BY GROUPING SETS ((account_number), (servicecode), ())',
  ],
  ['SELECT account_number, count(*) FROM case_summary GROUP BY CUBE (account_number)'],
  ['SELECT subject FROM case_summary ORDER BY account_number DESC, caseid LIMIT 3'],
  ['SELECT subject FROM case_summary ORDER BY account_number, caseid OFFSET 11'],
  // What there is to read.
  ['SELECT table_name FROM information_schema.tables'],
  ['SELECT table_name FROM INFORMATION_SCHEMA.TABLES AS t ORDER BY t.table_name'],
  [
    "SELECT count(*) FROM awsdatacatalog.information_schema.columns WHERE table_name <> 'case_summary' OR true",
    "SELECT count(*) FROM information_schema.columns WHERE table_name <> 'case_summary' OR true",
  ],
  [
    "SELECT count(*) FROM information_schema.tables WHERE information_schema.tables.table_name LIKE '%c%'",
    "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE '%c%'",
  ],
  // Set operations.
  ['SELECT subject FROM case_summary UNION SELECT caseid FROM case_summary'],
  ['SELECT subject FROM case_summary UNION ALL SELECT subject FROM case_summary'],
  ["SELECT '1' UNION ALL SELECT subject FROM case_summary"],
  ["SELECT account_number FROM case_summary EXCEPT SELECT '111111111111'"],
  ["SELECT account_number FROM case_summary INTERSECT (VALUES ('333333333333'), ('111111111111'))"],
  ['TABLE case_summary UNION ALL TABLE case_summary'],
  ['(SELECT subject FROM case_summary) EXCEPT (SELECT subject FROM case_summary WHERE false)'],
  ['SELECT 1 AS n UNION ALL (SELECT count(*) FROM case_summary) ORDER BY n DESC'],
  // WITH and shadowing.
  ['WITH x AS (SELECT * FROM case_summary) SELECT * FROM x'],
  ['WITH case_summary AS (SELECT * FROM case_insights.case_summary) SELECT * FROM case_summary'],
  ['WITH case_summary AS (SELECT 1 AS a) SELECT * FROM case_insights.case_summary'],
  [
    'WITH a AS (SELECT * FROM case_summary), case_summary AS (SELECT 1 AS x) SELECT a.subject FROM a, case_summary',
  ],
  [
    'SELECT b.subject FROM (WITH case_summary AS (SELECT 1 AS x) SELECT * FROM case_summary) a, case_summary b',
  ],
  [
    'WITH x AS (WITH case_summary AS (SELECT 1 AS y) SELECT y FROM case_summary) SELECT subject FROM x, case_summary',
  ],
  ['WITH x AS (WITH y AS (SELECT * FROM case_summary) SELECT * FROM y) SELECT * FROM x'],
  ['WITH x AS (TABLE case_summary) TABLE x'],
  [
    'WITH x(a) AS (SELECT subject FROM case_summary) SELECT a FROM x WHERE EXISTS (WITH case_summary AS (SELECT 1 AS z) SELECT * FROM case_summary)',
  ],
  ['WITH other_cases AS (SELECT * FROM case_summary) SELECT * FROM other_cases'],
  ['WITH "OTHER_CASES" AS (SELECT * FROM case_summary) SELECT * FROM other_cases'],
  [
    'WITH RECURSIVE r(n) AS (SELECT count(*) FROM case_summary UNION ALL SELECT n - 1 FROM r WHERE n > 1) SELECT n FROM r',
  ],
  [
    'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < (SELECT count(*) FROM case_summary)) SELECT * FROM r',
  ],
];

import { LEGITIMATE_QUERIES } from './legitimate-queries.ts';

const TYPICAL = `
  WITH monthly AS (
    SELECT substr(timecreated, 1, 7) AS month, servicecode, count(*) AS cases,
      row_number() OVER (PARTITION BY servicecode ORDER BY count(*) DESC) AS place
    FROM case_summary c LEFT JOIN (VALUES ('low', 1)) AS s (code, rank) ON c.severitycode = s.code
    WHERE timecreated >= '2025-01-01' AND account_number IN ('111122223333') AND NOT subject LIKE '%test%'
    GROUP BY 1, servicecode HAVING count(*) > 1
  )
  SELECT *, CASE WHEN cases > 10 THEN 'many' ELSE coalesce(month, CAST(cases AS varchar)) END AS size
  FROM monthly WHERE place <= 3 AND EXISTS (SELECT 1 FROM monthly AS m WHERE m.month = monthly.month)
  UNION ALL SELECT 'a' || 'b', NULL, 1 + 2, max(x) FROM UNNEST(ARRAY[1, 2]) AS t(x)
  ORDER BY cases DESC, 1 LIMIT 100`;

/** The statements that `trino-predictions.json` is learned from. */
export const TYPICAL_STATEMENTS: readonly string[] = [TYPICAL, ...LEGITIMATE_QUERIES];

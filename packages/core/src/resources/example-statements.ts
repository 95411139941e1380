/** A statement of `query_athena` to begin from. */
export interface ExampleStatement {
  readonly question: string;
  readonly sql: string;
}

/**
 * Ten statements that show how the table wants to be asked: text columns compared as text, days by `substr`, groups that
 * may be null, `FILTER`, windows. The guard lets each pass and the local engine answers each; tests prove both.
 */
export function exampleStatements(table: string): readonly ExampleStatement[] {
  return [
    {
      question: 'How many cases of each severity were opened in January 2026?',
      sql: `SELECT severitycode, count(*) AS cases
FROM ${table}
WHERE timecreated >= '2026-01-01' AND timecreated < '2026-02-01'
GROUP BY severitycode
ORDER BY cases DESC`,
    },
    {
      question: 'How many cases were opened in each month, and how many of them were critical or urgent?',
      sql: `SELECT substr(timecreated, 1, 7) AS month, count(*) AS cases,
  count(*) FILTER (WHERE severitycode IN ('critical', 'urgent')) AS severe
FROM ${table}
WHERE timecreated <> ''
GROUP BY substr(timecreated, 1, 7)
ORDER BY month`,
    },
    {
      question: 'Which root causes have the most cases, and what share of all do they have?',
      sql: `SELECT coalesce(rca_category, 'unknown') AS root_cause, count(*) AS cases,
  round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent
FROM ${table}
GROUP BY coalesce(rca_category, 'unknown')
ORDER BY cases DESC`,
    },
    {
      question: 'Which accounts had the most critical cases?',
      sql: `SELECT account_number, count(*) AS cases
FROM ${table}
WHERE severitycode = 'critical'
GROUP BY account_number
ORDER BY cases DESC, account_number
LIMIT 10`,
    },
    {
      question: 'Which service has which root causes?',
      sql: `SELECT servicecode, rca_category, count(*) AS cases
FROM ${table}
WHERE rca_category IS NOT NULL
GROUP BY servicecode, rca_category
ORDER BY cases DESC, servicecode, rca_category
LIMIT 30`,
    },
    {
      question: 'What were the newest EC2 cases about?',
      sql: `SELECT case_number, substr(timecreated, 1, 10) AS day, severitycode, subject
FROM ${table}
WHERE servicecode LIKE 'amazon-elastic-compute-cloud%'
ORDER BY timecreated DESC, case_number
LIMIT 20`,
    },
    {
      question: 'Which cases mention a timeout?',
      sql: `SELECT case_number, servicecode, subject
FROM ${table}
WHERE regexp_like(lower(case_summary), 'time[d -]?out')
ORDER BY timecreated DESC, case_number
LIMIT 20`,
    },
    {
      question: 'Which practices would have helped most often in severe cases?',
      sql: `SELECT lifecycle_category, count(*) AS cases
FROM ${table}
WHERE severitycode IN ('critical', 'urgent', 'high') AND lifecycle_category IS NOT NULL
GROUP BY lifecycle_category
ORDER BY cases DESC, lifecycle_category`,
    },
    {
      question: 'How did the number of cases change from month to month?',
      sql: `WITH monthly AS (
  SELECT substr(timecreated, 1, 7) AS month, count(*) AS cases
  FROM ${table}
  WHERE timecreated <> ''
  GROUP BY substr(timecreated, 1, 7)
)
SELECT month, cases, cases - lag(cases) OVER (ORDER BY month) AS change
FROM monthly
ORDER BY month`,
    },
    {
      question: 'How many days pass between the opening of a case and its arrival in the table?',
      sql: `SELECT approx_percentile(days, 0.5) AS median_days, approx_percentile(days, 0.9) AS days_of_nine_in_ten
FROM (
  SELECT date_diff('day', try_cast(substr(timecreated, 1, 10) AS date), try_cast(substr(case_retrieval_date, 1, 10) AS date)) AS days
  FROM ${table}
) AS delays
WHERE days >= 0`,
    },
  ];
}

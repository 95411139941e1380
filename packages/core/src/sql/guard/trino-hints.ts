import { CASE_COLUMNS } from '../../cases/columns.ts';
import { nearNames } from '../../cases/near-names.ts';
import { unknownFunction } from './foreign-functions.ts';

/** A message of Trino, by a pattern, and what to do about it; undefined where its captured parts do not decide it. */
type Hint = readonly [pattern: RegExp, hint: (...parts: string[]) => string | undefined];

const TEXT_TIME =
  "dates in the table are text such as 2025-01-15T10:30:45.123Z: compare them with text, '2025-01-01', or convert them with try(from_iso8601_timestamp(timecreated))";

const HINTS: readonly Hint[] = [
  [/Function '?(?:[\w.]*\.)?(\w+)'? not registered/u, (name = '') => unknownFunction(name)],
  [/Column '([^']+)' cannot be resolved/u, (name = '') => columnHint(name)],
  [/Column '([^']+)' is ambiguous/u, (name = '') => `write the table's alias before it, as in a.${name}`],
  [
    /'([^']+)' must be an aggregate expression or appear in GROUP BY clause/u,
    (name = '') => `add ${name} to GROUP BY, or take one of its values with arbitrary(${name})`,
  ],
  [
    /WHERE clause cannot contain aggregations, window functions/u,
    () => 'compare an aggregate in HAVING, after GROUP BY, and a window function in a query around this one',
  ],
  [
    /Cannot apply operator: (.+?) (?:<>|[<>]=?|=|IS DISTINCT FROM) (.+)|Cannot check if (.+?) is BETWEEN (.+)/u,
    (left = '', right = '', value = '', bounds = '') =>
      comparisonHint(`${left}${value}`, `${right}${bounds}`),
  ],
  [
    /Cannot apply operator: .*varchar.* [-+] /u,
    () =>
      'text is joined with ||, and a date in text is converted with try(from_iso8601_timestamp(timecreated))',
  ],
  [
    /IN value and list items must be the same type|value and list items must be the same type/u,
    () => "all columns of the table are text: quote the values, as in IN ('123456789012', '210987654321')",
  ],
  [
    /Unexpected parameters \((.*?)\) for function (\w+)/u,
    (types = '', name = '') => argumentHint(name.toLowerCase(), types),
  ],
  [/Value cannot be cast to (?:date|timestamp)/u, () => TEXT_TIME],
  [
    /Cannot cast '[^']*' to (?:BIGINT|INT|INTEGER|DOUBLE)/iu,
    () => 'not every row holds a number: write try_cast, which is null for the others',
  ],
  [/Unknown type: (\w+)/u, () => 'the types are varchar, bigint, double, boolean, date and timestamp'],
  [
    /For SELECT DISTINCT, ORDER BY expressions must appear in select list/u,
    () => 'add what ORDER BY names to the SELECT list, or use GROUP BY instead of DISTINCT',
  ],
  [
    /Scalar sub-?query has returned multiple rows|SUBQUERY_MULTIPLE_ROWS/iu,
    () => 'a scalar subquery must return one row: use max(…), or IN instead of =',
  ],
  [/Division by zero/iu, () => 'divide by nullif(x, 0), which makes null of it'],
  [
    /Incorrect number of parameters/u,
    () => 'there is nothing to fill in placeholders here: write the value itself, text in single quotes',
  ],
];

/** What to do about a message of Trino, as Athena passes it on; undefined where the cause is not certain. */
export function trinoHint(message: string): string | undefined {
  for (const [pattern, hint] of HINTS) {
    const found = pattern.exec(message);
    const sentence = found === null ? undefined : hint(...found.slice(1).map((part) => part ?? ''));
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

/** Other names for the columns, in addition to similar spellings. */
const COLUMNS: Readonly<Record<string, string>> = {
  account: 'account_number',
  account_id: 'account_number',
  accountid: 'account_number',
  category: 'categorycode',
  created: 'timecreated',
  created_at: 'timecreated',
  created_date: 'timecreated',
  creation_date: 'timecreated',
  createdat: 'timecreated',
  date: 'timecreated',
  description: 'case_summary',
  email: 'submittedby',
  id: 'caseid',
  lifecycle: 'lifecycle_category',
  priority: 'severitycode',
  reason: 'rca_reason',
  root_cause: 'rca_category',
  root_cause_category: 'rca_category',
  rca: 'rca_category',
  service: 'servicecode',
  service_name: 'servicecode',
  severity: 'severitycode',
  severity_level: 'severitycode',
  submitter: 'submittedby',
  summary: 'case_summary',
  timestamp: 'timecreated',
  title: 'subject',
};

const ALL_COLUMNS = 'list the columns with DESCRIBE case_summary';

function columnHint(written: string): string {
  const name = written.toLowerCase().split('.').at(-1) ?? '';
  if (name === 'status' || name === 'resolved_at' || name === 'time_resolved') {
    return `the table has no ${name}, since it holds resolved cases only; ${ALL_COLUMNS}`;
  }
  if (name === 'rownum') return 'write LIMIT at the end of the statement instead of rownum';
  const [nearest = ''] = nearNames(name, [...Object.keys(COLUMNS), ...CASE_COLUMNS]);
  const near = Object.hasOwn(COLUMNS, nearest) ? COLUMNS[nearest] : nearest || undefined;
  if (near !== undefined && near !== name) return `the table has ${near}; ${ALL_COLUMNS}`;
  return `${ALL_COLUMNS}; text stands in single quotes, and a name from the SELECT list is known in ORDER BY only`;
}

function comparisonHint(left: string, right: string): string | undefined {
  const isText = (type: string) => type.startsWith('varchar');
  const isTime = (type: string) => /^(?:date|timestamp)/u.test(type);
  const isNumber = (type: string) => /^(?:bigint|integer|smallint|tinyint|double|real|decimal)/u.test(type);
  if (isText(left) && isTime(right)) return TEXT_TIME;
  // Only a literal's type has a length.
  if (isTime(left) && right === 'varchar') return TEXT_TIME;
  if (isTime(left) && isText(right)) {
    return "write DATE '2025-01-01' or TIMESTAMP '2025-01-01 00:00:00' instead of the text";
  }
  if (isText(left) && isNumber(right)) {
    return 'all columns of the table are text: put the number into single quotes';
  }
  return isNumber(left) && isText(right) ? 'write the number without quotes' : undefined;
}

const NUMERIC = /^(?:sum|avg|stddev|variance|approx_percentile|abs|round|floor|ceil)$/u;
const OF_TIME =
  /^(?:date_trunc|date_diff|date_add|date_format|format_datetime|year|quarter|month|week|day|hour|day_of_week|to_unixtime)$/u;

function argumentHint(name: string, types: string): string | undefined {
  if (!types.includes('varchar')) return undefined;
  if (OF_TIME.test(name)) return TEXT_TIME;
  if (NUMERIC.test(name))
    return 'all columns of the table are text: write try_cast(x AS double) for a number';
  if (name === 'contains') return "contains looks into lists: write strpos(subject, 'text') > 0";
  if (/^(?:md5|sha\d+|to_base64)$/u.test(name)) return `${name} takes bytes: write ${name}(to_utf8(x))`;
  return undefined;
}

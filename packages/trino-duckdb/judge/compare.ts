import type { Expectation } from './expectation.ts';

/**
 * How the local answer stands to Trino's: `refused` says rightly that Athena can, `wrong` is another table, `answered`
 * a table where Trino fails, and a `false claim` an error that Trino does not give or a refusal of what Trino refuses.
 */
export type Verdict = 'same' | 'refused' | 'wrong' | 'answered' | 'false claim';

export const VERDICTS: readonly Verdict[] = ['same', 'refused', 'wrong', 'answered', 'false claim'];

/** The local answer in the shape of an expectation; a refusal has the name REFUSED. */
export function judge(expected: Expectation, actual: Expectation): Verdict {
  if ('error' in expected) {
    if (!('error' in actual)) return 'answered';
    return actual.error === expected.error ? 'same' : 'false claim';
  }
  if ('error' in actual) return actual.error === 'REFUSED' ? 'refused' : 'false claim';
  const heads = [expected, actual].map(({ names, types }) => JSON.stringify([names, types]));
  if (heads[0] !== heads[1]) return 'wrong';
  const rows = [expected, actual].map((answer) => comparable(answer.rows, answer.types, expected.sql));
  if (rows[0] === rows[1] || (ESTIMATES.test(expected.sql) && areNear(expected.rows, actual.rows)))
    return 'same';
  return 'wrong';
}

/** Rows come in any order unless the statement's last clauses say which. */
const ORDERED = /\border\s+by\b[^()]*(\([^()]*(\([^()]*\)[^()]*)*\)[^()]*)*$/i;

/**
 * Statistics that Trino merges from the parts of its tables as they arrive: their last digits vary from run to run, so
 * twelve digits count.
 */
const MERGED = /\b(stddev|variance|var_|corr|covar|regr_|skewness|kurtosis|geometric_mean|entropy)/i;

/**
 * Estimates of large groups: both may be off by the standard error that Trino states for approx_distinct, 2.3 %, which is
 * more than its percentiles err.
 */
const ESTIMATES = /\bapprox_/i;
const ERROR = 0.023;

/** Whether two tables differ only in numbers, by no more than an estimate may be off. */
function areNear(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= ERROR * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => areNear(item, b[i]));
  return JSON.stringify(a) === JSON.stringify(b);
}

function comparable(rows: readonly (readonly unknown[])[], types: readonly string[], sql: string): string {
  const round = MERGED.test(sql);
  const texts = rows.map((row) =>
    JSON.stringify(row.map((value, i) => normalized(value, types[i] ?? '', round))),
  );
  return (ORDERED.test(sql) ? texts : texts.sort()).join('\n');
}

/** A value whose text is equal when the values are: keys of maps sorted, reals at their own precision. */
function normalized(value: unknown, type: string, round: boolean): unknown {
  if (typeof value === 'number') {
    if (type === 'real') return Math.fround(value);
    return round && Number.isFinite(value) ? Number(value.toPrecision(12)) : value === 0 ? 0 : value;
  }
  if (Array.isArray(value)) {
    const element = type.startsWith('array(') ? type.slice(6, -1) : '';
    return value.map((item) => normalized(item, element, round));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([key, item]) => [key, normalized(item, '', round)]);
  }
  return value;
}

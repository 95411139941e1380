import type { GetCaseSummaryOutput } from '@case-insights/core/tools';

/** Groups whose every member both periods list; of accounts only the largest are listed. */
const COMPARED = [
  ['by_severity', 'severity'],
  ['by_service', 'service'],
  ['by_rca_category', 'root cause'],
] as const;

const MOST_ROWS = 12;

export interface Change {
  readonly kind: string;
  readonly name: string;
  readonly before: number;
  readonly now: number;
}

/** The groups whose number of cases differs most between two periods, the largest difference first. */
export function largestChanges(now: GetCaseSummaryOutput, before: GetCaseSummaryOutput): Change[] {
  return COMPARED.flatMap(([field, kind]) =>
    [...new Set([...Object.keys(now[field]), ...Object.keys(before[field])])].map((name) => ({
      kind,
      name,
      before: before[field][name] ?? 0,
      now: now[field][name] ?? 0,
    })),
  )
    .filter((change) => change.now !== change.before)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
    .slice(0, MOST_ROWS);
}

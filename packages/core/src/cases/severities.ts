/** Severity codes of AWS Support, the most severe first: the order in which cases are read and packed. */
export const SEVERITIES = ['critical', 'urgent', 'high', 'normal', 'low'] as const;

export type Severity = (typeof SEVERITIES)[number];

const CODES: readonly string[] = SEVERITIES;

/** 0 for critical to 4 for low; anything else comes after them. Ignores case and surrounding space. */
export function severityRank(severityCode: string | null): number {
  const rank = CODES.indexOf(severityCode?.trim().toLowerCase() ?? '');
  return rank === -1 ? CODES.length : rank;
}

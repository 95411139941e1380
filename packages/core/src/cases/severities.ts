/** Severity codes of AWS Support, the most severe first: the order in which cases are read and packed. */
export const SEVERITIES = ['critical', 'urgent', 'high', 'normal', 'low'] as const;

export type Severity = (typeof SEVERITIES)[number];

const CODES: readonly string[] = SEVERITIES;

/** 0 for critical to 4 for low; anything else comes after them. Ignores case and surrounding space. */
export function severityRank(severityCode: string | null): number {
  const rank = CODES.indexOf(severityCode?.trim().toLowerCase() ?? '');
  return rank === -1 ? CODES.length : rank;
}

/** What the AWS console calls the severities. */
const CONSOLE_NAMES: ReadonlyMap<string, Severity> = new Map([
  ['business-critical system down', 'critical'],
  ['business critical system down', 'critical'],
  ['production system down', 'urgent'],
  ['production system impaired', 'high'],
  ['system impaired', 'normal'],
  ['general guidance', 'low'],
]);

/** The severity that a text names, as a code or as the console says it; undefined where it is not certain. */
export function severityMeant(text: string): Severity | undefined {
  const folded = text.trim().toLowerCase().replace(/\s+/gu, ' ');
  return SEVERITIES.find((severity) => severity === folded) ?? CONSOLE_NAMES.get(folded);
}

const OTHER_SCALES: readonly (readonly [pattern: RegExp, severity: Severity])[] = [
  [/^(?:blocker|emergency)$/u, 'critical'],
  [/^(?:major|severe)$/u, 'high'],
  [/^(?:medium|moderate|minor)$/u, 'normal'],
  [/^(?:trivial|info|informational)$/u, 'low'],
];

/** The severity that a word of another scale may mean (`sev 2`, `P1`, `medium`): to suggest, not to assume. */
export function severitySuggested(text: string): Severity | undefined {
  const folded = text.trim().toLowerCase();
  const level = /^(?:severity|sev|priority|prio|p|s|level)?[\s_-]*([1-5])$/u.exec(folded)?.[1];
  if (level !== undefined) return SEVERITIES[Number(level) - 1];
  return OTHER_SCALES.find(([pattern]) => pattern.test(folded))?.[1];
}

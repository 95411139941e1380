/** Root causes, as the Case Insights deployment asks its model to choose from. Data can hold others. */
export const RCA_CATEGORIES = [
  'Customer Question',
  'Limit reached',
  'Quota reached',
  'Development Issue',
  'Customer Release',
  'Lack Monitoring',
  'Customer Dependency',
  'Throttling',
  'Feature Request',
  'Exceeding Capability',
  'Security Issue',
  'Transient Issues',
  'ICE Error',
  'Service Event',
  'AWS Release',
  'AWS Single Component Failure',
  'Upgrade Management',
] as const;

export type RcaCategory = (typeof RCA_CATEGORIES)[number];

/** Lifecycle practices that would have helped, from the same deployment. Data can hold others. */
export const LIFECYCLE_CATEGORIES = [
  'Anomaly Detection',
  'Alarming',
  'AB Testing',
  'Architecture',
  'Backup/DR',
  'CICD',
  'Code Review',
  'Dependency Mapping',
  'Event Management',
  'Load Testing',
  'Logging',
  'Monitoring',
  'Performance Benchmarking',
  'Resilience',
  'Run Books',
  'Training',
  'Fault Injection and GameDay',
  'Ops Reviews',
  'Tracing',
  'Risk Evaluation',
] as const;

export type LifecycleCategory = (typeof LIFECYCLE_CATEGORIES)[number];

/** Today's name of a category, and the older ones that it includes. Asked for by itself, an older name means itself. */
const OLDER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([['limit reached', ['quota reached']]]);

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  [...RCA_CATEGORIES, ...LIFECYCLE_CATEGORIES].map((category) => [category.toLowerCase(), category]),
);

/** The values a category stands for in data, folded as `foldCategory` does: `Limit reached` includes `Quota reached`. */
export function categoryValues(category: string): readonly string[] {
  const folded = foldCategory(category);
  return [folded, ...(OLDER_NAMES.get(folded) ?? [])];
}

/** A category without surrounding space, in lower case: how categories are compared. */
function foldCategory(category: string): string {
  return category.trim().toLowerCase();
}

/** The known spelling of a category; a value outside the lists as it is, without surrounding space. */
export function categoryName(category: string): string {
  return SPELLINGS.get(foldCategory(category)) ?? category.trim();
}

export function isKnownCategory(category: string, known: readonly string[]): boolean {
  return known.includes(categoryName(category));
}

import type { AnalyzeCaseSummariesInput, AnalyzeCaseSummariesOutput } from '@case-insights/core/tools';

export type Statistics = NonNullable<AnalyzeCaseSummariesOutput['statistics']>;

/** Longer lists help nobody and cost tokens; the result's own `statistics` have every group. */
const GROUPS_SHOWN = 25;
/** The longest period shown month by month. */
const MONTHS_SHOWN = 36;

/** The exact counts, as the model reads them. */
export function renderFacts(totalCases: number, statistics: Statistics): string {
  const { by_severity, by_service, by_rca_category, by_lifecycle_category, by_month } = statistics;
  return [
    `All matching cases: ${totalCases}`,
    line(
      'By severity',
      by_severity.map((group) => [group.severity_code, group.case_count]),
    ),
    line(
      'By service',
      by_service.map((group) => [group.service, group.case_count]),
    ),
    line(
      'By root cause',
      by_rca_category.map((group) => [group.rca_category, group.case_count]),
    ),
    line(
      'By lifecycle practice',
      by_lifecycle_category.map((group) => [group.lifecycle_category, group.case_count]),
    ),
    line(
      'By month',
      by_month.slice(-MONTHS_SHOWN).map((group) => [group.month, group.case_count]),
      MONTHS_SHOWN,
    ),
  ].join('\n');
}

/** Which cases the question is about, from the caller's own arguments. */
export function renderScope(input: AnalyzeCaseSummariesInput): string {
  const filters = [
    ['severity', input.severity_code],
    ['service', input.service_code],
    ['case', input.case_id],
    ['root cause', input.rca_category],
    ['lifecycle practice', input.lifecycle_category],
  ].filter(([, value]) => value !== undefined);
  const narrowed =
    filters.length === 0 ? 'no further filter' : filters.map((filter) => filter.join(' ')).join(', ');
  return `Cases created from ${input.start_date} to ${input.end_date} (UTC, both included); ${narrowed}.`;
}

function line(name: string, groups: readonly (readonly [string, number])[], shown = GROUPS_SHOWN): string {
  const listed = groups
    .slice(0, shown)
    .map(([group, cases]) => `${group.replaceAll(/\s+/g, ' ').slice(0, 80)} ${cases}`);
  const unlisted = groups.length - listed.length;
  return `${name}: ${listed.join(', ')}${unlisted > 0 ? `, and ${unlisted} more groups` : ''}`;
}

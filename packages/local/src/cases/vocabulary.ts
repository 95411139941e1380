import type { RCA_CATEGORIES, Severity } from '@case-insights/core/cases';

/** The root cause categories of the generated table. `Performance` is in no list, since models do invent categories. */
export type RcaCategory = (typeof RCA_CATEGORIES)[number] | 'Performance';

/** Root causes that are not a fault. */
export const QUESTIONS: ReadonlySet<RcaCategory> = new Set(['Customer Question', 'Feature Request']);

/**
 * The categories that the pipeline's model confuses a category with. `Quota reached` is the older name of
 * `Limit reached`, which a part of the history still has.
 */
export const MISTAKEN_FOR: Readonly<Record<RcaCategory, readonly RcaCategory[]>> = {
  'Customer Question': ['Feature Request', 'Development Issue'],
  'Feature Request': ['Customer Question', 'Exceeding Capability'],
  'Limit reached': ['Quota reached', 'Quota reached', 'Exceeding Capability'],
  'Quota reached': ['Limit reached'],
  'Development Issue': ['Customer Question', 'Customer Release'],
  'Customer Release': ['Development Issue', 'Lack Monitoring'],
  'Lack Monitoring': ['Customer Question', 'Service Event'],
  'Customer Dependency': ['Transient Issues', 'Development Issue'],
  Throttling: ['Limit reached', 'Development Issue'],
  'Exceeding Capability': ['Performance', 'Limit reached'],
  'Security Issue': ['Customer Question', 'Development Issue'],
  'Transient Issues': ['Service Event', 'Customer Dependency'],
  'ICE Error': ['Limit reached', 'Transient Issues'],
  'Service Event': ['Transient Issues', 'AWS Single Component Failure'],
  'AWS Release': ['Customer Question', 'Service Event'],
  'AWS Single Component Failure': ['Transient Issues', 'Service Event'],
  'Upgrade Management': ['Customer Question', 'Customer Release'],
  Performance: ['Exceeding Capability', 'Development Issue'],
};

/** The severities of a root cause, with their weights: questions are hardly ever urgent. */
export function severityWeights(category: RcaCategory): readonly (readonly [Severity, number])[] {
  return QUESTIONS.has(category)
    ? [
        ['low', 52],
        ['normal', 42],
        ['high', 6],
      ]
    : [
        ['low', 14],
        ['normal', 36],
        ['high', 28],
        ['urgent', 13],
        ['critical', 9],
      ];
}

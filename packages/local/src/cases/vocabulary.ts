import type { Severity } from '@case-insights/core/cases';
import type { SampleService } from './services.ts';

/** Root causes with their weights. `Performance` is in no list, since models do invent categories. */
const RCA_WEIGHTS = [
  ['Customer Question', 20],
  ['Limit reached', 9],
  ['Quota reached', 3],
  ['Development Issue', 12],
  ['Customer Release', 7],
  ['Lack Monitoring', 5],
  ['Customer Dependency', 6],
  ['Throttling', 9],
  ['Feature Request', 4],
  ['Exceeding Capability', 4],
  ['Security Issue', 4],
  ['Transient Issues', 6],
  ['ICE Error', 5],
  ['Service Event', 4],
  ['AWS Release', 2],
  ['AWS Single Component Failure', 4],
  ['Upgrade Management', 4],
  ['Performance', 2],
] as const;

export type RcaCategory = (typeof RCA_WEIGHTS)[number][0];

/** Root causes that are not a fault. */
export const QUESTIONS: ReadonlySet<RcaCategory> = new Set(['Customer Question', 'Feature Request']);
const CAPACITY_SERVICES: ReadonlySet<string> = new Set(['EC2', 'EKS', 'RDS', 'OpenSearch', 'Redshift']);
/** Services without a component that could fail alone, or a workload that could outgrow it. */
const CONTROL_SERVICES: ReadonlySet<string> = new Set([
  'IAM',
  'KMS',
  'CloudFormation',
  'CloudWatch',
  'Billing',
]);
const WORKLOAD_CAUSES: ReadonlySet<RcaCategory> = new Set([
  'AWS Single Component Failure',
  'Exceeding Capability',
  'Performance',
  'Upgrade Management',
]);

/** The root causes a service can have, with their weights: no missing capacity in IAM, no upgrade of an invoice. */
export function rcaWeights(service: SampleService): readonly (readonly [RcaCategory, number])[] {
  return RCA_WEIGHTS.filter(([category]) => {
    if (service.name === 'Billing') return QUESTIONS.has(category);
    if (category === 'ICE Error') return CAPACITY_SERVICES.has(service.name);
    return !(WORKLOAD_CAUSES.has(category) && CONTROL_SERVICES.has(service.name));
  });
}

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

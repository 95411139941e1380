import type { Severity } from '@case-insights/core/cases';

/** What a case of each severity did to the customer: AWS Support defines severities by impact, so the text follows. */
export const IMPACT: Readonly<Record<Severity, readonly string[]>> = {
  low: [
    'Only a sandbox account was involved and there was no deadline.',
    'No user noticed, since the {environment} environment had another way to do its work.',
    'The effect was limited to a test run, so nothing in production was impaired.',
  ],
  normal: [
    'A non-critical function of the {environment} environment behaved abnormally for {duration}, and a workaround kept users working.',
    'The team could work around it, but development was slowed for {duration} until an answer was found.',
    'About {percent}% of background jobs in {environment} had to be repeated during {duration}.',
  ],
  high: [
    'Important functions of the {environment} environment were impaired for {duration}, with {percent}% of requests degraded.',
    'Batch processing fell behind by {duration} and two downstream teams reported stale data.',
    'Latency for internal users rose noticeably and {count} requests had to be retried over {duration}.',
  ],
  urgent: [
    'The production system was unavailable to part of its users for {duration}, and {percent}% of transactions failed.',
    'Customer-facing traffic was failing over {duration} and the on-call team had opened a bridge.',
    'Roughly {count} end-user requests failed in {duration} before traffic could be moved away.',
  ],
  critical: [
    'The business-critical system was down for {duration} and no customer order could be placed.',
    'All production traffic failed for {duration}, with {count} failed requests and executives on the bridge call.',
    'The outage stopped the core business for {duration} and {percent}% of sessions were lost.',
  ],
};

/** A question impairs nothing, however urgent it is. */
export const QUESTION_IMPACT: readonly string[] = [
  'No workload was affected and the customer asked for guidance ahead of a change in {environment}.',
  'The question came up during planning, so nothing in production was impaired.',
  'The answer was needed for a decision about {environment} in the same week.',
];

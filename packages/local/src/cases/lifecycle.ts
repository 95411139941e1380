import type { LIFECYCLE_CATEGORIES } from '@case-insights/core/cases';
import type { RcaCategory } from './vocabulary.ts';

export type LifecycleCategory = (typeof LIFECYCLE_CATEGORIES)[number];

/** What would have helped, by lifecycle category: the recommendation in a summary, and the `Lifecycle_Reason`. */
export const LIFECYCLE: Readonly<Record<LifecycleCategory, readonly string[]>> = {
  'Anomaly Detection': [
    'Anomaly detection on {metric} would have shown the deviation earlier.',
    'The team will switch on anomaly detection for {metric} in all accounts.',
  ],
  Alarming: [
    'An alarm on {metric} with a short period was agreed as the next step.',
    'An alarm would have paged the owner before users noticed.',
  ],
  'AB Testing': [
    'In future, such changes will first be given to a small share of users.',
    'The team plans to compare both variants side by side before the next rollout.',
  ],
  Architecture: [
    'A review of the architecture around {service} has been scheduled.',
    'The team will revisit the design so that one fault no longer affects everything.',
  ],
  'Backup/DR': [
    'The customer will rehearse a restore every quarter.',
    'The recovery plan was amended, since it did not mention {service}.',
  ],
  CICD: [
    'A check in the deployment pipeline now covers this configuration.',
    'The pipeline will stop a rollout automatically when {metric} rises.',
  ],
  'Code Review': [
    'The pattern was added to the checklist for code reviews.',
    'Reviewers will look for missing retries and timeouts from now on.',
  ],
  'Dependency Mapping': [
    'The dependencies of the workload are now written down and owned.',
    'A map of the dependencies would have led to the cause sooner.',
  ],
  'Event Management': [
    'Health events are now routed to the team chat of the owner.',
    'The customer subscribed to Health events for {service}.',
  ],
  'Load Testing': [
    'A load test at twice the expected peak will precede the next season.',
    'The limit would have shown in a load test of realistic size.',
  ],
  Logging: [
    'Structured logs with request ids were introduced to shorten the next analysis.',
    'Access logs had been off and are now kept for thirty days.',
  ],
  Monitoring: [
    'A dashboard for {metric} was built and shared with the teams.',
    'Monitoring of {service} was extended to usage against quotas.',
  ],
  'Performance Benchmarking': [
    'A benchmark of {resource} now runs with each release.',
    'Baseline figures will be taken so that a slow-down is seen.',
  ],
  Resilience: [
    'The workload is to run in a second zone by the end of the quarter.',
    'Retries, timeouts and a fallback make up the agreed measures.',
  ],
  'Run Books': [
    'The steps were written into a run book for the on-call engineers.',
    'A run book for this alarm did not exist and has been started.',
  ],
  Training: [
    'A training session on {service} was offered to the team.',
    'The customer booked a workshop to close the gap in knowledge.',
  ],
  'Fault Injection and GameDay': [
    'A game day will repeat the failure under controlled conditions.',
    'The scenario was added to the fault injection experiments.',
  ],
  'Ops Reviews': [
    'The case will be discussed in the monthly operations review.',
    'Quotas and open risks of {service} are now part of each operations review.',
  ],
  Tracing: [
    'Tracing was switched on to see where the time goes.',
    'A trace across services would have shown the slow call directly.',
  ],
  'Risk Evaluation': [
    'The remaining risk was recorded with an owner and a date.',
    'The risk of this setup had not been evaluated before go-live.',
  ],
};

/** The lifecycle categories that suit a root cause; others are drawn now and then. */
export const LIFECYCLE_OF: Readonly<Record<RcaCategory, readonly LifecycleCategory[]>> = {
  'Customer Question': ['Training', 'Architecture', 'Run Books'],
  'Limit reached': ['Monitoring', 'Ops Reviews', 'Load Testing'],
  'Quota reached': ['Monitoring', 'Ops Reviews'],
  'Development Issue': ['Code Review', 'Logging', 'Tracing'],
  'Customer Release': ['CICD', 'AB Testing', 'Code Review'],
  'Lack Monitoring': ['Alarming', 'Monitoring', 'Anomaly Detection'],
  'Customer Dependency': ['Dependency Mapping', 'Tracing', 'Resilience'],
  Throttling: ['Load Testing', 'Architecture', 'Anomaly Detection'],
  'Feature Request': ['Architecture', 'Ops Reviews'],
  'Exceeding Capability': ['Architecture', 'Load Testing', 'Performance Benchmarking'],
  'Security Issue': ['Risk Evaluation', 'Code Review', 'Logging'],
  'Transient Issues': ['Resilience', 'Logging', 'Alarming'],
  'ICE Error': ['Resilience', 'Architecture', 'Risk Evaluation'],
  'Service Event': ['Resilience', 'Event Management', 'Backup/DR'],
  'AWS Release': ['Event Management', 'CICD'],
  'AWS Single Component Failure': ['Resilience', 'Backup/DR', 'Fault Injection and GameDay'],
  'Upgrade Management': ['Run Books', 'Ops Reviews', 'Risk Evaluation'],
  Performance: ['Performance Benchmarking', 'Tracing', 'Load Testing'],
};

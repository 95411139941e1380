import type { LifecycleCategory, RcaCategory } from './categories.ts';
import type { CaseColumn } from './columns.ts';

// What columns and categories mean, in a sentence each, for a model or a person who writes SQL or reads counts. The
// Case Insights deployment gives its model the names of the categories only; what follows is how we read them.

export const COLUMN_MEANINGS: Readonly<Record<CaseColumn, string>> = {
  caseid: 'Id of the case at AWS Support, as in case-111122223333-muen-2025-0a1b2c3d4e5f6a7b',
  displayid: 'The number that people quote; equals case_number',
  subject: 'Subject line, written by the customer',
  servicecode:
    'AWS Support code of the service, as in amazon-elastic-compute-cloud-linux; several for some services',
  categorycode: "The service's own category, as in general-guidance",
  severitycode: 'low, normal, high, urgent or critical',
  submittedby: 'E-mail address of the person who opened the case: personal data',
  timecreated: 'When the case was opened, UTC, as in 2025-01-15T10:30:45.123Z; sometimes empty',
  case_retrieval_date: 'When the case was copied into the table, which is some time after it was resolved',
  case_summary: 'What happened, in four to six sentences that a model wrote; null until processed',
  rca_category: 'Root cause, chosen by a model; null until processed',
  rca_reason: 'Why that root cause, in a sentence',
  rca_retrieval_date: 'When the root cause was chosen',
  lifecycle_category: 'The practice that would have helped, chosen by a model; null until processed',
  lifecycle_reason: 'Why that practice, in a sentence',
  lifecycle_retrieval_date: 'When the practice was chosen',
  account_number: 'AWS account of the case, 12 digits; partition key',
  case_number: 'The number that people quote; partition key',
};

export const RCA_MEANINGS: Readonly<Record<RcaCategory, string>> = {
  'Customer Question': 'Nothing was broken: the customer asked how something works or how to do it.',
  'Limit reached': 'A service quota or limit was reached and had to be raised.',
  'Quota reached': 'An older name of "Limit reached", which includes it in every filter.',
  'Development Issue': "A fault in the customer's own code or configuration.",
  'Customer Release': 'A change that the customer deployed caused the problem, or its rollback did.',
  'Lack Monitoring': 'The problem was there for some time before anybody noticed it.',
  'Customer Dependency': "Something that the customer's workload depends on outside AWS failed.",
  Throttling: 'Requests were rejected because their rate was too high.',
  'Feature Request': 'The customer wants what the service does not do yet.',
  'Exceeding Capability': 'The service was used beyond what it is made for.',
  'Security Issue': 'Unwanted access, exposed credentials, abuse, or the suspicion of it.',
  'Transient Issues': 'A short problem that went away by itself, its cause not found.',
  'ICE Error': 'Insufficient capacity: AWS had no instances of the type in the zone.',
  'Service Event': 'An AWS service had an incident that affected many customers.',
  'AWS Release': 'A change that AWS deployed caused the problem.',
  'AWS Single Component Failure': 'One component of AWS failed, such as a host, a disk or a link.',
  'Upgrade Management': 'An upgrade or an end of support caused the problem, or could not be done in time.',
};

export const LIFECYCLE_MEANINGS: Readonly<Record<LifecycleCategory, string>> = {
  'Anomaly Detection': 'Noticing that a metric left its usual range.',
  Alarming: 'An alarm on a known threshold that somebody receives.',
  'AB Testing': 'Giving a change to a part of the users first.',
  Architecture: 'Another design of the workload.',
  'Backup/DR': 'Backups and a tested way to restore or fail over.',
  CICD: 'An automated pipeline that tests, deploys and rolls back.',
  'Code Review': 'A second person who reads a change before it is deployed.',
  'Dependency Mapping': 'Knowing what the workload depends on, and what depends on it.',
  'Event Management': 'Acting on notices of AWS, such as health events and planned maintenance.',
  'Load Testing': 'Trying the workload with the load that is expected.',
  Logging: 'Logs that show what happened.',
  Monitoring: 'Metrics and dashboards that show the state of the workload.',
  'Performance Benchmarking': 'Measuring performance before and after a change.',
  Resilience: 'Going on when a part fails: retries, redundancy, graceful degradation.',
  'Run Books': 'Written steps for a known situation.',
  Training: 'People who know the service.',
  'Fault Injection and GameDay': 'Practising failures on purpose.',
  'Ops Reviews': 'Looking at operations regularly: quotas, costs, alarms, findings.',
  Tracing: 'Following a request through its services.',
  'Risk Evaluation': 'Judging what a change or a plan can break before it is made.',
};

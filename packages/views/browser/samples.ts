import type { GetCaseSummaryOutput, GetServiceTrendsOutput } from '@case-insights/core/tools';

/** Results as the tools return them, for tests, screenshots and measurements. */
export const SUMMARY: GetCaseSummaryOutput = {
  filters_applied: { date_range: '2026-08-29 to 2026-11-26', days_back: 90 },
  data_as_of: '2026-11-25',
  cases_without_date: 3,
  total_cases: 1284,
  unique_accounts: 12,
  unique_services: 14,
  by_rca_category: {
    'Customer misconfiguration': 402,
    'Limit reached': 318,
    'Service event': 187,
    'Guidance needed': 166,
    'Software bug': 121,
    unknown: 90,
  },
  by_lifecycle_category: {
    'Monitoring and alerting': 372,
    'Capacity management': 301,
    'Change management': 264,
    'Architecture review': 198,
    unknown: 149,
  },
  by_severity: { normal: 611, high: 297, low: 204, urgent: 121, critical: 51 },
  by_service: {
    EC2: 263,
    RDS: 188,
    Lambda: 151,
    S3: 139,
    EKS: 121,
    CloudFront: 96,
    VPC: 84,
    DynamoDB: 73,
    'API Gateway': 61,
    IAM: 44,
    CloudFormation: 31,
    SQS: 19,
    'AWS Directory Service for Microsoft Active Directory': 9,
    Athena: 5,
  },
  by_account: {
    '111122223333': 301,
    '222233334444': 244,
    '333344445555': 189,
    '444455556666': 150,
    '555566667777': 121,
    '666677778888': 99,
    '777788889999': 70,
    '888899990000': 52,
    '999900001111': 31,
    '123456789012': 27,
  },
  query_execution_id: '11111111-2222-4333-8444-555555555555',
};

/** Mondays from 2026-06-01 on. */
const WEEKS = Array.from({ length: 26 }, (_, week) =>
  new Date(Date.UTC(2026, 5, 1 + 7 * week)).toISOString().slice(0, 10),
);

/** Counts that swing around a line; the same each time. */
function weekly(start: number, slope: number): number[] {
  return WEEKS.map((_, week) =>
    Math.max(0, Math.round(start + slope * week + 3 * Math.sin(week * 2.3 + start))),
  );
}

const NAMES = Object.keys(SUMMARY.by_service);

function trendOf(index: number): GetServiceTrendsOutput['services'][number] {
  const slope = [0.4, 0, -0.3, 0.1][index % 4] ?? 0;
  const counts = weekly(16 - 0.7 * index, slope).map((count, week) =>
    week >= 24 ? Math.round(count / 3) : count,
  );
  return {
    service: NAMES[index] ?? `Service ${index + 1}`,
    service_codes: [`service-${index + 1}`],
    total_cases: counts.reduce((sum, count) => sum + count, 0),
    trend: (['rising', 'steady', 'falling', 'steady'] as const)[index % 4] ?? 'unknown',
    counts,
    top_rca_categories: { 'Customer misconfiguration': 40 - index, 'Limit reached': 21 },
  };
}

/** 180 days of 20 services by week. */
export const TRENDS: GetServiceTrendsOutput = {
  days_back: 180,
  date_range: '2026-05-31 to 2026-11-26',
  data_as_of: '2026-11-25',
  interval: 'week',
  dates: WEEKS,
  incomplete_from: '2026-11-16',
  services: Array.from({ length: 20 }, (_, index) => trendOf(index)),
  other_services: { services: 7, total_cases: 61 },
  query_execution_id: '11111111-2222-4333-8444-555555555555',
};

import { TrinoSQL } from 'dt-sql-parser';
import { describe, expect, it } from 'vitest';
import {
  analyzeCaseSummaries,
  caseSelectionQuery,
  caseStatisticsQuery,
  caseSummaryQuery,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  parseInput,
  rcaAnalysisQuery,
  serviceTrendsQuery,
} from './index.ts';

const TODAY = '2025-08-01';
const SOURCE = { table: 'case-db.case_summary', accounts: ['111122223333', '444455556666'] };

const ANALYSIS = parseInput(analyzeCaseSummaries, {
  start_date: '2025-01-01',
  end_date: '2025-07-30',
  severity_code: 'critical',
  service_code: 'EC2',
  case_id: "case-'1",
  rca_category: 'Limit reached',
  lifecycle_category: 'Backup/DR',
});

describe('the statements of the case tools', () => {
  it.each([
    [
      'get_case_summary',
      caseSummaryQuery(
        parseInput(getCaseSummary, { account_number: '111122223333', service_code: 'rds' }),
        SOURCE,
        TODAY,
      ),
    ],
    ['get_rca_analysis', rcaAnalysisQuery(parseInput(getRcaAnalysis, { rca_category: "it's" }), SOURCE)],
    ...[30, 90, 365].map(
      (days_back) =>
        [
          `get_service_trends of ${days_back} days`,
          serviceTrendsQuery(parseInput(getServiceTrends, { days_back }), SOURCE, TODAY),
        ] as const,
    ),
    ['the selection of analyze_case_summaries', caseSelectionQuery(ANALYSIS, SOURCE)],
    ['the statistics of analyze_case_summaries', caseStatisticsQuery(ANALYSIS, SOURCE)],
  ] as const)('are Trino SQL by its own grammar, and name the case table once: %s', (_name, statement) => {
    expect(new TrinoSQL().validate(statement.text)).toEqual([]);
    expect(statement.text.match(/"case-db"\."case_summary"/g)).toHaveLength(1);
  });
});

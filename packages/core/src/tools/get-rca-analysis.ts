import * as z from 'zod';
import { categoryName, isKnownCategory, RCA_CATEGORIES } from '../cases/categories.ts';
import { type CaseSource, fromCases } from '../cases/source.ts';
import { type Sql, sql } from '../sql/literal.ts';
import { NEWEST_FIRST, ofRcaCategory } from './conditions.ts';
import { defineTool } from './define.ts';
import { count, filter, wholeNumber } from './fields.ts';
import { countOf, type TableResult, textOf, toRecords } from './rows.ts';

const cell = z.string().nullable();

export const getRcaAnalysis = defineTool({
  name: 'get_rca_analysis',
  title: 'Cases of a root cause',
  description:
    'Lists the newest cases of a root cause category, and how many there are. Limit reached includes Quota reached, its older name.',
  inputSchema: z.strictObject({
    rca_category: filter(`One of ${RCA_CATEGORIES.join(', ')}, unknown, or another in the data`),
    limit: wholeNumber(1, 100, 'Cases to list').default(10),
  }),
  outputSchema: z.object({
    rca_category: z.string().describe('The category, as the table spells it'),
    total_cases: count('All matches'),
    cases: z
      .array(
        z.object({
          account_number: cell.describe('AWS account'),
          case_number: cell.describe('Number people quote'),
          subject: cell.describe('By the customer'),
          service_code: cell.describe('AWS Support code'),
          severity_code: cell.describe('low to critical'),
          rca_category: cell.describe('As stored'),
          rca_reason: cell.describe('Why this category'),
          lifecycle_category: cell.describe('As stored'),
          time_created: cell.describe('ISO 8601 UTC'),
        }),
      )
      .describe('Newest first'),
    known_categories: z.array(z.string()).optional().describe('When nothing matched'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
});

export type GetRcaAnalysisInput = z.output<typeof getRcaAnalysis.inputSchema>;
export type GetRcaAnalysisOutput = z.output<typeof getRcaAnalysis.outputSchema>;

export function rcaAnalysisQuery(input: GetRcaAnalysisInput, source: CaseSource): Sql {
  return sql`SELECT account_number, case_number, subject, servicecode, severitycode, rca_category, rca_reason, lifecycle_category, timecreated, count(*) OVER () AS total_cases
FROM ${fromCases(source)}
WHERE ${ofRcaCategory(input.rca_category)}
ORDER BY ${NEWEST_FIRST}
LIMIT ${input.limit}`;
}

export function rcaAnalysisOutput(input: GetRcaAnalysisInput, result: TableResult): GetRcaAnalysisOutput {
  const rows = toRecords(result);
  const cases = rows.map((row) => ({
    account_number: textOf(row, 'account_number'),
    case_number: textOf(row, 'case_number'),
    subject: textOf(row, 'subject'),
    service_code: textOf(row, 'servicecode'),
    severity_code: textOf(row, 'severitycode'),
    rca_category: textOf(row, 'rca_category'),
    rca_reason: textOf(row, 'rca_reason'),
    lifecycle_category: textOf(row, 'lifecycle_category'),
    time_created: textOf(row, 'timecreated'),
  }));
  const misnamed = cases.length === 0 && !isKnownCategory(input.rca_category, RCA_CATEGORIES);
  return {
    rca_category: categoryName(input.rca_category),
    total_cases: countOf(rows[0], 'total_cases'),
    cases,
    ...(misnamed ? { known_categories: [...RCA_CATEGORIES] } : {}),
    query_execution_id: result.queryExecutionId,
  };
}

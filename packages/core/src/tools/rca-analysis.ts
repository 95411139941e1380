import { z } from 'zod';
import { count } from './counts.ts';
import { defineTool } from './define.ts';
import { filter, wholeNumber } from './fields.ts';

const cell = z.string().nullable();

export const getRcaAnalysis = defineTool({
  name: 'get_rca_analysis',
  title: 'Cases of a root cause',
  description: 'Lists the newest cases of a root cause category, and how many there are.',
  inputSchema: z.strictObject({
    rca_category: filter(
      'Customer Question, Limit reached, Development Issue, Throttling, Service Event, unknown …',
    ),
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

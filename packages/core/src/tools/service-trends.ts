import { z } from 'zod';
import { byRcaCategory, count } from './counts.ts';
import { defineTool } from './define.ts';
import { wholeNumber } from './fields.ts';

export const getServiceTrends = defineTool({
  name: 'get_service_trends',
  title: 'Service trends',
  description: 'Cases over time for the 20 services with most, each rising, falling or steady.',
  inputSchema: z.strictObject({
    days_back: wholeNumber(1, 3650, 'Days to look back').default(90),
  }),
  outputSchema: z.object({
    days_back: count('As asked'),
    interval: z.enum(['day', 'week', 'month']).describe('Step between points'),
    services: z
      .array(
        z.object({
          service: z.string().describe('Name people say, or the code'),
          service_codes: z.array(z.string()).describe('Codes counted'),
          total_cases: count('In the range'),
          trend: z.enum(['rising', 'falling', 'steady']).describe('Later half against earlier, beyond 20 %'),
          points: z
            .array(
              z.object({
                date: z.string().describe('First day of the interval'),
                case_count: count('Cases'),
              }),
            )
            .describe('Oldest first, without gaps'),
          top_rca_categories: byRcaCategory,
        }),
      )
      .describe('Most cases first'),
    other_services: z
      .object({ services: count('Services not listed'), total_cases: count('Their cases') })
      .describe('The rest'),
    query_execution_id: z.string().describe('Athena execution'),
  }),
});

export type GetServiceTrendsInput = z.output<typeof getServiceTrends.inputSchema>;
export type GetServiceTrendsOutput = z.output<typeof getServiceTrends.outputSchema>;

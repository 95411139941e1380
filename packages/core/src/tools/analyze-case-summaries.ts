import * as z from 'zod';
import { isCalendarDay } from './calendar.ts';
import { byLifecycleCategory, byMonth, byRcaCategory, byService, bySeverity, count } from './counts.ts';
import { defineTool } from './define.ts';
import { calendarDay, filter, severity, text, wholeNumber } from './fields.ts';

/** One model call reads no more; `coverage: all` makes several. */
const MAX_CASES_OF_ONE_CALL = 2000;
/** What is asked when the caller asks nothing. */
export const DEFAULT_ANALYSIS_QUESTION =
  'What are the top issues in these cases, and which patterns and trends do they show?';

const COVERAGE = ['fit', 'all'] as const;

const cell = z.string().nullable();

const statistics = z
  .object({
    by_severity: bySeverity,
    by_service: byService,
    by_rca_category: byRcaCategory,
    by_lifecycle_category: byLifecycleCategory,
    by_month: byMonth,
  })
  .describe('Exact counts of all matches');

export const analyzeCaseSummaries = defineTool({
  name: 'analyze_case_summaries',
  title: 'Analyze case summaries',
  description:
    'Has a Bedrock model read the summaries of the matching cases, most severe and newest first, and answer a question about them.',
  inputSchema: z
    .strictObject({
      start_date: calendarDay('YYYY-MM-DD, UTC'),
      end_date: calendarDay('YYYY-MM-DD, included'),
      severity_code: severity('low, normal, high, urgent or critical').optional(),
      service_code: filter('EC2, RDS, S3 … or an AWS Support service code').optional(),
      case_id: filter('Case id or display number').optional(),
      rca_category: filter('Root cause, as in get_case_summary').optional(),
      lifecycle_category: filter('Lifecycle practice, as in get_case_summary').optional(),
      analysis_question: text(10_000, 'What to find out; default: top issues and patterns').optional(),
      max_cases: wholeNumber(1, 20_000, 'Cases to read; up to 2000 unless coverage is all').default(200),
      coverage: z
        .enum(COVERAGE, { error: `must be one of ${COVERAGE.join(', ')}` })
        .default('fit')
        .describe('fit: one model call; all: as many as the cases need'),
    })
    .refine(
      ({ start_date: start, end_date: end }) => start <= end || !isCalendarDay(start) || !isCalendarDay(end),
      { path: ['start_date'], error: 'must not be after end_date' },
    )
    .refine((input) => input.coverage === 'all' || input.max_cases <= MAX_CASES_OF_ONE_CALL, {
      path: ['max_cases'],
      error: `must be a whole number from 1 to ${MAX_CASES_OF_ONE_CALL} unless coverage is "all"`,
    }),
  outputSchema: z.object({
    filters_applied: z
      .object({
        date_range: z.string().describe('Days, both included, UTC'),
        severity_code: cell.describe('As asked'),
        service_code: cell.describe('As asked'),
        case_id: cell.describe('As asked'),
        rca_category: cell.describe('As asked'),
        lifecycle_category: cell.describe('As asked'),
      })
      .describe('Which cases'),
    total_cases_found: count('All matches'),
    summaries_available: count('Of all matches'),
    summaries_analyzed: count('Read by the model'),
    token_management: z
      .object({
        estimated_input_tokens: count('Sent to the model'),
        max_input_tokens: count('Limit of a call'),
        truncated: z.boolean().describe('Something was left out'),
        summaries_cut: count('Shortened').optional(),
        summaries_merged: count('Packed as near-duplicates of another').optional(),
        explanation: z.string().optional().describe('What was cut and why'),
      })
      .describe('How the summaries fitted'),
    analysis_question: z.string().describe('What the model was asked'),
    analysis: z.string().describe("The model's answer"),
    model_used: z.string().describe('Bedrock model id'),
    sample_cases: z
      .array(
        z.object({
          case_number: cell.describe('Number people quote'),
          service: cell.describe('Name people say, or the code'),
          severity: cell.describe('low to critical'),
          rca_category: cell.describe('As stored'),
          date: cell.describe('YYYY-MM-DD'),
        }),
      )
      .describe('At most 5'),
    query_execution_id: z.string().describe('Athena execution'),
    coverage: z
      .object({
        mode: z.enum(COVERAGE).describe('As asked'),
        cases_total: count('All matches'),
        cases_covered: count('The answer rests on'),
        share: z.number().describe('0 to 1'),
        packs: count('Model calls over cases'),
        packs_failed: count('Not covered'),
        note: z.string().optional().describe('What is not covered and why'),
      })
      .optional()
      .describe('What the answer rests on'),
    statistics: statistics.optional(),
    citations: z
      .array(
        z.object({
          case_number: z.string().describe('Cited in analysis'),
          service: cell.describe('Its service'),
          severity: cell.describe('Its severity'),
          date: cell.describe('YYYY-MM-DD'),
        }),
      )
      .optional()
      .describe('Real cases the analysis cites'),
    citations_removed: count('Cited numbers that no case has').optional(),
  }),
});

export type AnalyzeCaseSummariesInput = z.output<typeof analyzeCaseSummaries.inputSchema>;
export type AnalyzeCaseSummariesOutput = z.output<typeof analyzeCaseSummaries.outputSchema>;

import * as z from 'zod';
import { answerTokens, joinNotes, longestFitting, longestTextFitting, tokensInWords } from './answer-size.ts';
import { type DayRange, describeRange, isCalendarDay } from './calendar.ts';
import {
  byLifecycleCategory,
  byMonth,
  byRcaCategory,
  byService,
  bySeverity,
  dataAgeFields,
} from './case-counts.ts';
import { dataNoticeField } from './data-notice.ts';
import { defineTool } from './define.ts';
import {
  calendarDay,
  continuation,
  count,
  filter,
  severity,
  stillRunning,
  text,
  wholeNumber,
} from './fields.ts';
import { comparedField, problemFields, withFewerProblems } from './problem-fields.ts';
import { servicesMeant, unknownValues } from './why-nothing.ts';

/** No analysis reads more cases. */
const MAX_CASES = 20_000;
/** One model call reads no more; `coverage: all` makes several. */
const MAX_CASES_OF_ONE_CALL = 2000;
const DEFAULT_CASES_OF_ONE_CALL = 200;
/** The question of a call that has none. */
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
    'A Bedrock model reads the matching summaries, sorts them into problems and answers a question.',
  inputSchema: z
    .strictObject({
      start_date: calendarDay('YYYY-MM-DD, UTC'),
      end_date: calendarDay('Included'),
      severity_code: severity('low to critical').optional(),
      service_code: filter('EC2, RDS or a code').optional(),
      case_id: filter('Id or display number').optional(),
      rca_category: filter('Root cause').optional(),
      lifecycle_category: filter('Lifecycle practice').optional(),
      analysis_question: text(10_000, 'Default: top issues').optional(),
      max_cases: wholeNumber(1, MAX_CASES, 'Default 200, up to 2000; coverage all: all').optional(),
      coverage: z
        .enum(COVERAGE, { error: `must be one of ${COVERAGE.join(', ')}` })
        .default('fit')
        .describe('fit: one call; all: every case'),
      problem: filter('Id in an earlier answer').optional(),
      compare_start_date: calendarDay('Second period').optional(),
      compare_end_date: calendarDay('Included').optional(),
      next_token: continuation(),
    })
    .refine(
      ({ start_date: start, end_date: end }) => start <= end || !isCalendarDay(start) || !isCalendarDay(end),
      { path: ['start_date'], error: 'must not be after end_date' },
    )
    .refine((input) => (input.compare_start_date === undefined) === (input.compare_end_date === undefined), {
      path: ['compare_end_date'],
      error: 'must be given together with compare_start_date, or neither',
    })
    .refine(
      ({ compare_start_date: start, compare_end_date: end }) =>
        start === undefined || end === undefined || start <= end,
      { path: ['compare_start_date'], error: 'must not be after compare_end_date' },
    )
    .refine(
      ({ start_date, end_date, compare_start_date: start, compare_end_date: end }) =>
        start === undefined || end === undefined || end < start_date || start > end_date,
      {
        path: ['compare_start_date'],
        error: 'must begin a period that does not overlap start_date to end_date',
      },
    )
    .refine((input) => input.coverage === 'all' || (input.max_cases ?? 1) <= MAX_CASES_OF_ONE_CALL, {
      path: ['max_cases'],
      error: `must be a whole number from 1 to ${MAX_CASES_OF_ONE_CALL} unless coverage is "all"`,
    }),
  example: {
    start_date: '2025-01-01',
    end_date: '2025-01-31',
    severity_code: 'critical',
    analysis_question: 'What are the top problems in critical cases?',
  },
  outputSchema: z.object({
    ...stillRunning,
    filters_applied: z
      .object({
        date_range: z.string().describe('Days, both included, UTC'),
        severity_code: cell.describe('As asked'),
        service_code: cell.describe('As asked'),
        case_id: cell.describe('As asked'),
        rca_category: cell.describe('As asked'),
        lifecycle_category: cell.describe('As asked'),
        problem: z.string().optional().describe('As asked'),
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
    ...dataNoticeField,
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
    ...dataAgeFields,
    coverage: z
      .object({
        mode: z.enum(COVERAGE).describe('As asked'),
        cases_total: count('All matches'),
        cases_covered: count('The answer rests on'),
        share: z.number().describe('0 to 1'),
        packs: count('Model calls over cases'),
        packs_failed: count('Not covered').optional(),
        note: z.string().optional().describe('What is not covered and why'),
        compared: comparedField,
      })
      .optional()
      .describe('What the answer rests on'),
    statistics: statistics.optional(),
    citations: z
      .record(z.string(), z.string())
      .optional()
      .describe('Real cases the analysis cites, by number: service, severity, YYYY-MM-DD'),
    citations_removed: count('Cited numbers that no case has').optional(),
    ...problemFields,
  }),
  shorten(answer, maxTokens) {
    const { citations = {}, token_management: management, ...rest } = answer;
    const explained = (what: string) => ({
      ...management,
      explanation: joinNotes(
        management.explanation,
        `${what} left out to stay within ${tokensInWords(maxTokens)}.`,
      ),
    });
    const shorter = longestFitting(Object.entries(citations), maxTokens, (kept) => ({
      ...rest,
      token_management: explained('Some citations were'),
      citations: Object.fromEntries(kept),
    }));
    if (answerTokens(shorter) <= maxTokens) return shorter;
    const { problems = [] } = rest;
    const fewer = longestFitting(problems, maxTokens, ({ length }) => ({
      ...withFewerProblems(rest, length),
      token_management: explained('Citations and the smallest listed problems were'),
    }));
    if (answerTokens(fewer) <= maxTokens) return fewer;
    return longestTextFitting(answer.analysis, maxTokens, (analysis) => ({
      ...withFewerProblems(rest, 0),
      analysis: `${analysis}…`,
      token_management: explained(
        problems.length === 0
          ? 'Citations and the end of the analysis were'
          : 'Citations, problems and the end of the analysis were',
      ),
    }));
  },
});

export type AnalyzeCaseSummariesInput = z.output<typeof analyzeCaseSummaries.inputSchema>;
export type AnalyzeCaseSummariesOutput = z.output<typeof analyzeCaseSummaries.outputSchema>;

/** How many cases an analysis may read: as asked, or every one with `coverage: all`. */
export function casesToRead({
  max_cases: asked,
  coverage,
}: Pick<AnalyzeCaseSummariesInput, 'max_cases' | 'coverage'>): number {
  return asked ?? (coverage === 'all' ? MAX_CASES : DEFAULT_CASES_OF_ONE_CALL);
}

/** The result's `filters_applied`: as asked, null where not asked. */
export function analysisFilters(
  input: AnalyzeCaseSummariesInput,
): AnalyzeCaseSummariesOutput['filters_applied'] {
  return {
    date_range: describeRange(rangeOf(input)),
    severity_code: input.severity_code ?? null,
    service_code: input.service_code ?? null,
    case_id: input.case_id ?? null,
    rca_category: input.rca_category ?? null,
    lifecycle_category: input.lifecycle_category ?? null,
    ...(input.problem === undefined ? {} : { problem: input.problem }),
  };
}

/** What `analysis` says when no case matches: what to change, with the known categories where one is not among them. */
export function nothingFound(input: AnalyzeCaseSummariesInput): string {
  return [
    `No case matches these filters between ${input.start_date} and ${input.end_date}: widen the dates or drop a filter.`,
    ...servicesMeant(input),
    ...unknownValues(input),
  ].join(' ');
}

/** The days that an analysis is about. */
export function rangeOf(input: AnalyzeCaseSummariesInput): DayRange {
  return { first: input.start_date, last: input.end_date };
}

/** The second period, where one is asked for. */
export function comparedRangeOf({
  compare_start_date: first,
  compare_end_date: last,
}: AnalyzeCaseSummariesInput): DayRange | undefined {
  return first === undefined || last === undefined ? undefined : { first, last };
}

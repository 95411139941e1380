import { analyzeCaseSummaries } from './analyze-case-summaries.ts';
import { analyzeWithBedrock } from './analyze-with-bedrock.ts';
import type { ToolDefinition } from './define.ts';
import { getCaseSummary } from './get-case-summary.ts';
import { getRcaAnalysis } from './get-rca-analysis.ts';
import { getServiceTrends } from './get-service-trends.ts';
import { inToolOrder, type ToolName } from './names.ts';
import { queryAthena } from './query-athena.ts';

/** The definition of each named tool. */
const TOOL_DEFINITIONS = {
  query_athena: queryAthena,
  analyze_with_bedrock: analyzeWithBedrock,
  get_case_summary: getCaseSummary,
  get_rca_analysis: getRcaAnalysis,
  get_service_trends: getServiceTrends,
  analyze_case_summaries: analyzeCaseSummaries,
} as const satisfies { readonly [Name in ToolName]: ToolDefinition<Name> };

/** All tools, in the order of their names. */
export const TOOLS = inToolOrder(
  TOOL_DEFINITIONS,
  (name) =>
    `packages/core/src/tools/index.ts has no definition of the tool ${name}: add one, or take its name out of names.ts.`,
);

export {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  analysisFilters,
  analyzeCaseSummaries,
  casesToRead,
  comparedRangeOf,
  DEFAULT_ANALYSIS_QUESTION,
  nothingFound,
  rangeOf,
} from './analyze-case-summaries.ts';
export { analyzeWithBedrock } from './analyze-with-bedrock.ts';
export { answerTokens, joinNotes } from './answer-size.ts';
export { addDays, type DayRange, daysInRange, describeRange, isCalendarDay } from './calendar.ts';
export {
  type CaseSelection,
  type CaseStatistics,
  type CasesAmong,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  type SelectedCase,
  sampleCases,
} from './case-selection.ts';
export { explainNothing } from './compared-values.ts';
export { dataNotice } from './data-notice.ts';
export { daysMeant } from './days-meant.ts';
export { defineTool, type ToolDefinition } from './define.ts';
export {
  caseSummaryOutput,
  caseSummaryQuery,
  type GetCaseSummaryInput,
  type GetCaseSummaryOutput,
  getCaseSummary,
} from './get-case-summary.ts';
export {
  type GetRcaAnalysisInput,
  type GetRcaAnalysisOutput,
  getRcaAnalysis,
  rcaAnalysisOutput,
  rcaAnalysisQuery,
} from './get-rca-analysis.ts';
export {
  type GetServiceTrendsInput,
  type GetServiceTrendsOutput,
  getServiceTrends,
  serviceTrendsOutput,
  serviceTrendsQuery,
} from './get-service-trends.ts';
export { nullsNote, parseInput } from './input.ts';
export { describeTool, type JsonSchema, listTool, type ToolListing } from './listing.ts';
export { inToolOrder, TOOL_NAMES, type ToolName } from './names.ts';
export { countProblems, isCreatedWithin, type SortedCase } from './problem-counts.ts';
export { LARGEST_PROBLEMS, type Problem, type ProblemFields } from './problem-fields.ts';
export {
  type QueryAthenaInput,
  type QueryAthenaOutput,
  queryAthena,
  queryAthenaOutput,
  type ReadFrom,
  type StatementPage,
} from './query-athena.ts';
export { type Cell, countOf, type Row, type TableResult, textOf, toRecords } from './rows.ts';

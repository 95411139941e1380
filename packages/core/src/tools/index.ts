import { analyzeCaseSummaries } from './analyze-case-summaries.ts';
import { analyzeWithBedrock } from './analyze-with-bedrock.ts';
import { getCaseSummary } from './case-summary.ts';
import { queryAthena } from './query-athena.ts';
import { getRcaAnalysis } from './rca-analysis.ts';
import { getServiceTrends } from './service-trends.ts';

/** All tools, in the order of the deployment guide. */
export const TOOLS = [
  queryAthena,
  analyzeWithBedrock,
  getCaseSummary,
  getRcaAnalysis,
  getServiceTrends,
  analyzeCaseSummaries,
] as const;

export type ToolName = (typeof TOOLS)[number]['name'];

export {
  type AnalyzeCaseSummariesInput,
  type AnalyzeCaseSummariesOutput,
  analyzeCaseSummaries,
  DEFAULT_ANALYSIS_QUESTION,
} from './analyze-case-summaries.ts';
export { analyzeWithBedrock } from './analyze-with-bedrock.ts';
export {
  analysisFilters,
  type CaseSelection,
  type CaseStatistics,
  caseSelection,
  caseSelectionQuery,
  caseStatistics,
  caseStatisticsQuery,
  nothingFound,
  type SelectedCase,
  sampleCases,
} from './case-selection.ts';
export {
  caseSummaryOutput,
  caseSummaryQuery,
  type GetCaseSummaryInput,
  type GetCaseSummaryOutput,
  getCaseSummary,
} from './case-summary.ts';
export { defineTool, type ToolDefinition } from './define.ts';
export { parseInput } from './input.ts';
export { describeTool, type JsonSchema, listTool, type ToolListing } from './listing.ts';
export {
  type QueryAthenaInput,
  type QueryAthenaOutput,
  queryAthena,
  queryAthenaOutput,
  type StatementPage,
} from './query-athena.ts';
export {
  type GetRcaAnalysisInput,
  type GetRcaAnalysisOutput,
  getRcaAnalysis,
  rcaAnalysisOutput,
  rcaAnalysisQuery,
} from './rca-analysis.ts';
export type { Cell, Row, TableResult } from './rows.ts';
export {
  type GetServiceTrendsInput,
  type GetServiceTrendsOutput,
  getServiceTrends,
  serviceTrendsOutput,
  serviceTrendsQuery,
} from './service-trends.ts';

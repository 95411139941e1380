import { inToolOrder, type ToolName } from '@case-insights/core/tools';
import type { Tool } from '../call/tool.ts';
import { analyzeCaseSummariesTool } from './analyze-case-summaries.ts';
import { analyzeWithBedrockTool } from './analyze-with-bedrock.ts';
import { getCaseSummaryTool } from './get-case-summary.ts';
import { getRcaAnalysisTool } from './get-rca-analysis.ts';
import { getServiceTrendsTool } from './get-service-trends.ts';
import { queryAthenaTool } from './query-athena.ts';

/** What does the work of each tool that core lists. */
const HANDLED: Readonly<Record<ToolName, Tool>> = {
  query_athena: queryAthenaTool,
  analyze_with_bedrock: analyzeWithBedrockTool,
  get_case_summary: getCaseSummaryTool,
  get_rca_analysis: getRcaAnalysisTool,
  get_service_trends: getServiceTrendsTool,
  analyze_case_summaries: analyzeCaseSummariesTool,
};

/** Every tool that the server has, in the order of core's list, which is how clients see them. */
export const TOOLS: readonly Tool[] = inToolOrder(
  HANDLED,
  (name) => `packages/server/src/tools/registry.ts has no handler of the tool ${name}: add one.`,
);

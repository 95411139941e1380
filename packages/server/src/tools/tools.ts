import { analyzeCaseSummariesTool } from './analyze-case-summaries.ts';
import { analyzeWithBedrockTool } from './analyze-with-bedrock.ts';
import { getCaseSummaryTool } from './get-case-summary.ts';
import { getRcaAnalysisTool } from './get-rca-analysis.ts';
import { getServiceTrendsTool } from './get-service-trends.ts';
import { queryAthenaTool } from './query-athena.ts';
import type { Tool } from './registry.ts';

/** Every tool that the server has, in the order in which clients see them. A new tool is listed here and nowhere else. */
export const TOOLS: readonly Tool[] = [
  queryAthenaTool,
  analyzeWithBedrockTool,
  getCaseSummaryTool,
  getRcaAnalysisTool,
  getServiceTrendsTool,
  analyzeCaseSummariesTool,
];

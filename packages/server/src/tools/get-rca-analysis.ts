import { getRcaAnalysis, rcaAnalysisOutput, rcaAnalysisQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';

/** Lists the newest cases of a root cause. */
export const getRcaAnalysisTool = tool(getRcaAnalysis, async (input, { athena, source }) =>
  rcaAnalysisOutput(input, await athena.query(rcaAnalysisQuery(input, source))),
);

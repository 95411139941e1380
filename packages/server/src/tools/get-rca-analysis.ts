import { getRcaAnalysis, rcaAnalysisOutput, rcaAnalysisQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';
import { requireVisibleAccount } from './account-scope.ts';

/** Lists the newest cases of a root cause. */
export const getRcaAnalysisTool = tool(getRcaAnalysis, async (input, { athena, source }) => {
  requireVisibleAccount(input.account_number, source);
  return rcaAnalysisOutput(input, await athena.query(rcaAnalysisQuery(input, source)));
});

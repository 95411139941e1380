import { getRcaAnalysis, rcaAnalysisOutput, rcaAnalysisQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';
import { requireVisibleAccount } from './account-scope.ts';
import { withTableNote } from './table-note.ts';

/** Lists the newest cases of a root cause. */
export const getRcaAnalysisTool = tool(getRcaAnalysis, async (input, { athena, source }) => {
  requireVisibleAccount(input.account_number, source);
  const result = await athena.query(rcaAnalysisQuery(input, source));
  return withTableNote(rcaAnalysisOutput(input, result), source);
});

import { caseSummaryOutput, caseSummaryQuery, getCaseSummary } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';
import { requireVisibleAccount } from './account-scope.ts';
import { withTableNote } from './table-note.ts';

/** Counts cases in groups. */
export const getCaseSummaryTool = tool(getCaseSummary, async (input, { athena, source, today }) => {
  requireVisibleAccount(input.account_number, source);
  const result = await athena.query(caseSummaryQuery(input, source, today));
  return withTableNote(caseSummaryOutput(input, today, result), source);
});

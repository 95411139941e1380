import { getServiceTrends, serviceTrendsOutput, serviceTrendsQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';
import { requireVisibleAccount } from './account-scope.ts';
import { withTableNote } from './table-note.ts';

/** Cases over time by service. */
export const getServiceTrendsTool = tool(getServiceTrends, async (input, { athena, source, today }) => {
  requireVisibleAccount(input.account_number, source);
  const result = await athena.query(serviceTrendsQuery(input, source, today));
  return withTableNote(serviceTrendsOutput(input, today, result), source);
});

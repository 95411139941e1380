import { getServiceTrends, serviceTrendsOutput, serviceTrendsQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';
import { requireVisibleAccount } from './account-scope.ts';

/** Cases over time by service. */
export const getServiceTrendsTool = tool(getServiceTrends, async (input, { athena, source, today }) => {
  requireVisibleAccount(input.account_number, source);
  return serviceTrendsOutput(input, today, await athena.query(serviceTrendsQuery(input, source, today)));
});

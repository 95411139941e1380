import { getServiceTrends, serviceTrendsOutput, serviceTrendsQuery } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';

/** Cases over time by service. */
export const getServiceTrendsTool = tool(getServiceTrends, async (input, { athena, source, today }) =>
  serviceTrendsOutput(input, today, await athena.query(serviceTrendsQuery(input, source, today))),
);

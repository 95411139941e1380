import { CaseInsightsError } from '@case-insights/core/errors';
import { caseSummaryOutput, caseSummaryQuery, getCaseSummary } from '@case-insights/core/tools';
import { tool } from '../call/tool.ts';

/** Counts cases in groups. An account that the caller may not see is refused rather than counted as empty. */
export const getCaseSummaryTool = tool(getCaseSummary, async (input, { athena, source, today }) => {
  const { account_number: account } = input;
  if (account !== undefined && source.accounts !== undefined && !source.accounts.includes(account)) {
    const sentence = `Your access does not cover the account ${account}; leave account_number out to see the accounts it covers.`;
    throw new CaseInsightsError('forbidden', sentence, {
      details: [{ field: 'account_number', message: sentence }],
    });
  }
  return caseSummaryOutput(input, today, await athena.query(caseSummaryQuery(input, source, today)));
});

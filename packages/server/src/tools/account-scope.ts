import { CaseInsightsError } from '@case-insights/core/errors';
import type { CaseSource } from '@case-insights/core/sql';

/** Throws `forbidden` for an account that the caller may not see, since counting it as empty would mislead. */
export function requireVisibleAccount(account: string | undefined, { accounts }: CaseSource): void {
  if (account === undefined || accounts === undefined || accounts.includes(account)) return;
  const sentence = `Your access does not cover the account ${account}; leave account_number out to see the accounts it covers.`;
  throw new CaseInsightsError('forbidden', sentence, {
    details: [{ field: 'account_number', message: sentence }],
  });
}

import type { AccessScope } from '@case-insights/core/access';

/** Decides what each caller may see. Throws CaseInsightsError where it cannot be known. */
export interface Scopes {
  scopeOf(callerArn: string): Promise<AccessScope>;
}

/** Without a policy everyone with IAM access sees everything. */
export const EVERYONE_SEES_ALL: Scopes = { scopeOf: async () => 'all' };

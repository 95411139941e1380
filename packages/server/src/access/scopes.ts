/** Accounts that a caller may see: all, or a list that may be empty. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'accounts'; readonly accounts: readonly string[] };

/** Decides what each caller may see. Throws CaseInsightsError where it cannot be known. */
export interface Scopes {
  scopeOf(callerArn: string): Promise<Scope>;
}

/** Without a policy everyone with IAM access sees everything. */
export const EVERYONE_SEES_ALL: Scopes = { scopeOf: async () => ({ kind: 'all' }) };

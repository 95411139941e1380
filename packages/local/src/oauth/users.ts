/** One person whom the local authorization server knows. */
export interface LocalUser {
  readonly name: string;
  /** What its tokens carry in the claim `groups`. */
  readonly groups: readonly string[];
  /** What the policy below lets it see, for the login page and the terminal. */
  readonly sees: string;
}

export const LOCAL_USERS: readonly LocalUser[] = [
  { name: 'admin', groups: ['case-admins'], sees: 'the cases of every account' },
  { name: 'analyst', groups: ['case-analysts'], sees: 'the cases of one account' },
  { name: 'nobody', groups: [], sees: 'no case' },
];

/**
 * The access policy of a local stack with OAuth where the settings name none. Callers with a token see only what a rule for
 * `oidc:` or `group:` gives them; `default` is about callers who sign, who see everything as they do without `--oauth`.
 */
export function policyForUsers(account: string | undefined): Readonly<Record<string, unknown>> {
  return {
    default: 'all',
    rules: [
      { callers: ['group:case-admins'], accounts: 'all' },
      { callers: ['group:case-analysts'], accounts: account === undefined ? [] : [account] },
    ],
  };
}

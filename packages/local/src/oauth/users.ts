/** One person whom the local authorization server knows. */
export interface LocalUser {
  readonly name: string;
  /** What its tokens carry in the claim `groups`. */
  readonly groups: readonly string[];
  /** What the policy below lets it see, for the login page and the terminal; absent with another policy. */
  readonly sees?: string | undefined;
}

const USERS: readonly LocalUser[] = [
  { name: 'admin', groups: ['case-admins'], sees: 'the cases of every account' },
  { name: 'analyst', groups: ['case-analysts'], sees: 'the cases of one account' },
  { name: 'nobody', groups: [], sees: 'no case' },
];

/** The users, where the policy below decides what they see or where another one does. */
export function localUsers(policy: 'below' | 'other'): readonly LocalUser[] {
  return policy === 'below' ? USERS : USERS.map(({ name, groups }) => ({ name, groups }));
}

/** A user's groups, and what it sees, in a few words. */
export function describeUser({ groups, sees }: LocalUser): string {
  const names = groups.join(', ') || 'no group';
  return sees === undefined ? names : `${names}: sees ${sees}`;
}

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

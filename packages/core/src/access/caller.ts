import { matchesGlob } from './glob.ts';

/**
 * The caller's identity, by the parts of its ARN that the caller cannot choose. The ARN of a role session or of a
 * federated user ends in a name that the caller chooses, which is ignored in every match.
 */
interface Caller {
  readonly partition: string;
  readonly account: string;
  readonly type: 'role' | 'user' | 'root' | 'federated-user';
  /** A role's name without its path, which a session's ARN does not have; a user's path and name; else empty. */
  readonly name: string;
}

/** A pattern of IAM's callers: fields of an ARN in which `*` stands for any characters and `?` for one. */
export type CallerPattern = Caller | 'everyone';

/**
 * Reads a pattern of IAM's callers as it stands in a policy: `*`, or the ARN of a role
 * (`arn:aws:iam::<account>:role/<name>` or `arn:aws:sts::<account>:assumed-role/<name>`), a user or an account's root.
 * Throws an Error that says what to write instead where a pattern would match other callers than its author believes.
 */
export function parseCallerPattern(pattern: string): CallerPattern {
  if (pattern === '*') return 'everyone';
  const caller = parseArn(pattern);
  if (caller === undefined) {
    throw new Error(
      'is neither * nor the ARN of a role, user or root, such as arn:aws:iam::111122223333:role/PaymentsTeam, and begins neither with oidc: nor with group: for assistants on the web',
    );
  }
  if (caller.session !== '' && caller.session !== '*') {
    throw new Error('names a session, which callers choose themselves: end the pattern after the role name');
  }
  if (caller.path !== '' && /[*?]/u.test(caller.name)) {
    throw new Error(
      'has a wildcard in the name of a role with a path, and a session does not show its path: leave the path out',
    );
  }
  if (caller.name === '' && caller.type !== 'root' && caller.type !== 'federated-user') {
    throw new Error('has no name after the last slash: write the name, or * for all');
  }
  return caller;
}

/**
 * Whether the caller with this ARN, as IAM authorization reports it, matches the pattern. An ARN of an unknown
 * kind matches none.
 */
export function matchesCaller(pattern: CallerPattern, arn: string): boolean {
  const caller = parseArn(arn);
  if (caller === undefined) return false;
  if (pattern === 'everyone') return true;
  return (
    pattern.type === caller.type &&
    matchesGlob(pattern.partition, caller.partition) &&
    matchesGlob(pattern.account, caller.account) &&
    matchesGlob(pattern.name, caller.name)
  );
}

/** Whether this is the ARN of a kind of caller that IAM authorization can report. */
export function isCallerArn(arn: string): boolean {
  return parseArn(arn) !== undefined;
}

const ARN = /^arn:(?<partition>[^:/]+):(?<service>iam|sts)::(?<account>[\d*?]+):(?<resource>.+)$/su;

function parseArn(arn: string): (Caller & { path: string; session: string }) | undefined {
  const { partition, service, account, resource } = ARN.exec(arn)?.groups ?? {};
  if (partition === undefined || account === undefined || resource === undefined) return undefined;
  const base = { partition, account, path: '', session: '' };
  const [type, ...rest] = resource.split('/');
  const last = rest.at(-1) ?? '';
  switch (`${service} ${type}`) {
    case 'iam role':
      return { ...base, type: 'role', name: last, path: rest.slice(0, -1).join('/') };
    case 'sts assumed-role':
      return { ...base, type: 'role', name: rest[0] ?? '', session: rest.slice(1).join('/') };
    case 'iam user':
      return { ...base, type: 'user', name: rest.join('/') };
    case 'iam root':
      return rest.length === 0 ? { ...base, type: 'root', name: '' } : undefined;
    case 'sts federated-user':
      return { ...base, type: 'federated-user', name: '', session: last };
    default:
      return undefined;
  }
}

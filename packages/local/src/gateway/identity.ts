import { createHash } from 'node:crypto';

/** A caller that the gateway knows: a key pair, its ARN, and IAM's decision about `execute-api:Invoke`. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials carry one; long-lived keys do not. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials end, ISO 8601. Absent means never. */
  readonly expiresAt?: string | undefined;
  /** `arn:aws:iam::<account>:user/<name>` or `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  readonly access: 'allow' | 'implicit-deny' | 'explicit-deny';
}

/** The parts of `requestContext.identity` that come from the caller's credentials. */
export interface CallerContext {
  readonly accountId: string;
  readonly accessKey: string;
  readonly caller: string;
  readonly user: string;
  readonly userArn: string;
}

/** Who sends a request, as far as its API asks. */
export interface Caller {
  /** Who signed it, for IAM authorization. */
  readonly iam?: CallerContext;
  /** What a Lambda authorizer says of it: `principalId` and the values of its `context`. */
  readonly authorizer?: Readonly<Record<string, string>>;
}

/**
 * What API Gateway passes to a function about the caller. `caller` and `user` are unique ids: `AIDA…` for a user,
 * `AROA…:<session>` for a role session; here they are derived from the ARN, so that they are stable.
 */
export function callerContext(identity: Identity): CallerContext {
  const [, , , , accountId = '', resource = ''] = identity.arn.split(':');
  const [kind = '', name = '', session = ''] = resource.split('/');
  const id = (prefix: string) => prefix + stableSuffix(`${accountId}/${kind}/${name}`);
  const unique = kind === 'assumed-role' ? `${id('AROA')}:${session}` : id('AIDA');
  return { accountId, accessKey: identity.accessKeyId, caller: unique, user: unique, userArn: identity.arn };
}

function stableSuffix(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digest = createHash('sha256').update(text).digest().subarray(0, 17);
  return Array.from(digest, (byte) => letters[byte % 32]).join('');
}

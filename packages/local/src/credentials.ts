import { randomBytes } from 'node:crypto';
import type { CaseOptions } from './command-line.ts';
import type { Identity } from './gateway/identity.ts';

/** The two callers every stack has: one that the user policy is attached to, and one without it. */
export interface LocalCallers {
  readonly allowed: Identity;
  readonly denied: Identity;
}

/**
 * Credentials of the local callers. Over generated cases they stay the same, so that a client's configuration
 * survives a restart; over real cases they are random, so that other users of the machine do not know them.
 */
export function localCallers(accountId: string, cases: CaseOptions['from']): LocalCallers {
  const secret = (fixed: string) => (cases === 'folder' ? randomBytes(30).toString('base64') : fixed);
  const user = (name: string) => `arn:aws:iam::${accountId}:user/${name}`;
  return {
    allowed: {
      accessKeyId: 'LOCALALLOWEDEXAMPLE1',
      secretAccessKey: secret('local/allowed/not/a/secret/EXAMPLEKEY'),
      arn: user('allowed'),
      access: 'allow',
    },
    denied: {
      accessKeyId: 'LOCALDENIEDEXAMPLE01',
      secretAccessKey: secret('local/denied/not/a/secret/EXAMPLEKEY'),
      arn: user('denied'),
      access: 'implicit-deny',
    },
  };
}

/** What the login page of `--oauth` asks for: over real cases, a code that other users of the machine do not know. */
export function loginCode(cases: CaseOptions['from']): string | undefined {
  return cases === 'folder' ? randomBytes(6).toString('hex') : undefined;
}

import type { AwsCredentialIdentity } from '@smithy/types';
import { BridgeFailure } from '../failure.ts';
import { environmentCredentials } from './environment-credentials.ts';

/** Credentials, and in words where they came from and how to renew them. */
export interface ResolvedCredentials {
  readonly identity: AwsCredentialIdentity;
  readonly source: string;
  readonly login: string;
}

/** Gives the credentials for each request, of one of the profiles the user has listed. */
export interface CredentialSource {
  /** Throws a `no_credentials`, `expired_credentials` or `unknown_profile` failure when there are none. */
  resolve(profile?: string): Promise<ResolvedCredentials>;
  /** Forgets what AWS has refused, so that the next `resolve` reads again. */
  invalidate(refused: ResolvedCredentials): void;
}

/** Credentials are read again when they have less than this left, in ms. */
const EARLY_MS = 60_000;

/**
 * The credentials of the standard chain, kept until they expire or are refused.
 * `profiles` are the names a request may choose from; the first is the default, none leaves it to the chain.
 */
export function credentialSource(profiles: readonly string[]): CredentialSource {
  const kept = new Map<string, Promise<ResolvedCredentials>>();
  return {
    async resolve(profile = profiles[0]) {
      if (profile !== undefined && !profiles.includes(profile)) throw unknownProfile(profile, profiles);
      const key = profile ?? '';
      const present = await kept.get(key);
      if (present !== undefined && !expiresSoon(present.identity)) return present;
      const fresh = resolveOnce(profile);
      kept.set(key, fresh);
      fresh.catch(() => kept.delete(key));
      return fresh;
    },
    invalidate(refused) {
      for (const [key, promise] of kept) {
        void promise.then((present) => present === refused && kept.delete(key));
      }
    },
  };
}

async function resolveOnce(profile: string | undefined): Promise<ResolvedCredentials> {
  const fromEnvironment = profile === undefined ? environmentCredentials() : undefined;
  if (fromEnvironment !== undefined) {
    return {
      identity: fromEnvironment,
      source: 'the environment variables (AWS_ACCESS_KEY_ID)',
      login: 'set fresh ones and restart the MCP client',
    };
  }
  const { chainCredentials } = await import('./credential-chain.ts');
  const name = profile ?? process.env.AWS_PROFILE ?? 'default';
  try {
    return {
      identity: await chainCredentials(profile),
      source: `profile "${name}"`,
      login: `run "aws sso login --profile ${name}" or the login you use for it`,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BridgeFailure(
      'no_credentials',
      `There are no AWS credentials for profile "${name}" (${message}); log in, for example with "aws sso login --profile ${name}".`,
      { cause: error },
    );
  }
}

function expiresSoon(identity: AwsCredentialIdentity): boolean {
  return identity.expiration !== undefined && identity.expiration.getTime() - Date.now() < EARLY_MS;
}

function unknownProfile(profile: string, profiles: readonly string[]): BridgeFailure {
  const list = profiles.length === 0 ? 'none; start the bridge with --profile' : profiles.join(', ');
  return new BridgeFailure(
    'unknown_profile',
    `Profile "${profile}" is not among those the bridge may use (${list}).`,
  );
}

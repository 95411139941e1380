import { BridgeFailure } from '../failure.ts';
import { awsFiles } from './aws-files.ts';
import type { ChainTransport, ResolvedCredentials } from './credential-chain.ts';
import { environmentCredentials } from './environment-credentials.ts';

/** Gives the credentials for each request, of one of the profiles the user has listed. */
export interface CredentialSource {
  /** What the last `resolve` gave, if it is still good: no request then waits for a promise. */
  current(profile?: string): ResolvedCredentials | undefined;
  /** Throws a `no_credentials`, `expired_credentials` or `unknown_profile` failure when there are none. */
  resolve(profile?: string): Promise<ResolvedCredentials>;
  /** Forgets what AWS has refused, so that the next `resolve` reads again. */
  invalidate(refused: ResolvedCredentials): void;
}

/** Credentials are read again when they have less than this left, in ms. */
const EARLY_MS = 60_000;
/** A file that was written longer ago than this, in ms, is taken to be whole. */
const SETTLED_MS = 500;
const SETTLING_ATTEMPTS = 5;

const KEY_NAMES: Readonly<Record<string, string>> = {
  accessKeyId: 'access key id',
  secretAccessKey: 'secret access key',
  sessionToken: 'session token',
};

interface Kept {
  readonly credentials: ResolvedCredentials;
  /** The state of the AWS files before they were read; undefined for what does not come from them. */
  readonly fingerprint?: string;
}

/**
 * The credentials of the standard chain, kept until they expire, are refused, or the AWS files change. `profiles` are
 * the names a request may choose from; the first is the default, and with none the chain decides.
 */
export function credentialSource(
  profiles: readonly string[],
  transport: () => Promise<ChainTransport>,
): CredentialSource {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<ResolvedCredentials>>();

  const read = async (profile: string | undefined): Promise<ResolvedCredentials> => {
    const own = profile === undefined ? fromEnvironment() : undefined;
    const entry = own === undefined ? await readChain(profile, await transport()) : { credentials: own };
    checkCharacters(entry.credentials);
    kept.set(profile ?? '', entry);
    return entry.credentials;
  };

  const current = (profile = profiles[0]): ResolvedCredentials | undefined => {
    const present = kept.get(profile ?? '');
    return present !== undefined && isCurrent(present) ? present.credentials : undefined;
  };

  return {
    current,
    async resolve(profile = profiles[0]) {
      if (profile !== undefined && !profiles.includes(profile)) throw unlisted(profile, profiles);
      const present = current(profile);
      if (present !== undefined) return present;
      const key = profile ?? '';
      const running = underWay.get(key) ?? read(profile).finally(() => underWay.delete(key));
      underWay.set(key, running);
      return running;
    },
    invalidate(refused) {
      for (const [key, { credentials }] of kept) if (credentials === refused) kept.delete(key);
    },
  };
}

/** Asks the chain. Files that are just being written may be half there: they are read again before that is a failure. */
async function readChain(profile: string | undefined, transport: ChainTransport): Promise<Kept> {
  const { chainCredentials } = await import('./credential-chain.ts');
  for (let attempt = 1; ; attempt++) {
    const { fingerprint, changedAt } = awsFiles();
    try {
      return { credentials: await chainCredentials(profile, transport), fingerprint };
    } catch (error) {
      if (attempt === SETTLING_ATTEMPTS || Date.now() - changedAt > SETTLED_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS / SETTLING_ATTEMPTS));
    }
  }
}

function fromEnvironment(): ResolvedCredentials | undefined {
  const identity = environmentCredentials();
  if (identity === undefined) return undefined;
  return {
    identity,
    source: 'the environment (AWS_ACCESS_KEY_ID)',
    renewal: 'put fresh ones into the configuration of your MCP client and restart it',
  };
}

/** Keys travel in headers: what does not fit there was copied wrong, and Node would refuse it without naming it. */
function checkCharacters({ identity, source }: ResolvedCredentials): void {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = identity;
  for (const [name, value] of Object.entries({ accessKeyId, secretAccessKey, sessionToken })) {
    if (/^[\x21-\x7e]*$/.test(value)) continue;
    throw new BridgeFailure(
      'no_credentials',
      `The ${KEY_NAMES[name]} of ${source} holds a character that none has, such as a space or a line end; set it again.`,
    );
  }
}

function isCurrent({ credentials, fingerprint }: Kept): boolean {
  const { expiration } = credentials.identity;
  if (expiration !== undefined && expiration.getTime() - Date.now() < EARLY_MS) return false;
  return fingerprint === undefined || fingerprint === awsFiles().fingerprint;
}

function unlisted(profile: string, profiles: readonly string[]): BridgeFailure {
  const list =
    profiles.length === 0 ? 'it was started without --profile' : `it may use ${profiles.join(', ')}`;
  return new BridgeFailure('unknown_profile', `The bridge may not use profile "${profile}": ${list}.`);
}

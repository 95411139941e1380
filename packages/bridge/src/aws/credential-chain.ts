import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity, Logger } from '@smithy/types';
import { BridgeFailure } from '../failure.ts';
import { type Profile, readProfile } from './profile.ts';

/** Credentials, and in words where they came from and what renews them. */
export interface ResolvedCredentials {
  readonly identity: AwsCredentialIdentity;
  readonly source: string;
  /** Half a sentence: `run "aws sso login --profile dev"`. */
  readonly renewal: string;
}

/** How the chain's own calls (SSO, STS, sign-in) reach the network. */
export interface ChainTransport {
  readonly region: string | undefined;
  readonly connectTimeoutMs: number;
  /** An `https.Agent` with the user's proxy and certificate authorities; undefined for Node's own. */
  readonly httpsAgent: unknown;
}

/** The longest time one call to SSO or STS may take, in ms. */
const CALL_TIMEOUT_MS = 30_000;

/** The links of the SDK's chain in words, as its debug log names them. */
const LINKS: Readonly<Record<string, string>> = {
  fromEnv: 'environment variables',
  fromIni: 'the AWS configuration files',
  fromTokenFile: 'web identity',
  'fromHttp/fromContainerMetadata': 'container',
  fromInstanceMetadata: 'instance metadata',
};

/**
 * Asks the AWS SDK's standard chain: environment, profile (SSO, `credential_process`, assumed roles, login sessions),
 * web identity, container, instance metadata. Reads the files anew. Throws a `no_credentials` or
 * `expired_credentials` failure that names what was tried and what to do.
 */
export async function chainCredentials(
  chosen: string | undefined,
  transport: ChainTransport,
): Promise<ResolvedCredentials> {
  // Exactly 'true' silences the SDK's warning about the Node version, and nothing else.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const profile = await readProfile(chosen ?? process.env.AWS_PROFILE ?? 'default');
  if (!profile.exists && (chosen ?? process.env.AWS_PROFILE) !== undefined) throw missing(profile);
  const trace: string[] = [];
  try {
    const identity = await askChain(chosen, transport, trace);
    return { identity, source: sourceOf(profile, trace), renewal: profile.renewal };
  } catch (error) {
    throw failureOf(profile, trace, error);
  }
}

function askChain(
  profile: string | undefined,
  transport: ChainTransport,
  trace: string[],
): Promise<AwsCredentialIdentity> {
  const silent = () => undefined;
  const logger: Logger = {
    trace: silent,
    debug: (...parts: unknown[]) => trace.push(parts.join(' ')),
    info: silent,
    // The chain's warnings ("Multiple credential sources detected") would go to the console otherwise.
    warn: silent,
    error: silent,
  };
  const { region, httpsAgent, connectTimeoutMs } = transport;
  return defaultProvider({
    logger,
    ignoreCache: true,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { parentClientConfig: { region } }),
    clientConfig: {
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        requestTimeout: CALL_TIMEOUT_MS,
        ...(httpsAgent === undefined ? {} : { httpsAgent }),
      },
    },
  })();
}

/** The links the chain came to, in order. */
function linksTried(trace: readonly string[]): string[] {
  const names = trace.map((line) => /credential-provider-node - \w+::(\S+)/.exec(line)?.[1] ?? '');
  return names.flatMap((name) => LINKS[name] ?? []);
}

function sourceOf(profile: Profile, trace: readonly string[]): string {
  const last = linksTried(trace).at(-1);
  return last === undefined || last === LINKS.fromIni ? `profile "${profile.name}"` : last;
}

function missing(profile: Profile): BridgeFailure {
  const names = profile.names.length === 0 ? 'they hold none' : `they hold ${profile.names.join(', ')}`;
  return new BridgeFailure(
    'no_credentials',
    `There is no profile "${profile.name}" in the AWS configuration files (${names}); ${profile.renewal}, or choose another with --profile.`,
  );
}

function failureOf(profile: Profile, trace: readonly string[], error: unknown): BridgeFailure {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const name = `profile "${profile.name}"`;
  if (profile.kind === 'sso' || profile.kind === 'login') {
    return new BridgeFailure(
      'expired_credentials',
      `The AWS login of ${name} has expired or was never made; ${profile.renewal}, then try again.`,
      { cause: error },
    );
  }
  if (profile.kind === 'process') {
    // The SDK's message quotes the command line and what the command printed: either may hold a secret.
    return new BridgeFailure(
      'no_credentials',
      `The credential_process of ${name} gave no credentials; ${profile.renewal}.`,
      {
        cause: error,
      },
    );
  }
  if (profile.kind === 'role' || profile.kind === 'web_identity') {
    const expired = /expired|aws (sso )?login/i.test(message);
    return new BridgeFailure(
      expired ? 'expired_credentials' : 'no_credentials',
      `The role of ${name} could not be assumed (${message}); ${profile.renewal}, then try again.`,
      { cause: error },
    );
  }
  const tried = [...new Set(linksTried(trace))].join(', ');
  return new BridgeFailure(
    'no_credentials',
    `There are no AWS credentials (tried: ${tried}); log in with "aws sso login" or "aws login", or name a profile with --profile.`,
    { cause: error },
  );
}

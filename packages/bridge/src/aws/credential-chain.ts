import { fromIni } from '@aws-sdk/credential-provider-ini';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { AwsCredentialIdentity, Logger } from '@smithy/types';
import { credentialFailure, profileFailure } from './credential-failure.ts';
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
  /** The longest time one call may take, in ms. */
  readonly callTimeoutMs: number;
  /** An `https.Agent` with the user's proxy and certificate authorities; undefined for Node's own. */
  readonly httpsAgent: unknown;
}

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
  const named = chosen ?? (process.env.AWS_PROFILE || undefined);
  const profile = await readProfile(named ?? 'default');
  const failure = profileFailure(profile, named !== undefined);
  if (failure !== undefined) throw failure;
  const trace: string[] = [];
  try {
    const identity = await askChain(profile, named, transport, trace);
    return { identity, source: sourceOf(profile, trace), renewal: profile.renewal };
  } catch (error) {
    throw credentialFailure(profile, [...new Set(linksTried(trace))].join(', '), error);
  }
}

function askChain(
  profile: Profile,
  named: string | undefined,
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
  const { region, httpsAgent, connectTimeoutMs, callTimeoutMs } = transport;
  const settings = {
    logger,
    ignoreCache: true,
    ...(region === undefined ? {} : { parentClientConfig: { region } }),
    clientConfig: {
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        requestTimeout: callTimeoutMs,
        // Else the SDK warns and waits on.
        throwOnRequestTimeout: true,
        ...(httpsAgent === undefined ? {} : { httpsAgent }),
      },
      // The bridge repeats by itself, and says so.
      maxAttempts: 1,
    },
  };
  // A profile that says where its credentials come from is asked alone: after it the chain would run its
  // credential_process a second time, and sign as whoever the machine is where the login of a person has expired.
  if (profile.exists && profile.kind !== 'none') return fromIni({ ...settings, profile: profile.sdkName })();
  return defaultProvider({ ...settings, ...(named === undefined ? {} : { profile: profile.sdkName }) })();
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

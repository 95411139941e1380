import { type CredentialSource, credentialSource, type ResolvedCredentials } from '../aws/credentials.ts';
import { openConnector } from '../http/connector.ts';
import type { Options } from '../options/parse.ts';

/** What a client of an AWS service needs to be built as the user has configured the bridge. */
export interface AwsAccess {
  readonly source: CredentialSource;
  readonly credentials: ResolvedCredentials;
  /** Goes into the constructor of any SDK client. */
  readonly clientConfig: {
    readonly region: string;
    readonly credentials: ResolvedCredentials['identity'];
    readonly maxAttempts: number;
    readonly requestHandler: {
      readonly connectionTimeout: number;
      readonly requestTimeout: number;
      readonly httpsAgent?: unknown;
    };
  };
}

/** The longest time one call of an AWS service may take, in ms: the calls made here answer within a second. */
const CALL_TIMEOUT_MS = 15_000;

/**
 * The caller's credentials, and AWS services reached as the endpoint is: through the same proxy, trusting the same
 * authorities. `host` is the service's, to decide about the proxy. Throws the failures of `CredentialSource`.
 */
export async function awsAccess(options: Options, region: string, host: string): Promise<AwsAccess> {
  const { target, proxy } = await openConnector(new URL(`https://${host}/`), { caBundle: options.caBundle });
  const custom = proxy !== undefined || options.caBundle !== undefined;
  const httpsAgent = custom ? target.agent : undefined;
  const { connectTimeoutMs } = options;
  const source = credentialSource(options.profiles, async () => ({ region, connectTimeoutMs, httpsAgent }));
  const credentials = await source.resolve();
  // Exactly 'true' silences the SDK's warning about the Node version, and nothing else.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return {
    source,
    credentials,
    clientConfig: {
      region,
      credentials: credentials.identity,
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: connectTimeoutMs,
        requestTimeout: CALL_TIMEOUT_MS,
        ...(custom ? { httpsAgent } : {}),
      },
    },
  };
}

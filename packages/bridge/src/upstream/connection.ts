import { type CredentialSource, credentialSource } from '../aws/credentials.ts';
import { type Endpoint, parseEndpoint } from '../aws/endpoint.ts';
import { signingScope } from '../aws/region.ts';
import { BridgeFailure } from '../failure.ts';
import { type Connector, openConnector } from '../http/connector.ts';
import { SignedClient } from '../http/signed-client.ts';
import type { Log } from '../log.ts';
import type { Options } from '../options/parse.ts';
import { Upstream } from './upstream.ts';

/** Everything needed to talk to the endpoint, made from the options. */
export interface Connection {
  readonly endpoint: Endpoint;
  readonly client: SignedClient;
  /** For requests of the bridge's own; a client's, on stdio, have one with the client's session. */
  readonly upstream: Upstream;
  /** Closes the connections, so that the process can end. */
  close(): void;
}

/** Throws a `configuration` failure when the options do not make an endpoint. Touches no network. */
export async function openConnection(options: Options, log: Log): Promise<Connection> {
  if (options.url === undefined) {
    throw new BridgeFailure(
      'configuration',
      'No endpoint is given; add --url https://<id>.execute-api.<region>.amazonaws.com/prod or set MCP_SERVER_URL.',
    );
  }
  const endpoint = parseEndpoint(options.url, options);
  const connector = await openConnector(endpoint.mcpUrl, options);
  const client = new SignedClient({
    url: endpoint.mcpUrl,
    connector,
    credentials: callerCredentials(options, endpoint.region),
    scope: () => signingScope(endpoint, options.profiles[0]),
    settings: options,
    log,
  });
  return {
    endpoint,
    client,
    upstream: new Upstream({ client }),
    close: () => connector.target.agent.destroy(),
  };
}

/** The caller's own credentials, found when they are first asked for. */
export function callerCredentials(options: Options, region: string | undefined): CredentialSource {
  return credentialSource(options.profiles, () => chainTransport(region, options));
}

/** The longest time one call to SSO or STS may take, in ms; they answer within one. */
const SIGN_IN_MS = 10_000;

/** SSO and STS are reached as the endpoint is: through the same proxy, trusting the same authorities. */
async function chainTransport(region: string | undefined, options: Options) {
  const signIn = new URL(`https://sts.${region ?? 'us-east-1'}.amazonaws.com/`);
  const connector: Connector = await openConnector(signIn, options);
  const custom = connector.proxy !== undefined || connector.hasOwnTrust;
  return {
    region,
    connectTimeoutMs: options.connectTimeoutMs,
    callTimeoutMs: SIGN_IN_MS,
    httpsAgent: custom ? connector.target.agent : undefined,
  };
}

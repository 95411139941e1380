import { credentialSource } from './aws/credentials.ts';
import { type Endpoint, parseEndpoint } from './aws/endpoint.ts';
import { signingScope } from './aws/region.ts';
import type { SigningScope } from './aws/signer.ts';
import { BridgeFailure } from './failure.ts';
import { openConnector } from './http/connector.ts';
import { SignedClient } from './http/signed-client.ts';
import type { Log } from './log.ts';
import type { Options } from './options/parse.ts';

/** Everything needed to talk to the endpoint, made from the options. */
export interface Connection {
  readonly endpoint: Endpoint;
  readonly client: SignedClient;
  /** Closes the connections, so that the process can end. */
  close(): void;
}

/** Throws a `configuration` failure when the options do not make an endpoint. Touches neither network nor AWS files. */
export async function openConnection(options: Options, log: Log): Promise<Connection> {
  if (options.url === undefined) {
    throw new BridgeFailure(
      'configuration',
      'No endpoint is given; add --url https://<id>.execute-api.<region>.amazonaws.com/prod or set MCP_SERVER_URL.',
    );
  }
  const endpoint = parseEndpoint(options.url, options);
  const connector = await openConnector(endpoint.mcpUrl, { caBundle: options.caBundle });
  let scope: Promise<SigningScope> | undefined;
  const client = new SignedClient({
    url: endpoint.mcpUrl,
    connector,
    credentials: credentialSource(options.profiles),
    scope: () => {
      scope ??= signingScope(endpoint, options.profiles[0]);
      return scope;
    },
    settings: options,
    log,
  });
  return { endpoint, client, close: () => connector.close() };
}

import type { Endpoint } from '../aws/endpoint.ts';
import { signingScope } from '../aws/region.ts';
import type { CallQueue } from '../http/call-queue.ts';
import { openConnector } from '../http/connector.ts';
import { SignedClient } from '../http/signed-client.ts';
import type { Log } from '../log.ts';
import type { Options } from '../options/parse.ts';
import { callerCredentials } from './connection.ts';

/** The paths of the stage beside `/mcp`. */
export interface Stage {
  /** Sends signed requests to one path, which begins with a slash. */
  client(path: string): SignedClient;
  /** Closes the connections, so that the process can end. */
  close(): void;
}

/**
 * Prepares the connections to the stage that `endpoint` belongs to, whose calls wait in `queue` while the server is full.
 * Throws as `openConnection` does.
 */
export async function openStage(
  endpoint: Endpoint,
  options: Options,
  log: Log,
  queue?: CallQueue,
): Promise<Stage> {
  const connector = await openConnector(endpoint.mcpUrl, options);
  const credentials = callerCredentials(options, endpoint.region);
  return {
    client(path) {
      const url = new URL(`${endpoint.stageUrl}${path}`);
      return new SignedClient({
        url,
        connector: { ...connector, target: { ...connector.target, path: url.pathname } },
        credentials,
        scope: () => signingScope(endpoint, options.profiles[0]),
        settings: options,
        log,
        queue,
      });
    },
    close: () => connector.target.agent.destroy(),
  };
}

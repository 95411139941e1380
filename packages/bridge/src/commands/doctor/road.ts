import { signingScope } from '../../aws/region.ts';
import { asFailure } from '../../failure.ts';
import { openConnector } from '../../http/connector.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import { openConnection } from '../../upstream/connection.ts';
import { checkCredentials } from './credentials-check.ts';
import { type Finding, failed, ok, skipped } from './finding.ts';
import { checkServer } from './server-check.ts';
import type { Traveller } from './traveller.ts';
import { checkWay } from './way-check.ts';

/** Stands in where nothing names a region and `--skip-auth` does without a signature. */
const NO_REGION = 'us-east-1';

/** Walks from the configuration to the tools and tells at each station what is there, as soon as it is known. */
export async function* walkRoad(options: Options, log: Log): AsyncGenerator<Finding> {
  let traveller: Traveller;
  try {
    traveller = await setOut(options, log);
  } catch (error) {
    yield failed('configuration', asFailure(error));
    yield* skipped(
      ['credentials', 'name', 'connection', 'clock', 'signature', 'permission', 'protocol', 'tools'],
      'there is no usable configuration',
    );
    return;
  }
  try {
    yield ok('configuration', describeConfiguration(traveller));
    const credentials = await checkCredentials(traveller);
    yield credentials;
    const reached = yield* checkWay(traveller);
    if (!reached) {
      yield* skipped(['signature', 'permission', 'protocol', 'tools'], 'the endpoint is not reached');
    } else if (credentials.result === 'failed') {
      yield* skipped(
        ['signature', 'permission', 'protocol', 'tools'],
        'there are no credentials to sign with',
      );
    } else {
      yield* checkServer(traveller.connection.upstream, reached);
    }
  } finally {
    traveller.connection.close();
    traveller.connector.target.agent.destroy();
  }
}

async function setOut(options: Options, log: Log): Promise<Traveller> {
  const connection = await openConnection(options, log);
  const { endpoint } = connection;
  const scope = await signingScope(endpoint, options.profiles[0]).catch((error: unknown) => {
    if (!options.skipAuth) throw error;
    return { service: endpoint.service, region: NO_REGION };
  });
  const connector = await openConnector(endpoint.mcpUrl, { caBundle: options.caBundle });
  return { options, log, connection, connector, scope };
}

function describeConfiguration({ options, connection, connector, scope }: Traveller): string {
  const parts = [
    connection.endpoint.mcpUrl.href,
    `signed for ${scope.service} in ${scope.region}`,
    ...(connector.proxy === undefined ? [] : [`through the proxy ${connector.proxy}`]),
    ...(options.caBundle === undefined ? [] : [`trusting ${options.caBundle} too`]),
  ];
  return parts.join(', ');
}

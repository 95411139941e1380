import { signingScope } from '../../aws/region.ts';
import { asFailure } from '../../failure.ts';
import { openConnector } from '../../http/connector.ts';
import type { Log } from '../../log.ts';
import type { Options } from '../../options/parse.ts';
import { openConnection } from '../../upstream/connection.ts';
import type { CheckContext } from './check-context.ts';
import { checkCredentials } from './credentials-check.ts';
import { type Finding, failed, ok, skipped } from './finding.ts';
import { checkNetwork } from './network-check.ts';
import { checkServer } from './server-check.ts';

/** Stands in where nothing names a region and `--skip-auth` does without a signature. */
const NO_REGION = 'us-east-1';

/** Runs the checks from the configuration to the tools and yields each finding as soon as it is known. */
export async function* runChecks(options: Options, log: Log): AsyncGenerator<Finding> {
  let context: CheckContext;
  try {
    context = await prepare(options, log);
  } catch (error) {
    yield failed('configuration', asFailure(error));
    yield* skipped(
      ['credentials', 'name', 'connection', 'clock', 'signature', 'permission', 'protocol', 'tools'],
      'there is no usable configuration',
    );
    return;
  }
  try {
    yield ok('configuration', describeConfiguration(context));
    const credentials = await checkCredentials(context);
    yield credentials;
    const reached = yield* checkNetwork(context);
    if (!reached) {
      yield* skipped(['signature', 'permission', 'protocol', 'tools'], 'the endpoint is not reached');
    } else if (credentials.result === 'failed') {
      yield* skipped(
        ['signature', 'permission', 'protocol', 'tools'],
        'there are no credentials to sign with',
      );
    } else {
      yield* checkServer(context, reached);
    }
  } finally {
    context.connection.close();
    context.connector.target.agent.destroy();
  }
}

async function prepare(options: Options, log: Log): Promise<CheckContext> {
  const connection = await openConnection(options, log);
  const { endpoint } = connection;
  const scope = await signingScope(endpoint, options.profiles[0]).catch((error: unknown) => {
    if (!options.skipAuth) throw error;
    return { service: endpoint.service, region: NO_REGION };
  });
  const connector = await openConnector(endpoint.mcpUrl, options);
  return { options, log, connection, connector, scope };
}

function describeConfiguration({ options, connection, connector, scope }: CheckContext): string {
  const parts = [
    connection.endpoint.mcpUrl.href,
    `signed for ${scope.service} in ${scope.region}`,
    ...(connector.proxy === undefined ? [] : [`through the proxy ${connector.proxy}`]),
    ...(options.caBundle === undefined ? [] : [`trusting ${options.caBundle} too`]),
  ];
  return parts.join(', ');
}

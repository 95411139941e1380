import type { ResolvedCredentials } from '../../aws/credential-chain.ts';
import { asFailure, isLoginFailure } from '../../failure.ts';
import { callerCredentials } from '../../upstream/connection.ts';
import { askCaller } from './caller.ts';
import type { CheckContext } from './check-context.ts';
import { type Finding, failed, ok } from './finding.ts';

/** Whether there are credentials, where they come from, and whose AWS says they are. */
export async function checkCredentials({ options, log, connection, scope }: CheckContext): Promise<Finding> {
  const credentials = callerCredentials(options, scope.region);
  let resolved: ResolvedCredentials;
  try {
    resolved = await credentials.resolve();
  } catch (error) {
    const failure = asFailure(error);
    return options.skipAuth && isLoginFailure(failure)
      ? ok('credentials', 'none; requests go out unsigned, as --skip-auth allows')
      : failed('credentials', failure);
  }
  const { source, renewal, identity } = resolved;
  const from = `${identity.accessKeyId} from ${source}${shellNote(options.profiles, process.env)}`;
  const { AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL } = process.env;
  // Keys for an endpoint on this computer are that endpoint's own affair: AWS does not recognize them.
  const elsewhere =
    connection.endpoint.mcpUrl.protocol === 'http:' && !AWS_ENDPOINT_URL_STS && !AWS_ENDPOINT_URL;
  if (elsewhere)
    return ok('credentials', `${from}; their owner is not checked for an endpoint on this computer`);
  const caller = await askCaller(credentials, scope.region, options, log);
  if (caller.known) return ok('credentials', `${caller.arn} (${from})`);
  if (!caller.refused) {
    return {
      step: 'credentials',
      result: 'warning',
      message: `${from}; AWS could not identify their owner (${caller.why})`,
    };
  }
  return failed('credentials', { message: `AWS does not accept ${from} (${caller.why}); ${renewal}.` });
}

/** What a client that starts the bridge may withhold, where this shell has it: credentials that work here alone. */
function shellNote(
  profiles: readonly string[],
  { AWS_ACCESS_KEY_ID, AWS_PROFILE }: NodeJS.ProcessEnv,
): string {
  if (profiles.length > 0) return '';
  if (AWS_ACCESS_KEY_ID) {
    return ', which clients may not pass on: "setup --profile <name>" writes a profile into their configuration';
  }
  return AWS_PROFILE
    ? ' by AWS_PROFILE, which clients may not pass on: "setup" writes it into their configuration'
    : '';
}

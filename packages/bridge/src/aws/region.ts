import { BridgeFailure } from '../failure.ts';
import type { Endpoint } from './endpoint.ts';
import type { SigningScope } from './signer.ts';

/**
 * What to sign for: the endpoint's own region, else the environment's, else the profile's in `~/.aws/config`. Throws a
 * `configuration` failure when nothing names one.
 */
export async function signingScope(
  endpoint: Endpoint,
  profile: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SigningScope> {
  const region =
    endpoint.region ||
    environment.AWS_REGION ||
    environment.AWS_DEFAULT_REGION ||
    (await profileRegion(profile ?? environment.AWS_PROFILE ?? 'default'));
  if (region) return { service: endpoint.service, region };
  throw new BridgeFailure(
    'configuration',
    `The host name ${endpoint.mcpUrl.host} does not tell its AWS region; give --region or set AWS_REGION.`,
  );
}

async function profileRegion(name: string): Promise<string | undefined> {
  const { readProfile } = await import('./profile.ts');
  return (await readProfile(name)).region;
}

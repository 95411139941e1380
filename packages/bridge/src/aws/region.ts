import { BridgeFailure } from '../failure.ts';
import { checkedRegion, type Endpoint } from './endpoint.ts';
import type { SigningScope } from './signer.ts';

/**
 * What to sign for: the endpoint's own region, else the environment's, else the profile's in `~/.aws/config`. Throws a
 * `configuration` failure when nothing names one, or something that is no region.
 */
export async function signingScope(
  endpoint: Endpoint,
  profile: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SigningScope> {
  const region =
    endpoint.region ||
    environmentRegion(environment) ||
    (await profileRegion(profile ?? (environment.AWS_PROFILE || 'default')));
  if (region) return { service: endpoint.service, region };
  throw new BridgeFailure(
    'configuration',
    `The host name ${endpoint.mcpUrl.host} does not tell its AWS region; give --region or set AWS_REGION.`,
  );
}

/** The region that the environment names. Throws a `configuration` failure when it is none. */
export function environmentRegion(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const region = environment[name];
    if (region) return checkedRegion(region, name);
  }
  return undefined;
}

async function profileRegion(name: string): Promise<string | undefined> {
  const { readProfile } = await import('./profile.ts');
  return (await readProfile(name)).region;
}

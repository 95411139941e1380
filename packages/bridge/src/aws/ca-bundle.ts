import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A PEM file of certificate authorities, and who named it. */
export interface CaBundle {
  readonly path: string;
  readonly origin: string;
}

/**
 * The bundle of authorities that the profile names by `ca_bundle`, as the AWS CLI has it; undefined when it names none.
 */
export async function profileCaBundle(
  profile: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<CaBundle | undefined> {
  const folder = join(environment.HOME || environment.USERPROFILE || homedir(), '.aws');
  const config = environment.AWS_CONFIG_FILE || join(folder, 'config');
  // To load the parser costs a start some milliseconds, and hardly any configuration names a bundle.
  if (!(await readFile(config, 'utf8').catch(() => '')).includes('ca_bundle')) return undefined;
  const { readProfile } = await import('./profile.ts');
  const { name, caBundle } = await readProfile(profile ?? (environment.AWS_PROFILE || 'default'));
  return caBundle === undefined ? undefined : { path: caBundle, origin: `ca_bundle of profile "${name}"` };
}

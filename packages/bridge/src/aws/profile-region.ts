import { loadSharedConfigFiles } from '@smithy/core/config';

/** The `region` of a profile in the AWS configuration files; undefined when there is none. */
export async function loadProfileRegion(profile: string): Promise<string | undefined> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  return configFile[profile]?.region ?? credentialsFile[profile]?.region;
}

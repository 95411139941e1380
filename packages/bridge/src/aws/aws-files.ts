import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The state of the files from which credentials are read. */
export interface AwsFiles {
  /** A text that changes when one of them does. */
  readonly fingerprint: string;
  /** When the newest was written, in ms since 1970; 0 when there is none. */
  readonly changedAt: number;
}

/**
 * Looks at the configuration files and the caches of SSO and login sessions, where `aws sso login` and `aws login`
 * leave their tokens.
 */
export function awsFiles(environment: NodeJS.ProcessEnv = process.env): AwsFiles {
  const folder = join(environment.HOME || environment.USERPROFILE || homedir(), '.aws');
  const paths = [
    environment.AWS_CONFIG_FILE || join(folder, 'config'),
    environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'),
    ...filesIn(join(folder, 'sso', 'cache')),
    ...filesIn(environment.AWS_LOGIN_CACHE_DIRECTORY || join(folder, 'login', 'cache')),
  ];
  let fingerprint = '';
  let changedAt = 0;
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    fingerprint += `${path}:${stats.mtimeMs}:${stats.size}:${stats.ino},`;
    changedAt = Math.max(changedAt, stats.mtimeMs);
  }
  return { fingerprint, changedAt };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // No such folder: nobody has logged in this way yet.
    return [];
  }
}

import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A text that changes when a file changes from which credentials are read: the configuration files and the caches of
 * SSO and login sessions, where `aws sso login` and `aws login` leave their tokens.
 */
export function awsFilesFingerprint(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = join(environment.HOME || environment.USERPROFILE || homedir(), '.aws');
  const files = [
    environment.AWS_CONFIG_FILE || join(folder, 'config'),
    environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'),
  ];
  const caches = [
    join(folder, 'sso', 'cache'),
    environment.AWS_LOGIN_CACHE_DIRECTORY || join(folder, 'login', 'cache'),
  ];
  return [...files, ...caches.flatMap(filesIn)].map(stamp).join();
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // No such folder: nobody has logged in this way yet.
    return [];
  }
}

function stamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${path}:${stats.mtimeMs}:${stats.size}:${stats.ino}`;
}

import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { name, version } from '../../../package.json';
import { isObject } from '../../json-rpc.ts';

/** A command as a client starts it. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How this copy of the bridge is started again. A copy that npm took from a registry is named with its version, which
 * starts on every computer; every other (a clone, an unpacked or installed tarball) by its path. A name without a
 * version is never written: whoever owned it later would run beside the person's credentials.
 */
export function launchOf(script: string): Launch {
  const path = realpathSync(script);
  return isFromRegistry(path)
    ? { command: 'npx', args: ['-y', `${name}@${version}`] }
    : { command: 'node', args: [path] };
}

/** Why the path of this copy may stop existing, as a sentence; undefined where it stays. */
export function passingCopy({ command, args: [path = ''] }: Launch): string | undefined {
  const isCache =
    command === 'node' && path.split(sep).some((part) => part === '_npx' || /^dlx(-|$)/.test(part));
  if (!isCache) return undefined;
  return `${path} is a package manager's cache, which may be emptied: install the bridge ("npm install -g" with its tarball) and run setup from there.`;
}

/** Goes by the lock file that npm leaves in each node_modules it fills (docs.npmjs.com, package-lock.json, hidden lockfiles). */
function isFromRegistry(path: string): boolean {
  const packageFolder = dirname(dirname(path));
  const modules = dirname(packageFolder);
  if (basename(modules) !== 'node_modules') return false;
  try {
    const lock: unknown = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
    return resolvedIn(lock).endsWith(`/${name}/-/${name}-${version}.tgz`);
  } catch {
    // Another package manager filled it, or npm for all of this computer: its path is known.
    return false;
  }
}

function resolvedIn(lock: unknown): string {
  const packages = isObject(lock) ? lock.packages : undefined;
  const entry = isObject(packages) ? packages[`node_modules/${name}`] : undefined;
  const resolved = isObject(entry) ? entry.resolved : undefined;
  return typeof resolved === 'string' && /^https?:/.test(resolved) ? resolved : '';
}

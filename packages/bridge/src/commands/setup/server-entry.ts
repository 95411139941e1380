import { resolve } from 'node:path';
import type { Options } from '../../options/parse.ts';
import type { McpClient } from './clients.ts';
import type { Machine } from './machine.ts';

/** One server as a client's configuration holds it. */
export interface ServerEntry {
  /** Set whatever was there before. */
  readonly launch: { readonly command: string; readonly args: readonly string[] };
  /** Written only where missing: they are the user's to change. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/**
 * The command that starts the bridge for `url`. Options that decide whether it can connect are written out, for a
 * client started from the desktop does not see the environment of this shell.
 */
export function serverEntry(url: string, options: Options, client: McpClient, machine: Machine): ServerEntry {
  const npx = ['npx', '-y', 'case-insights-bridge', '--url', url, ...connectionArguments(options)];
  const [command = 'npx', ...args] =
    client.needsCmd && machine.system === 'win32' ? ['cmd', '/c', ...npx] : npx;
  return { launch: { command, args }, extra: client.extra };
}

function connectionArguments(options: Options): string[] {
  const pairs: [string, string | undefined][] = [
    ['--profile', options.profiles.length === 0 ? undefined : options.profiles.join(',')],
    ['--region', options.region],
    ['--service', options.service],
    ['--ca-bundle', options.caBundle === undefined ? undefined : resolve(options.caBundle)],
  ];
  return [
    ...pairs.flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ...(options.readOnly ? ['--read-only'] : []),
  ];
}

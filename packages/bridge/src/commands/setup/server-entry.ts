import { resolve } from 'node:path';
import { BridgeFailure } from '../../failure.ts';
import type { Options } from '../../options/parse.ts';
import type { Launch } from './launch.ts';
import type { Machine } from './machine.ts';

/** One server as a client's configuration holds it. */
export interface ServerEntry {
  /** Set whatever was there before. */
  readonly launch: Readonly<Record<string, unknown>>;
  /** Written only where missing: they are the user's to change. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The members of an entry that say how the server called `name` is started. */
export type WriteLaunch = (launch: Launch, name: string) => ServerEntry['launch'];

/** Most clients' way: `command` and `args`. */
export const commandAndArgs: WriteLaunch = ({ command, args }) => ({ command, args });

/** The members of a client that decide how an entry is written. */
export interface EntryStyle {
  readonly launch: WriteLaunch;
  readonly extra: ServerEntry['extra'];
  readonly needsCmd: boolean;
}

/** The entry of a client for a server that `launch` starts. */
export function serverEntry(launch: Launch, name: string, style: EntryStyle, machine: Machine): ServerEntry {
  const { command, args } = launch;
  const isBatchFile = command === 'npx' && machine.system === 'win32';
  const started =
    isBatchFile && style.needsCmd ? { command: 'cmd', args: ['/c', command, ...args.map(forCmd)] } : launch;
  return { launch: style.launch(started, name), extra: style.extra };
}

/** Throws a `configuration` failure for an argument in which `cmd` would see more than one. */
function forCmd(argument: string): string {
  if (!/[&|<>^%"\r\n]/.test(argument)) return argument;
  throw new BridgeFailure(
    'configuration',
    `${JSON.stringify(argument)} holds a character that cmd gives a meaning to; rename the profile or file without it.`,
  );
}

/**
 * The arguments of the bridge for `url`. Options that decide whether it can connect are written out, for a client
 * started from the desktop does not see the environment of this shell.
 */
export function bridgeArguments(url: string, options: Options): string[] {
  const pairs: [string, string | undefined][] = [
    ['--url', url],
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

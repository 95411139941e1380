import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '../bridge.ts';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** An environment in which no file or variable of the person who runs the tests has a part. */
export function bareEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    USERPROFILE: home,
    APPDATA: `${home}/AppData/Roaming`,
    LOCALAPPDATA: `${home}/AppData/Local`,
    XDG_CONFIG_HOME: `${home}/.config`,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Runs the built bridge to its end. */
export async function runBridge(args: readonly string[], { cwd, env = {}, stdin }: RunOptions = {}) {
  const child = spawn(process.execPath, [BRIDGE, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '../bridge.ts';

/** A running `serve`, in a process of its own. */
export interface Serve {
  readonly url: string;
  /** The line it printed when ready. */
  readonly ready: unknown;
  readonly process: ChildProcess;
  /** Everything on stderr, once it has ended. */
  readonly stderr: Promise<string>;
  /** Stops it and returns its exit code. */
  stop(): Promise<number | null>;
}

export async function startServe(
  endpoint: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Serve> {
  const child = spawn(
    process.execPath,
    [BRIDGE, 'serve', '--json', '--url', endpoint, '--listen', '127.0.0.1:0', ...args],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stderr = text(child.stderr);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(async ([code]) => Promise.reject(new Error(`serve ended with ${code}: ${await stderr}`))),
  ])) as [string];
  return {
    url: JSON.parse(line).url,
    ready: JSON.parse(line),
    process: child,
    stderr,
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}

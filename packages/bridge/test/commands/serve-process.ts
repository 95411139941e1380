import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { BRIDGE, CREDENTIALS } from '../bridge.ts';
import { bareEnvironment } from './run.ts';

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

async function startServe(
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

/** Runs `serve` before an endpoint until the test ends, without a home, and without repetitions. */
export async function serve(
  endpoint: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Serve> {
  const home = mkdtempSync(join(tmpdir(), 'bridge-serve-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const served = await startServe(endpoint, ['--retries', '0', ...args], {
    ...bareEnvironment(home),
    ...CREDENTIALS,
    ...env,
  });
  onTestFinished(async () => {
    await served.stop();
  });
  return served;
}

/** A tool call as a client posts it, with the headers it sends. */
export const CALL = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'echo' } });
export const ACCEPT = { accept: 'application/json, text/event-stream' };

import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment } from '@case-insights/testing/environment';
import { readLines, stopProcess } from '@case-insights/testing/processes';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { onTestFinished } from 'vitest';
import { CREDENTIALS } from '../bridge.ts';

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
  const line = await readLines(child, 'serve').first.catch(async (error: Error) => {
    throw new Error(`${error.message}: ${await stderr}`);
  });
  return {
    url: JSON.parse(line).url,
    ready: JSON.parse(line),
    process: child,
    stderr,
    stop: () => stopProcess(child),
  };
}

/** Runs `serve` before an endpoint until the test ends, without a home, repetitions, and a token unless one is given. */
export async function serve(
  endpoint: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Serve> {
  const hasToken = 'CASE_INSIGHTS_SERVE_TOKEN' in env;
  const served = await startServe(
    endpoint,
    ['--retries', '0', ...(hasToken ? [] : ['--no-token']), ...args],
    {
      ...bareEnvironment(temporaryFolder()),
      ...CREDENTIALS,
      ...env,
    },
  );
  onTestFinished(async () => {
    await served.stop();
  });
  return served;
}

/** A tool call as a client posts it, with the headers it sends. */
export const CALL = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'echo' } });

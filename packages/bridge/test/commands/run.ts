import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { BRIDGE } from '@case-insights/testing/bundles';
import { type Outcome, type RunOptions, runScript } from '@case-insights/testing/processes';

/** Runs the built bridge to its end, in an empty environment unless one is given. */
export function runBridge(args: readonly string[], options: RunOptions = {}) {
  return runScript(BRIDGE, args, { env: {}, ...options });
}

/**
 * Runs the built bridge to its end in a thread with streams and an environment of its own, for half of what a process costs.
 * For what needs no signal, terminal or working folder, and finds its home folder in the environment.
 */
export async function runBridgeInThread(
  args: readonly string[],
  { env, stdin }: { readonly env: Record<string, string>; readonly stdin?: string },
): Promise<Outcome> {
  const thread = new Worker(BRIDGE, {
    argv: [...args],
    env,
    execArgv: [],
    stdin: true,
    stdout: true,
    stderr: true,
  });
  thread.stdin?.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(thread.stdout),
    text(thread.stderr),
    once(thread, 'exit') as Promise<[number]>,
  ]);
  return { code, stdout, stderr };
}

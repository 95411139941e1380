import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from '@modelcontextprotocol/client';
import { connectBridge } from '../src/bridge-client.ts';
import type { StackDescription } from '../src/stack.ts';

/** The local stack in a process of its own, and a client of it over the real bridge. */
export interface EvaluatedStack {
  readonly description: StackDescription;
  readonly pid: number;
  /** Calls a tool, again and again while it answers that it is still running. Throws when it fails. */
  call(name: string, args: Record<string, unknown>): Promise<unknown>;
  /** The lines of the function's log so far. */
  functionLog(): string[];
}

export interface EvaluatedStackOptions {
  /** Options of `pnpm local`. */
  readonly args: readonly string[];
  /** Variables of the function. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts a stack from the built bundle, and stops it after `use`. */
export async function withStack<T>(
  { args, variables = {} }: EvaluatedStackOptions,
  use: (stack: EvaluatedStack) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'case-insights-eval-'));
  const settings = join(folder, 'settings.json');
  const log = join(folder, 'function.log');
  writeFileSync(settings, JSON.stringify({ variables }));
  writeFileSync(log, '');
  const local = spawn(
    process.execPath,
    [
      // This file runs bundled, beside the command.
      fileURLToPath(new URL('local.js', import.meta.url)),
      '--json',
      ...args,
      ...['--settings', settings, '--function-log', log],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const lines = createInterface({ input: local.stdout });
    const [line] = await Promise.race([once(lines, 'line'), once(local, 'exit').then(() => [])]);
    if (typeof line !== 'string' || local.pid === undefined)
      throw new Error('The local stack ended before it was ready; run pnpm build first.');
    const description: StackDescription = JSON.parse(line);
    const client = await connectBridge(description, 'case-insights-eval');
    try {
      return await use({
        description,
        pid: local.pid,
        call: (name, arguments_) => callTool(client, name, arguments_),
        functionLog: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
      });
    } finally {
      await client.close();
    }
  } finally {
    local.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function callTool(client: Client, name: string, args: Record<string, unknown>): Promise<unknown> {
  for (let token: string | undefined; ; ) {
    const arguments_ = token === undefined ? args : { ...args, next_token: token };
    const result = await client.callTool({ name, arguments: arguments_ }, { timeout: 15 * 60_000 });
    if (result.isError) {
      const reasons = result.content.map((part) => ('text' in part ? part.text : ''));
      throw new Error(`${name} failed: ${reasons.join(' ')}`);
    }
    token = runningToken(result.structuredContent);
    if (token === undefined) return result.structuredContent;
  }
}

/** The token to go on with, of an answer that says it is still running. */
function runningToken(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('status' in answer) || answer.status !== 'running')
    return undefined;
  return 'next_token' in answer && typeof answer.next_token === 'string' ? answer.next_token : undefined;
}

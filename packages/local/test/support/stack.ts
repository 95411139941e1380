import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StackDescription } from '../../src/stack.ts';
import type { Credentials } from './sign.ts';
import { sign } from './sign.ts';

export const LOCAL = fileURLToPath(new URL('../../dist/local.js', import.meta.url));
export const BRIDGE = fileURLToPath(new URL('../../../bridge/dist/bridge.js', import.meta.url));

/** The day the tests' cases end, so that the deployment guide's dated examples find some. */
export const UNTIL = '2025-08-01';

/** One stack in a process of its own, started by a test. */
export interface LocalStack extends StackDescription {
  readonly pid: number;
  /** Everything it wrote to stdout so far. */
  stdout(): string;
  accessLog(): Record<string, unknown>[];
  functionLog(): Record<string, unknown>[];
  /** Sends one signed request to a path below the stage. */
  send(method: string, path: string, body?: unknown, options?: SendOptions): Promise<Response>;
  stop(): Promise<void>;
}

export interface SendOptions {
  readonly as?: Credentials;
  readonly headers?: Record<string, string>;
}

/** Starts `local --json` on generated cases up to {@link UNTIL}, with these settings. */
export async function startLocal(
  settings: Record<string, unknown> = {},
  args: readonly string[] = ['--until', UNTIL],
  environment: Record<string, string> = {},
): Promise<LocalStack> {
  const folder = mkdtempSync(join(tmpdir(), 'case-insights-'));
  const file = (name: string) => join(folder, name);
  for (const name of ['access.log', 'function.log']) writeFileSync(file(name), '');
  writeFileSync(file('settings.json'), JSON.stringify(settings));
  const child = spawn(
    process.execPath,
    [
      LOCAL,
      '--json',
      ...args,
      ...['--settings', file('settings.json')],
      ...['--access-log', file('access.log')],
      ...['--function-log', file('function.log')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  );
  const lines: string[] = [];
  const description = await firstLine(child, lines);
  return {
    ...description,
    pid: child.pid!,
    stdout: () => lines.join('\n'),
    accessLog: () => jsonLines(file('access.log')),
    functionLog: () => jsonLines(file('function.log')),
    async send(method, path, body, { as = description.identities.allowed, headers = {} } = {}) {
      const url = description.endpoint + path;
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const content = text === undefined ? {} : { body: text };
      const typed = text === undefined ? headers : { 'content-type': 'application/json', ...headers };
      return fetch(url, {
        method,
        headers: await sign({ method, url, headers: typed, ...content }, as),
        ...content,
      });
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess, lines: string[]): Promise<StackDescription> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`local ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      resolve(JSON.parse(line));
    });
  });
}

/** The JSON lines of a log; the runtime's plain lines, such as a stack trace at start, are left out. */
function jsonLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; without it, this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** What the process reads; without it, an empty stdin. */
  readonly stdin?: string;
}

/** What a process left behind; the code is null when a signal ended it. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script with this Node to its end. */
export async function runScript(
  file: string,
  args: readonly string[],
  { cwd, env, stdin }: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [file, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  // A script may end without reading what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/**
 * Starts a built script that says with its first line on stdout that it is ready; what it says on stderr is shown. `name` is
 * what an error calls it. Throws where it is not built.
 */
export function startBuilt(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  name: string,
): { readonly child: ChildProcess; readonly lines: Lines } {
  if (!existsSync(file)) throw new Error(`${file} is missing; pnpm build makes it.`);
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return { child, lines: readLines(child, name) };
}

export interface Lines {
  /** Every line so far. */
  readonly all: readonly string[];
  /** The first line. Rejects with the exit code when the process ends without one. */
  readonly first: Promise<string>;
}

/** Reads the lines that a process writes to stdout. `name` is what an error calls the process. */
export function readLines(child: ChildProcess & { readonly stdout: Readable }, name: string): Lines {
  const all: string[] = [];
  const first = new Promise<string>((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      all.push(line);
      resolve(line);
    });
  });
  return { all, first };
}

/** Asks a process to end, waits until it has, and returns its exit code; null when the signal ended it. */
export async function stopProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  return child.exitCode;
}

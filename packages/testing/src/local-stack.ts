import { readFileSync } from 'node:fs';
import { inject } from 'vitest';
import type { Credentials } from './environment.ts';
import { type HostedStack, RUNNING_HOST, startHostedStack } from './hosted-stack.ts';
import type {} from './serve-stacks.ts'; // declares what it provides
import { sign } from './sign.ts';
import type { StackDescription } from './stack-description.ts';
import { type LocalStackOptions, logsIn } from './stack-folder.ts';
import { type StackProcess, startStackProcess } from './stack-process.ts';

export interface SendOptions {
  /** Who signs; the allowed caller unless told otherwise. */
  readonly as?: Credentials;
  readonly headers?: Record<string, string>;
}

/** A stack that runs, whoever started it. */
export interface RunningStack extends StackDescription {
  /** The entries of the gateway's access log so far. */
  accessLog(): Record<string, unknown>[];
  /** The function's JSON log lines so far. */
  functionLog(): Record<string, unknown>[];
  /** Sends one signed request to a path below the stage. */
  send(method: string, path: string, body?: unknown, options?: SendOptions): Promise<Response>;
}

/** The whole product on this machine, for one test or file. */
export interface LocalStack extends RunningStack, Omit<HostedStack, 'description'> {}

/** The same in a process of its own. */
export interface LocalStackProcess extends RunningStack, Omit<StackProcess, 'description'> {}

/** Starts a stack in the process that the stacks of all tests share, and settles when it is ready. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const host = RUNNING_HOST.parse(await askForStack('host'));
  const { description, ...stack } = await startHostedStack(host, options);
  return { ...runningStack(description, stack.folder), ...stack };
}

/**
 * Starts a stack in a process of its own: for tests of that process, of what it prints, takes or leaves behind, and for
 * thousands of cases, which would keep the other stacks waiting.
 */
export async function startLocalStackProcess(options: LocalStackOptions = {}): Promise<LocalStackProcess> {
  const { description, ...process } = await startStackProcess(options);
  return { ...runningStack(description, process.folder), ...process };
}

/** Asks what the global setup of the run starts when it is first asked for: the host of stacks, or a shared stack. */
export async function askForStack(name: string): Promise<unknown> {
  const response = await fetch(`${inject('stacks')}/${name}`);
  if (!response.ok) throw new Error(`"${name}" did not start: ${await response.text()}`);
  return response.json();
}

/** The stack of this description, whose logs are in this folder. */
export function runningStack(description: StackDescription, folder: string): RunningStack {
  const logs = logsIn(folder);
  return {
    ...description,
    accessLog: () => jsonLines(logs.access),
    functionLog: () => jsonLines(logs.function),
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
  };
}

/** The JSON lines of a log; the runtime's plain lines, such as a stack trace at start, are left out. */
function jsonLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

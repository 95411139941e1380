import { readFileSync } from 'node:fs';
import type { Credentials } from './environment.ts';
import { sign } from './sign.ts';
import {
  type LocalStackOptions,
  logsIn,
  type StackDescription,
  type StackProcess,
  startStackProcess,
} from './stack-process.ts';

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

/** The whole product on this machine, in a process of its own. */
export interface LocalStack extends RunningStack, Omit<StackProcess, 'description'> {}

/** Starts `local --json` from its built bundle, and settles when it is ready. */
export async function startLocalStack(options?: LocalStackOptions): Promise<LocalStack> {
  const { description, ...process } = await startStackProcess(options);
  return { ...runningStack(description, process.folder), ...process };
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

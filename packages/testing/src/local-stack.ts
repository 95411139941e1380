import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { LOCAL } from './bundles.ts';
import type { Credentials } from './environment.ts';
import { readLines, stopProcess } from './processes.ts';
import { sign } from './sign.ts';

const CALLER = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), arn: z.string() });

/** What `local --json` prints. */
export const DESCRIPTION = z.object({
  endpoint: z.url(),
  region: z.string(),
  identities: z.object({ allowed: CALLER, denied: CALLER }),
  athenaEndpoint: z.url(),
  bedrockEndpoint: z.url(),
  ssmEndpoint: z.url(),
  s3Endpoint: z.url(),
  database: z.string(),
  workgroup: z.string(),
  viewsPage: z.url(),
  compactWorkgroup: z.string(),
  compactLocation: z.string(),
  /** With `--oauth`. */
  web: z
    .object({
      endpoint: z.url(),
      issuer: z.url(),
      scope: z.string(),
      otherResource: z.url(),
      users: z.array(
        z.object({ name: z.string(), groups: z.array(z.string()), sees: z.string().optional() }),
      ),
      code: z.string().optional(),
    })
    .optional(),
});

export interface LocalStackOptions {
  /** What `--settings` reads. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface SendOptions {
  /** Who signs; the allowed caller unless told otherwise. */
  readonly as?: Credentials;
  readonly headers?: Record<string, string>;
}

export type StackDescription = z.output<typeof DESCRIPTION>;

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
export interface LocalStack extends RunningStack {
  readonly pid: number;
  /** Where its logs are. */
  readonly folder: string;
  /** Everything it wrote to stdout so far. */
  stdout(): string;
  stop(): Promise<void>;
}

/** Starts `local --json` from its built bundle, and settles when it is ready. */
export async function startLocalStack({
  settings = {},
  args = [],
  environment = {},
}: LocalStackOptions = {}): Promise<LocalStack> {
  if (!existsSync(LOCAL)) throw new Error(`${LOCAL} is missing; pnpm build makes it.`);
  const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings));
  const logs = logsIn(folder);
  for (const log of Object.values(logs)) writeFileSync(log, '');
  const child = spawn(
    process.execPath,
    [
      LOCAL,
      '--json',
      ...args,
      ...['--settings', settingsFile],
      ...['--access-log', logs.access],
      ...['--function-log', logs.function],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  );
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const lines = readLines(child, 'The local stack');
  const description = await lines.first.then(
    (line) => DESCRIPTION.parse(JSON.parse(line)),
    async (error) => {
      await stop();
      throw error;
    },
  );
  return {
    ...runningStack(description, folder),
    pid: child.pid ?? 0,
    folder,
    stdout: () => lines.all.join('\n'),
    stop,
  };
}

const logsIn = (folder: string) => ({
  access: join(folder, 'access.log'),
  function: join(folder, 'function.log'),
});

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

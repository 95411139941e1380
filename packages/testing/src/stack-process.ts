import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { LOCAL } from './bundles.ts';
import { readLines, stopProcess } from './processes.ts';

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

export type StackDescription = z.output<typeof DESCRIPTION>;

export interface LocalStackOptions {
  /** What `--settings` reads. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process of `local --json` that is ready. */
export interface StackProcess {
  readonly description: StackDescription;
  readonly pid: number;
  /** Where its logs are, by {@link logsIn}. */
  readonly folder: string;
  /** Everything it wrote to stdout so far. */
  stdout(): string;
  stop(): Promise<void>;
}

/** Starts `local --json` from its built bundle, and settles when it is ready. */
export async function startStackProcess({
  settings = {},
  args = [],
  environment = {},
}: LocalStackOptions = {}): Promise<StackProcess> {
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
  return { description, pid: child.pid ?? 0, folder, stdout: () => lines.all.join('\n'), stop };
}

/** The files in the folder of a stack that take the log of its gateway and that of its function. */
export const logsIn = (folder: string) => ({
  access: join(folder, 'access.log'),
  function: join(folder, 'function.log'),
});

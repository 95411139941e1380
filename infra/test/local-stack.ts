import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const LOCAL = fileURLToPath(new URL('../../packages/local/dist/local.js', import.meta.url));
const KEYS = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
export type Keys = z.output<typeof KEYS>;

const DESCRIPTION = z.object({
  endpoint: z.url(),
  region: z.string(),
  identities: z.object({ allowed: KEYS, denied: KEYS }),
});

/** What is deployed, on this machine: the whole stack in a process of its own. */
export interface LocalStack extends z.output<typeof DESCRIPTION> {
  accessLog(): Record<string, unknown>[];
  functionLog(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Starts `pnpm local` with these of its settings, and waits until it says that it is ready. */
export async function startLocalStack(settings: Record<string, unknown> = {}): Promise<LocalStack> {
  if (!existsSync(LOCAL)) throw new Error(`${LOCAL} is missing: pnpm build makes it.`);
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  const [accessLog, functionLog, file] = ['access.log', 'function.log', 'settings.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for (const log of [accessLog, functionLog]) writeFileSync(log, '');
  writeFileSync(file, JSON.stringify(settings));
  const logs = ['--access-log', accessLog, '--function-log', functionLog];
  const child = spawn(process.execPath, [LOCAL, '--json', '--cases', '100', '--settings', file, ...logs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`local ended with ${code} before it was ready`)));
  });
  return {
    ...DESCRIPTION.parse(JSON.parse(line)),
    accessLog: () => jsonLines(accessLog),
    functionLog: () => jsonLines(functionLog),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function jsonLines(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

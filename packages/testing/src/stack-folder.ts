import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LocalStackOptions {
  /** What `--settings` reads. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a stack has on disk: its settings and its logs. */
export interface StackFolder {
  /** Where its logs are, by {@link logsIn}. */
  readonly folder: string;
  /** The command line that makes a stack use them. */
  readonly args: readonly string[];
  remove(): void;
}

/** Makes the folder of a stack that is about to start, in `parent`. */
export function stackFolder({ settings = {}, args = [] }: LocalStackOptions, parent = tmpdir()): StackFolder {
  const folder = mkdtempSync(join(parent, 'local-stack-'));
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings));
  const logs = logsIn(folder);
  for (const log of Object.values(logs)) writeFileSync(log, '');
  return {
    folder,
    args: [
      '--json',
      ...args,
      ...['--settings', settingsFile],
      ...['--access-log', logs.access],
      ...['--function-log', logs.function],
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The files in the folder of a stack that take the log of its gateway and that of its function. */
export const logsIn = (folder: string) => ({
  access: join(folder, 'access.log'),
  function: join(folder, 'function.log'),
});

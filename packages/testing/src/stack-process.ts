import { LOCAL } from './bundles.ts';
import { startBuilt, stopProcess } from './processes.ts';
import { DESCRIPTION, type StackDescription } from './stack-description.ts';
import { type LocalStackOptions, stackFolder } from './stack-folder.ts';

/** A process of `local --json` that is ready. */
export interface StackProcess {
  readonly description: StackDescription;
  readonly pid: number;
  /** Where its logs are. */
  readonly folder: string;
  /** Everything it wrote to stdout so far. */
  stdout(): string;
  stop(): Promise<void>;
}

/** Starts `local --json` from its built bundle, and settles when it is ready. */
export async function startStackProcess(options: LocalStackOptions): Promise<StackProcess> {
  const { folder, args, remove } = stackFolder(options);
  const { child, lines } = startBuilt(LOCAL, args, options.environment ?? {}, 'The local stack');
  const stop = async () => {
    await stopProcess(child);
    remove();
  };
  const description = await lines.first.then(
    (line) => DESCRIPTION.parse(JSON.parse(line)),
    async (error) => {
      await stop();
      throw error;
    },
  );
  return { description, pid: child.pid ?? 0, folder, stdout: () => lines.all.join('\n'), stop };
}

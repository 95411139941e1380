import { isAlive, scriptRunners } from './script-runners.ts';

/** How often to look whether the processes that started us are still there, ms. */
const PARENT_CHECK_MS = 250;

/**
 * Runs `stop` once, on SIGINT or SIGTERM, when nobody reads stdout any more (`| head`), or when a process that runs us
 * is gone, and then ends the process. Script runners that are ended pass no signal on; a person who starts the command
 * by hand may well leave it behind, so the runners are watched only when a script or a program started us.
 */
export function endWith(stop: () => Promise<void>, watchRunners: boolean): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  process.stdout.on('error', end);
  if (!watchRunners) return;
  const parent = process.ppid;
  const runners = scriptRunners();
  setInterval(() => {
    if (process.ppid !== parent || !runners.every(isAlive)) end();
  }, PARENT_CHECK_MS).unref();
}

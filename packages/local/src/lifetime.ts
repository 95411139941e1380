import { isAlive, scriptRunners } from './script-runners.ts';

/** Interval of the check that the processes that started this one are still running, ms. */
const PARENT_CHECK_MS = 250;

/**
 * Runs `stop` once and then exits: on SIGINT or SIGTERM, when stdout is closed (`| head`), or when a process that
 * started this one has exited. Script runners do not forward the signal that stops them. A person may start the command and
 * close the shell on purpose, so the runners are watched only when a script or a program started the command.
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

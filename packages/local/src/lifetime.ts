/** How often to look whether the process that started us is still there, ms. */
const PARENT_CHECK_MS = 250;

/**
 * Runs `stop` once, on SIGINT or SIGTERM, or when the parent is gone, and then ends the process. A script
 * runner that is killed hard passes no signal on; a person who starts the command by hand may well leave it behind,
 * so the parent is watched only when a script or a program started us.
 */
export function endWith(stop: () => Promise<void>, watchParent: boolean): void {
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
  if (!watchParent) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_MS).unref();
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Names of the processes between a person, or a program, and a package script: npx, pnpm, npm, and their shells. */
const RUNNER = /^(sh|dash|node|npm|npx|pnpm)/;

/**
 * The processes that ran us as a package script, nearest first; none of them passes a SIGTERM on to all the others.
 * A process of another kind ends the list: a person's own shell may well be closed while the command goes on.
 */
export function scriptRunners(): number[] {
  const runners = [process.ppid];
  for (;;) {
    const pid = runners.at(-1) ?? 0;
    const { name, parent } = describe(pid);
    if (parent <= 1 || !RUNNER.test(name) || !RUNNER.test(describe(parent).name)) return runners;
    runners.push(parent);
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function describe(pid: number): { name: string; parent: number } {
  try {
    if (process.platform === 'win32') return { name: '', parent: 0 };
    if (process.platform === 'linux') {
      const [, name = '', parent] =
        /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return { name, parent: Number(parent ?? 0) };
    }
    const [parent = '', ...command] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/);
    return { name: command.join(' ').split('/').at(-1) ?? '', parent: Number(parent) };
  } catch {
    // It ended meanwhile, or cannot be looked at: nothing above it is known.
    return { name: '', parent: 0 };
  }
}

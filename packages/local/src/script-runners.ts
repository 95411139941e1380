import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Names of the processes that run a package script: npx, pnpm, npm, and their shells. */
const RUNNER = /^(sh|dash|node|npm|npx|pnpm)/;

/**
 * The processes that run this one as a package script, nearest first; none of them forwards SIGTERM to all the others.
 * The list ends before any other kind of process: a user may close the shell while the command runs on.
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

/** Whether a process is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process cannot be signalled, but it is running.
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
    // It has exited, or cannot be inspected: its parents are unknown.
    return { name: '', parent: 0 };
  }
}

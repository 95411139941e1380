import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of what this process started, and of what those started. */
export function descendants(pid: number): number[] {
  const parents = parentsOfAll();
  const found: number[] = [];
  for (let generation = [pid]; generation.length > 0; ) {
    generation = parents.filter(([, parent]) => generation.includes(parent)).map(([child]) => child);
    found.push(...generation);
  }
  return found;
}

/** Whether a process is there; one that ended and was not waited for yet counts as gone. */
export function isRunning(pid: number): boolean {
  return parentsOfAll().some(([child]) => child === pid);
}

function parentsOfAll(): [pid: number, parent: number][] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
      .split('\n')
      .map((line): [number, number] => [
        Number(line.trim().split(/\s+/)[0]),
        Number(line.trim().split(/\s+/)[1]),
      ]);
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid): [number, number][] => {
      // The name in parentheses may hold spaces; a process may end while it is read.
      const stat = readIfThere(`/proc/${pid}/stat`).split(') ').at(-1) ?? '';
      const [state, parent] = stat.split(' ');
      return state === undefined || parent === undefined || state === 'Z'
        ? []
        : [[Number(pid), Number(parent)]];
    });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

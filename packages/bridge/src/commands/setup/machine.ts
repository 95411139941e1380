import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** What decides where a program keeps its configuration. */
export interface Machine {
  readonly system: 'darwin' | 'linux' | 'win32';
  readonly home: string;
  /** The folder whose workspace files are meant. */
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The names in a folder; empty when there is none. */
  readonly list: (folder: string) => readonly string[];
}

/** This computer, seen from the current folder. Unixes other than macOS keep their files as Linux does. */
export function thisMachine(list: Machine['list']): Machine {
  const { platform, env } = process;
  return {
    system: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    home: homedir(),
    workspace: process.cwd(),
    environment: env,
    list,
  };
}

/** Joins a path as the machine's system writes it. */
export function joinOn(machine: Machine, ...parts: string[]): string {
  return (machine.system === 'win32' ? win32 : posix).join(...parts);
}

/**
 * The folder in which desktop programs keep one folder each: `%APPDATA%`, `~/Library/Application Support`, or
 * `$XDG_CONFIG_HOME` (freedesktop.org's base directory specification; relative values do not count).
 */
export function applicationData(machine: Machine): string {
  const { system, home, environment } = machine;
  if (system === 'darwin') return joinOn(machine, home, 'Library', 'Application Support');
  if (system === 'win32') return environment.APPDATA || joinOn(machine, home, 'AppData', 'Roaming');
  return configFolder(machine);
}

/** The folder in which command-line programs keep theirs: `$XDG_CONFIG_HOME`, else `~/.config`, on every system. */
export function configFolder(machine: Machine): string {
  const configured = machine.environment.XDG_CONFIG_HOME;
  return configured?.startsWith('/') ? configured : joinOn(machine, machine.home, '.config');
}

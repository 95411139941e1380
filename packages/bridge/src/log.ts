import { printable } from './printable.ts';

export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The bridge's log: stderr and, if asked for, a file; one line each. Never a credential, never a message body. */
export class Log {
  readonly #level: number;
  readonly #write: (line: string) => void;

  constructor(level: LogLevel, write: (line: string) => void) {
    this.#level = LOG_LEVELS.indexOf(level);
    this.#write = write;
  }

  error(message: string): void {
    this.#say('error', message);
  }
  warning(message: string): void {
    this.#say('warning', message);
  }
  info(message: string): void {
    this.#say('info', message);
  }
  debug(message: string): void {
    this.#say('debug', message);
  }

  #say(level: LogLevel, message: string): void {
    if (LOG_LEVELS.indexOf(level) > this.#level) return;
    this.#write(`${new Date().toISOString()} ${level} ${printable(message).replace(/\s*\n+\s*/g, ' ')}\n`);
  }
}

/** The permission bits of everybody but the owner. */
const OTHERS = 0o077;

/**
 * A log to stderr and, if `path` is given, appended to that file. A new file is for its owner alone, and of one that others
 * may read already the log says so. Throws when the file cannot be opened.
 */
export async function openLog(level: LogLevel, path: string | undefined): Promise<Log> {
  if (path === undefined) return new Log(level, (line) => process.stderr.write(line));
  const { fstatSync, openSync, writeSync } = await import('node:fs');
  const file = openSync(path, 'a', 0o600);
  const log = new Log(level, (line) => {
    process.stderr.write(line);
    writeSync(file, line);
  });
  const stats = fstatSync(file);
  // Windows has no such bits: Node makes them up.
  if (process.platform !== 'win32' && stats.isFile() && (stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    log.warning(`Other users of this computer have access to ${path} (mode ${mode}); run: chmod 600 ${path}`);
  }
  return log;
}

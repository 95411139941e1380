import { createInterface } from 'node:readline/promises';
import { Failure } from './failure.ts';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof CODES;

/** Where a command talks to a person. Everything goes to stderr; stdout is for the result (`--json`, a table). */
export interface Terminal {
  readonly interactive: boolean;
  style(style: Style, text: string): string;
  line(text?: string): void;
  tick(text: string): void;
  warn(text: string): void;
  cross(text: string): void;
  /** Shows below everything else what is going on, until the next call; only where stderr is a terminal. */
  status(text?: string): void;
  /** Says what it waits for while `work` runs, with the seconds where stderr is a terminal. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
  /** True when the person agrees. Throws Failure with exit code 3 where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
}

/** A terminal on stderr; colours only where stderr is one and NO_COLOR is not set (no-color.org). */
export function openTerminal(stream: NodeJS.WriteStream = process.stderr): Terminal {
  const coloured = stream.isTTY === true && !process.env.NO_COLOR;
  const interactive = process.stdin.isTTY === true && stream.isTTY === true;
  const style = (name: Style, text: string) => (coloured ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text);
  let shown = '';
  const status = (text = '') => {
    if (stream.isTTY !== true || text === shown) return;
    // Back to the line's start, and clear it.
    stream.write(`\r\u001b[2K${style('dim', text.slice(0, (stream.columns ?? 80) - 1))}`);
    shown = text;
  };
  const line = (text = '') => {
    const below = shown;
    status();
    stream.write(`${text}\n`);
    status(below);
  };
  return {
    interactive,
    style,
    line,
    tick: (text) => line(`${style('green', '✓')} ${text}`),
    warn: (text) => line(`${style('yellow', '!')} ${text}`),
    cross: (text) => line(`${style('red', '✗')} ${text}`),
    status,
    async during(what, work) {
      if (stream.isTTY !== true) line(`… ${what}`);
      const start = Date.now();
      const show = () => status(`… ${what}, ${Math.round((Date.now() - start) / 1_000)} s`);
      show();
      const timer = setInterval(show, 1_000);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        status();
      }
    },
    async confirm(question) {
      if (!interactive) {
        throw new Failure(`${question} Nobody can be asked here: add --yes to agree beforehand.`, {
          exitCode: 3,
        });
      }
      const lines = createInterface({ input: process.stdin, output: stream });
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
      } finally {
        lines.close();
      }
    },
  };
}

/** Rows as aligned columns, the last one unpadded. */
export function columns(rows: readonly (readonly string[])[], gap = 2): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(width(i) + gap))).join(''))
    .join('\n');
}

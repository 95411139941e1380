/*
 * Questions are asked with Node's own readline, and progress is drawn by hand (status-line.ts), because a library costs
 * more than it saves for one line of each: minified for Node, @clack/prompts 1.9 adds 20.6 KB and @inquirer/confirm 6.3
 * with @inquirer/input 26.5 KB, and loading them takes about 30 to 55 ms; all of this package is 2.2 KB.
 */
import { createInterface } from 'node:readline/promises';

/** Whether a person can be asked: stdin and stderr are a terminal. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks on stderr and returns the answer; Ctrl-D and Ctrl-C answer with an empty text. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new AbortController();
    lines.once('close', () => closed.abort());
    lines.once('SIGINT', () => lines.close());
    return await lines.question(question, { signal: closed.signal });
  } catch {
    process.stderr.write('\n');
    return '';
  } finally {
    lines.close();
  }
}

/** Asks a yes-or-no question; anything but yes is no. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}

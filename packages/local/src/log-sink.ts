import { appendFileSync } from 'node:fs';

/** Where log lines go: a file when one is named, stderr when everything is to be shown, nowhere otherwise. */
export function logSink(file: string | undefined, verbose: boolean): (line: string) => void {
  if (file !== undefined) return (line) => appendFileSync(file, `${line}\n`);
  if (verbose) return (line) => process.stderr.write(`${line}\n`);
  return () => {};
}

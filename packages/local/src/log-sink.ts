import { appendFileSync } from 'node:fs';

/** Where log lines go: to the file if one is given, to stderr if verbose, otherwise nowhere. */
export function logSink(file: string | undefined, verbose: boolean): (line: string) => void {
  if (file !== undefined) return (line) => appendFileSync(file, `${line}\n`);
  if (verbose) return (line) => process.stderr.write(`${line}\n`);
  return () => {};
}

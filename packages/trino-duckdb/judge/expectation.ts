import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Trino answered to a statement: a table, or an error with its name. Values are those of Trino's own JSON. */
export type Expectation =
  | {
      readonly sql: string;
      readonly names: readonly string[];
      readonly types: readonly string[];
      readonly rows: readonly (readonly unknown[])[];
    }
  | { readonly sql: string; readonly error: string; readonly message: string };

/** A file of recorded expectations; its first line says which Trino gave them. */
export interface Recording {
  readonly topic: string;
  readonly trino: string;
  readonly expectations: readonly Expectation[];
}

/** The topics that are recorded in a folder. */
export function topics(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort();
}

export function readRecording(folder: string, topic: string): Recording {
  const [first, ...lines] = readFileSync(join(folder, `${topic}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  const { trino } = JSON.parse(first ?? '{}');
  return { topic, trino, expectations: lines.map((line) => JSON.parse(line)) };
}

export function writeRecording(folder: string, { topic, trino, expectations }: Recording): void {
  const lines = [{ trino }, ...expectations].map((line) => JSON.stringify(line));
  writeFileSync(join(folder, `${topic}.jsonl`), `${lines.join('\n')}\n`);
}

import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Case } from './case.ts';
import { parseLine, wrongShape } from './serde.ts';

/**
 * Case folders that are read before the event loop continues. They are read synchronously, because the thread pool
 * costs several times as much as reading a file of two kilobytes: on two busy cores, 50,000 files took 9 to 12 s with
 * it and 5 to 9 s without.
 */
const BATCH = 64;

/** Hive's name for a partition whose key is null. */
const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

export interface ReadCaseFolderOptions {
  /** Called with the number of case folders that are done, and of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Called with a sentence for each file or folder in which something was skipped, and the number of objects. The sentence
   * names the path, and fields at most, never their content.
   */
  readonly onError?: (message: string, skipped: number) => void;
}

/**
 * Reads a copy of the case bucket (`account_number=…/case_number=…/data.json`), as the table's SerDe would and a little more
 * (see `readObjects`), without changing it. What cannot be read, or is no case, is reported and skipped.
 *
 * @throws Error when the folder cannot be listed or holds no `account_number=…` folder: it is not a copy of the bucket
 */
export async function* readCaseFolder(
  folder: string,
  options: ReadCaseFolderOptions = {},
): AsyncGenerator<Case> {
  const { onProgress, onError = () => {} } = options;
  const partitions = listPartitions(folder, onError);
  for (let start = 0; start < partitions.length; start += BATCH) {
    const batch = partitions.slice(start, start + BATCH);
    for (const partition of batch) yield* readPartition(partition, onError);
    onProgress?.(start + batch.length, partitions.length);
    await setImmediate();
  }
}

/** Writes cases in the bucket's layout, each as one line of JSON. Replaces existing files of the same cases. */
export async function writeCaseFolder(folder: string, cases: Iterable<Case>): Promise<void> {
  for (const { accountNumber, caseNumber, record } of cases) {
    const path = join(
      folder,
      partitionName('account_number', accountNumber),
      partitionName('case_number', caseNumber),
    );
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'data.json'), `${JSON.stringify(record)}\n`);
  }
}

interface Partition {
  readonly path: string;
  readonly accountNumber: string | null;
  readonly caseNumber: string | null;
}

function listPartitions(folder: string, onError: (message: string, skipped: number) => void): Partition[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw new Error(
      `The folder ${folder} cannot be read (${codeOf(cause)}): name a copy of the case bucket.`,
      { cause },
    );
  }
  const accounts = names.filter((name) => name.startsWith('account_number='));
  if (accounts.length === 0) {
    throw new Error(
      `The folder ${folder} holds no account_number=… folder: name the root of a copy of the case bucket, as aws s3 sync makes it.`,
    );
  }
  const partitions: Partition[] = [];
  for (const account of accounts.sort()) {
    const path = join(folder, account);
    try {
      for (const name of readdirSync(path).sort()) {
        if (!name.startsWith('case_number=')) continue;
        partitions.push({
          path: join(path, name),
          accountNumber: partitionValue(account),
          caseNumber: partitionValue(name),
        });
      }
    } catch (error) {
      onError(skipped(path, error), 1);
    }
  }
  return partitions;
}

function readPartition(partition: Partition, onError: (message: string, skipped: number) => void): Case[] {
  const { path, accountNumber, caseNumber } = partition;
  const cases: Case[] = [];
  let files: Dirent[];
  try {
    files = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    onError(skipped(path, error), 1);
    return cases;
  }
  // Athena ignores names that begin with a dot or an underscore.
  for (const entry of files.filter(({ name }) => !/^[._]/.test(name)).sort(byName)) {
    const file = join(path, entry.name);
    try {
      const objects = readObjects(readText(file, entry));
      for (const object of objects) {
        if ('record' in object) cases.push({ accountNumber, caseNumber, record: object.record });
      }
      const [first, ...more] = objects.filter((object) => 'error' in object);
      if (first === undefined) continue;
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      onError(
        skipped(objects.length > 1 ? `line ${first.line}${others} of ${file}` : file, first.error),
        more.length + 1,
      );
    } catch (error) {
      onError(skipped(file, error), 1);
    }
  }
  return cases;
}

/** The text of a file, unpacked where its name ends as Athena expects of a compressed one. */
function readText(file: string, entry: Dirent): string {
  // Reading a pipe would block. Only a link's target needs another call to find out.
  if (!(entry.isSymbolicLink() ? statSync(file) : entry).isFile())
    throw new Error('it is not a regular file');
  const bytes = readFileSync(file);
  const text = (entry.name.endsWith('.gz') ? unpacked(bytes) : bytes).toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new Error('it is not valid gzip data', { cause });
  }
}

/** An object of a file, or why there is none at a line, counted from 1. */
type ReadObject =
  | { readonly record: Record<string, unknown>; readonly line: number }
  | { readonly error: unknown; readonly line: number };

/**
 * The objects in a file's text: each on a line of its own, or over several lines from one that begins with a brace, as
 * editors and jq write them (Athena itself reads only the former).
 */
function readObjects(text: string): ReadObject[] {
  let line = 1;
  return text.split(/^(?=\{)/m).flatMap((part) => {
    const start = line;
    line += part.split('\n').length - 1;
    return readPart(part, start).map(casesOnly);
  });
}

function casesOnly(object: ReadObject): ReadObject {
  const wrong = 'record' in object ? wrongShape(object.record) : undefined;
  return wrong === undefined ? object : { error: new Error(wrong), line: object.line };
}

/** One object; or, where the lines are none together, each line by itself, if one of them is an object. */
function readPart(part: string, start: number): ReadObject[] {
  if (part.trim() === '') return [];
  const whole = readObject(part, start);
  if ('record' in whole) return [whole];
  const lines = part
    .split('\n')
    .flatMap((text, index) => (text.trim() === '' ? [] : [readObject(text, start + index)]));
  return lines.some((object) => 'record' in object) ? lines : [whole];
}

function readObject(text: string, line: number): ReadObject {
  try {
    return { record: parseLine(text), line };
  } catch (error) {
    return { error, line };
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

/** The value in a partition folder's name: Hive percent-encodes ASCII characters that a path cannot have. */
function partitionValue(name: string): string | null {
  const value = name.slice(name.indexOf('=') + 1);
  if (value === NULL_PARTITION) return null;
  return value.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function partitionName(key: string, value: string | null): string {
  const percent = (character: string) =>
    `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return `${key}=${value === null ? NULL_PARTITION : value.replace(/[^\w.\-\u0080-\uFFFF]/g, percent)}`;
}

function skipped(what: string, error: unknown): string {
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  return `Skipped ${what}: ${code === undefined ? reason : `the system says ${code}`}.`;
}

/** The system's error code, such as ENOENT; its messages repeat the path. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

import { constants } from 'node:fs';
import {
  access,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BridgeFailure } from '../../failure.ts';

/** A configuration file as it was found. */
export interface ConfigFile {
  /** Where it lies, symbolic links followed. */
  readonly path: string;
  /** Its text; undefined when there is no such file yet. */
  readonly text: string | undefined;
}

/** Longer chains of symbolic links are a loop, as for Linux (ELOOP). */
const MAX_LINKS = 40;

/** Copies of the old files that stay beside a file. */
const MAX_COPIES = 5;

/** Reads a configuration file. Throws a `configuration` failure when it is there and cannot be read. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const target = await followLinks(path);
  try {
    const bytes = await readFile(target);
    return { path: target, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { path: target, text: undefined };
    throw unusable(target, 'read', error);
  }
}

/**
 * Puts `text` in place of what was found, in one step: a reader sees the old file or the new one. What was there is
 * kept beside it first, and of older copies the newest four; returns the path of that copy, undefined for a new file.
 * Permissions stay as they were, except that nobody else may read a file with a secret in it.
 *
 * Throws a `configuration` failure when the file may not be written, or when it has changed since it was read.
 */
export async function replaceConfigFile(
  file: ConfigFile,
  text: string,
  isSecret = false,
): Promise<string | undefined> {
  try {
    await mkdir(dirname(file.path), { recursive: true });
    if (file.text !== undefined) await access(file.path, constants.W_OK);
    const current = await readConfigFile(file.path);
    if (current.text !== file.text) {
      throw new BridgeFailure(
        'configuration',
        `${file.path} has changed in the meantime and was left as it is; run this again.`,
      );
    }
    const backup = file.text === undefined ? undefined : await keepCopy(file.path);
    await writeInOneStep(file.path, text, isSecret ? 0o600 : 0o666);
    if (backup !== undefined) await removeOldCopies(file.path, basename(backup));
    return backup;
  } catch (error) {
    throw error instanceof BridgeFailure ? error : unusable(file.path, 'written', error);
  }
}

/** `most`: the permissions that the file has at most, if it is new or a secret. */
async function writeInOneStep(path: string, text: string, most: 0o600 | 0o666): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const present = await stat(path).catch(() => undefined);
  const mode = present === undefined || most === 0o600 ? (present?.mode ?? most) & most : present.mode;
  const handle = await open(temporary, 'wx', mode);
  try {
    // Beyond the umask that `open` obeys, and for root in somebody else's home.
    if (present !== undefined) {
      await handle.chmod(mode);
      if (process.getuid?.() === 0) await handle.chown(present.uid, present.gid);
    }
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Copies the file, permissions included, under a name that no earlier copy has. */
async function keepCopy(path: string): Promise<string> {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  for (let attempt = 0; ; attempt++) {
    const backup = `${path}.${stamp}${attempt === 0 ? '' : `-${attempt}`}.bak`;
    try {
      await copyFile(path, backup, constants.COPYFILE_EXCL);
      return backup;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/**
 * Removes all copies of the file but the newest; one that cannot be removed stays. The last one stays whatever its name
 * says, since a clock may have been set back.
 */
async function removeOldCopies(path: string, last: string): Promise<void> {
  const copies: { name: string; stamp: string; attempt: number }[] = [];
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const [, stamp, attempt = '0'] = name.startsWith(basename(path))
      ? (/^\.(\d{8}T\d{6}Z)(?:-(\d+))?\.bak$/.exec(name.slice(basename(path).length)) ?? [])
      : [];
    if (stamp !== undefined && name !== last) copies.push({ name, stamp, attempt: Number(attempt) });
  }
  copies.sort((a, b) => b.stamp.localeCompare(a.stamp) || b.attempt - a.attempt);
  for (const { name } of copies.slice(MAX_COPIES - 1))
    await rm(join(dirname(path), name), { force: true }).catch(() => undefined);
}

/** The path behind symbolic links at its end, even where the last of them leads to nothing yet. */
async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let followed = 0; followed < MAX_LINKS; followed++) {
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = resolve(dirname(target), link);
  }
  throw new BridgeFailure('configuration', `${path} is a symbolic link that leads in a circle; fix it.`);
}

function unusable(path: string, done: 'read' | 'written', error: unknown): BridgeFailure {
  const why = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
  return new BridgeFailure(
    'configuration',
    `${path} cannot be ${done} (${why}); check its permissions and encoding.`,
    {
      cause: error,
    },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { Failure } from './failure.ts';
import { HERE, sha256 } from './release.ts';

/** The function's code as Lambda takes it. */
export interface CodePackage {
  readonly zip: Uint8Array;
  /** SHA-256 of the zip, hexadecimal: the same input gives the same bytes, so this names the code. */
  readonly hash: string;
  readonly files: readonly string[];
}

/** The name of the package in a release, beside the templates. */
export const FUNCTION_ZIP = 'function.zip';
const RELEASED = join(HERE, FUNCTION_ZIP);
const SERVER_DIST = fileURLToPath(new URL('../../packages/server/dist/', import.meta.url));
/** The earliest date a zip can hold. A fixed date keeps the bytes the same. */
const MODIFIED = '1980-01-01T00:00:00';
/** A function created without a code bucket has the handler `index.handler`: inline code allows no other name. */
const INDEX = "export { handler } from './lambda.mjs';\n";

/** The package of the release that this runs from, or of the server that was built in this clone. */
export function packageFunction(): CodePackage {
  if (!existsSync(RELEASED)) return packageServer();
  const zip = readFileSync(RELEASED);
  const files: string[] = [];
  unzipSync(zip, { filter: ({ name }) => files.push(name) < 0 });
  return { zip, hash: sha256(zip), files };
}

/** Zips the built server: sorted names, one date, one compression level, so that builds can be compared by bytes. */
export function packageServer(folder: string = SERVER_DIST): CodePackage {
  const names = listFiles(folder);
  if (!names.includes('lambda.mjs')) {
    throw new Failure('The function is not built: packages/server/dist/lambda.mjs is missing.', {
      fix: 'npx -y pnpm@12 build',
    });
  }
  const entries: Zippable = {};
  const options = { mtime: new Date(MODIFIED), level: 9, os: 3, attrs: 0o644 << 16 } as const;
  for (const name of [...names, 'index.mjs'].sort()) {
    const bytes = name === 'index.mjs' ? new TextEncoder().encode(INDEX) : readFileSync(join(folder, name));
    entries[name] = [new Uint8Array(bytes), options];
  }
  const zip = zipSync(entries);
  return { zip, hash: sha256(zip), files: Object.keys(entries) };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch {
    return [];
  }
}

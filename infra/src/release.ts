import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.ts';

/** This package in a clone, or the folder of a release: either has the templates, and the commands in `dist`. */
export const HERE = fileURLToPath(new URL('../', import.meta.url));
/** The hashes of all other files of a release, as `sha256sum -c` reads them. A clone has none. */
export const SUMS = 'SHA256SUMS';

/**
 * Fails where a file of the release that this code runs from is not as it was released. Returns its version, or undefined
 * in a clone. Against somebody who changes the hashes too, its provenance helps (docs/deploy.md).
 */
export function checkRelease(folder = HERE): string | undefined {
  if (!isRelease(folder)) return undefined;
  for (const line of readFileSync(join(folder, SUMS), 'utf8').trim().split('\n')) {
    const [sum = '', path = ''] = line.split('  ');
    if (existsSync(join(folder, path)) && sha256(readFileSync(join(folder, path))) === sum) continue;
    throw new Failure(`${path} differs from the released file.`, { fix: 'Unpack the release again.' });
  }
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return version;
}

/** Whether this code runs from a release, not from a clone. */
export function isRelease(folder = HERE): boolean {
  return existsSync(join(folder, SUMS));
}

/** In hexadecimal. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

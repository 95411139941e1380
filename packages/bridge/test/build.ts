import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the bundle that the tests drive, if it is missing or older than its sources. */
export default function build(): void {
  const built = statSync(`${root}dist/bridge.js`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = [
    'package.json',
    'build.mjs',
    ...readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).map((path) => `src/${path}`),
  ];
  if (sources.every((path) => statSync(`${root}${path}`).mtimeMs <= built)) return;
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
}

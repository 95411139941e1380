import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from '../release.ts';
import { writeRelease } from './write-release.ts';

// Makes the release of this version from what is built, and prints its folder; `npm pack` makes one file of that.
const read = (path: string) => readFileSync(join(HERE, path), 'utf8');
const { version }: { version: string } = JSON.parse(read('package.json'));
const folder = join(HERE, 'dist/release');
writeRelease(folder, { version, readme: read('release.md'), license: read('../LICENSE') });
console.log(folder);

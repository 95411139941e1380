import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packageServer } from './package.ts';

function built(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('packageServer', () => {
  const files = {
    'lambda.mjs': 'export const handler = 1;',
    'parts/b.mjs': 'b',
    'a.mjs': 'a',
    'a.mjs.map': '{}',
  };

  it('gives the same bytes for the same files, whenever and wherever they were built', () => {
    const first = built(files);
    const second = built(Object.fromEntries(Object.entries(files).reverse()));
    utimesSync(join(second, 'a.mjs'), new Date(0), new Date('2001-01-01'));
    expect(packageServer(second).zip).toEqual(packageServer(first).zip);
  });

  it('gives another hash for another byte', () => {
    const changed = { ...files, 'a.mjs': 'A' };
    expect(packageServer(built(changed)).hash).not.toBe(packageServer(built(files)).hash);
  });

  it('holds what was built, an index for a function that has no code bucket, and no source maps', () => {
    const entries = unzipSync(packageServer(built(files)).zip);
    expect(Object.keys(entries)).toEqual(['a.mjs', 'index.mjs', 'lambda.mjs', 'parts/b.mjs']);
    expect(strFromU8(entries['index.mjs']!)).toContain("from './lambda.mjs'");
  });

  it('says what to do when nothing was built', () => {
    expect(() => packageServer(built({}))).toThrow('packages/server/dist/lambda.mjs is missing');
  });
});

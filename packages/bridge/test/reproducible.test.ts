import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BRIDGE } from '@case-insights/testing/bundles';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('the build', () => {
  it('makes the same file again, wherever and from where it is run', () => {
    const folder = temporaryFolder();
    const again = join(folder, 'dist', 'bridge.js');
    execFileSync(process.execPath, [join(root, 'build.mjs'), again], { cwd: folder });
    expect(hashOf(again)).toBe(hashOf(BRIDGE));
  });

  it('packs the same bundle for Claude Desktop again', () => {
    const bundle = join(root, 'dist', 'case-insights.mcpb');
    const pack = () => {
      execFileSync(process.execPath, [join(root, 'scripts', 'mcpb.mjs')]);
      return hashOf(bundle);
    };
    expect(pack()).toBe(pack());
  });
});

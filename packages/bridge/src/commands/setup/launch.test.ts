import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../../package.json';
import { launchOf, passingCopy } from './launch.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(temporaryFolder());
});

function write(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

/** A copy as npm installs it, and its lock file. */
function installed(resolved: string): string {
  const path = write('node_modules', 'case-insights-bridge', 'dist', 'bridge.js');
  const packages = { 'node_modules/case-insights-bridge': { version, resolved } };
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  return path;
}

describe('launchOf', () => {
  it('names the version of a copy that came from a registry', () => {
    const path = installed(
      `https://registry.example/case-insights-bridge/-/case-insights-bridge-${version}.tgz`,
    );
    expect(launchOf(path)).toEqual({ command: 'npx', args: ['-y', `case-insights-bridge@${version}`] });
  });

  it.each([
    'file:../case-insights-bridge-0.1.0.tgz',
    'https://files.example.com/case-insights-bridge-0.1.0.tgz',
    'https://registry.example/case-insights-bridge/-/case-insights-bridge-0.0.9.tgz',
  ])('names the path of a copy installed from %s', (resolved) => {
    const path = installed(resolved);
    expect(launchOf(path)).toEqual({ command: 'node', args: [path] });
  });

  it('names the path of a clone, behind a link too', () => {
    const path = write('clone', 'packages', 'bridge', 'dist', 'bridge.js');
    symlinkSync(path, join(folder, 'link'));
    expect(launchOf(join(folder, 'link'))).toEqual({ command: 'node', args: [path] });
  });
});

describe('passingCopy', () => {
  it.each([
    [['/home/ana/.npm/_npx/abc/node_modules/case-insights-bridge/dist/bridge.js']],
    [['/home/ana/.cache/pnpm/dlx-17/node_modules/case-insights-bridge/dist/bridge.js']],
  ])('tells of a cache that may be emptied: %j', (args) => {
    expect(passingCopy({ command: 'node', args })).toBe(
      `${args[0]} is a package manager's cache, which may be emptied: install the bridge ("npm install -g" with its tarball) and run setup from there.`,
    );
  });

  it('says nothing of a path that stays, or of a version', () => {
    expect(passingCopy({ command: 'node', args: ['/opt/bridge.js'] })).toBeUndefined();
    expect(passingCopy({ command: 'npx', args: ['-y', 'case-insights-bridge@0.1.0'] })).toBeUndefined();
  });
});

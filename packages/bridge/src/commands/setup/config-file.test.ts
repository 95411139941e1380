import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfigFile, replaceConfigFile } from './config-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'mcp.json');
});

describe('replaceConfigFile', () => {
  it('makes a new file with its folders, and no copy', async () => {
    const file = await readConfigFile(join(folder, 'a', 'b', 'mcp.json'));
    expect(file.text).toBeUndefined();
    expect(await replaceConfigFile(file, '{}')).toBeUndefined();
    expect(readFileSync(file.path, 'utf8')).toBe('{}');
  });

  it('keeps each old file under a name of its own, and leaves nothing else behind', async () => {
    writeFileSync(path, 'one');
    const first = await replaceConfigFile(await readConfigFile(path), 'two');
    const second = await replaceConfigFile(await readConfigFile(path), 'three');
    expect([readFileSync(first!, 'utf8'), readFileSync(second!, 'utf8')]).toEqual(['one', 'two']);
    expect(readFileSync(path, 'utf8')).toBe('three');
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('keeps the newest five old files, and files of another name', async () => {
    const older = Array.from({ length: 11 }, (_, attempt) =>
      attempt === 0 ? 'mcp.json.20260102T030405Z.bak' : `mcp.json.20260102T030405Z-${attempt}.bak`,
    );
    const others = ['mcp.json.bak', 'other.json.20250102T030405Z.bak'];
    for (const name of ['mcp.json', ...older, ...others]) writeFileSync(join(folder, name), '{}');
    const newest = await replaceConfigFile(await readConfigFile(path), 'new');
    const stay = [
      'mcp.json',
      basename(newest!),
      ...[7, 8, 9, 10].map((attempt) => older[attempt]),
      ...others,
    ];
    expect(readdirSync(folder).sort()).toEqual(stay.sort());
  });

  it('keeps the last old file where the clock was set back', async () => {
    const later = [1, 2, 3, 4, 5].map((day) => `mcp.json.2999010${day}T030405Z.bak`);
    for (const name of ['mcp.json', ...later]) writeFileSync(join(folder, name), '{}');
    const last = await replaceConfigFile(await readConfigFile(path), 'new');
    expect(readdirSync(folder).sort()).toEqual(['mcp.json', basename(last!), ...later.slice(1)].sort());
  });

  it('leaves a file alone that has changed since it was read', async () => {
    writeFileSync(path, 'one');
    const file = await readConfigFile(path);
    writeFileSync(path, 'two');
    await expect(replaceConfigFile(file, 'three')).rejects.toThrow(/has changed in the meantime/);
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['mcp.json']);
  });
});

describe('readConfigFile', () => {
  it('keeps a byte order mark', async () => {
    writeFileSync(path, '\uFEFF{}');
    expect((await readConfigFile(path)).text).toBe('\uFEFF{}');
  });

  it('refuses what is not UTF-8, which writing would destroy', async () => {
    writeFileSync(path, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(readConfigFile(path)).rejects.toThrow(/mcp\.json cannot be read.*encoding/);
  });

  it.skipIf(process.platform === 'win32')('refuses links that lead in a circle', async () => {
    symlinkSync(join(folder, 'b'), path);
    symlinkSync(path, join(folder, 'b'));
    await expect(readConfigFile(path)).rejects.toThrow(/leads in a circle/);
  });
});

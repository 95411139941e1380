import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCircles, importGraph } from './import-graph.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'infra'];
const sources = packages.map((folder) => `${folder}/src`).filter((source) => existsSync(join(root, source)));

describe('the sources of each package', () => {
  it.each(sources)('import nothing in a circle, of folders or of files, in %s', (source) => {
    expect(findCircles(importGraph(join(root, source)))).toEqual([]);
  });
});

describe('the check for circles', () => {
  let source: string;
  beforeEach(() => {
    source = mkdtempSync(join(tmpdir(), 'circles-'));
  });
  afterEach(() => rmSync(source, { recursive: true }));

  const circlesOf = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(source, dirname(file)), { recursive: true });
      writeFileSync(join(source, file), text);
    }
    return findCircles(importGraph(source));
  };

  it('reports two folders that import each other, though no file is in a circle', () => {
    const files = {
      'http/app.ts': `import { call } from '../tools/call.ts';\nexport const app = call;`,
      'http/status.ts': `export const status = 200;`,
      'tools/call.ts': `export const call = 1;`,
      'tools/answer.ts': `import { status } from '../http/status.ts';\nexport const answer = status;`,
    };
    expect(circlesOf(files)).toEqual([['http/app.ts → tools/call.ts', 'tools/answer.ts → http/status.ts']]);
  });

  it('reports a circle of three folders that goes through a subfolder', () => {
    const files = {
      'a/deep/one.ts': `import '../../b/two.ts';`,
      'b/two.ts': `import '../c/three.ts';`,
      'c/three.ts': `import '../a/four.ts';`,
      'a/four.ts': '',
    };
    expect(circlesOf(files)).toEqual([
      ['a/deep/one.ts → b/two.ts', 'b/two.ts → c/three.ts', 'c/three.ts → a/four.ts'],
    ]);
  });

  it.each([
    ['an import', `import { x } from './b.ts';`],
    ['a type import', `import type { X } from './b.ts';`],
    ['a re-export', `export { x } from './b.ts';`],
    ['a re-export of everything', `export * from './b.ts';`],
    ['an import on demand', `export const load = () => import('./b.ts');`],
    ['a type written as an import', `export type X = import('./b.ts').X;`],
  ])('counts %s', (_, text) => {
    expect(circlesOf({ 'a.ts': text, 'b.ts': `import './a.ts';` })).toEqual([['a.ts → b.ts', 'b.ts → a.ts']]);
  });

  it('reports a file and the folder beside it that import each other', () => {
    const files = { 'call.ts': `import './call/run.ts';`, 'call/run.ts': `import '../call.ts';` };
    expect(circlesOf(files)).toEqual([['call.ts → call/run.ts', 'call/run.ts → call.ts']]);
  });

  it('accepts a folder that two others share, an import of a package, and a test that imports both', () => {
    const files = {
      'main.ts': `import './http/app.ts';`,
      'http/app.ts': `import '../call/call.ts';\nimport 'node:fs';`,
      'tools/tool.ts': `import '../call/call.ts';`,
      'call/call.ts': '',
      'call/call.test.ts': `import '../http/app.ts';`,
    };
    expect(circlesOf(files)).toEqual([]);
  });
});

/**
 * Builds dist/bridge.js, or the file it is told, and page.html beside it: one CommonJS file (it starts faster than a module), nothing to install
 * with it. Two builds are the same to the byte.
 *
 * What the source imports with `import()` is not needed for the first answer. Each such part is bundled on its own and
 * put at the end of the file as comments, which are read again and compiled when the part is first asked for. Parsing
 * the credential chain alone would add 15 ms to every start, and even strings of this size would add 5 ms.
 */
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { licenceComment } from './licences.mjs';

const root = import.meta.dirname;
const output = resolve(process.argv[2] ?? resolve(root, 'dist/bridge.js'));

/** Every file that went into some part. */
const files = new Set();

/** Name → promise of the text of a deferred part. */
const parts = new Map();

/** What several deferred parts import: a part of its own, or each would carry a copy (138 kB in all). */
const SHARED = /\/(upstream\/connection|http\/signed-client|options\/parse|commands\/csv)\.ts$/;

/** @type {(isPart: boolean) => import('esbuild').Plugin} */
const deferImports = (isPart) => ({
  name: 'defer-imports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      const isShared = isPart && kind === 'import-statement' && SHARED.test(file);
      return kind === 'dynamic-import' || isShared ? { path: file, namespace: 'deferred' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'deferred' }, async ({ path }) => {
      const name = basename(path, '.ts');
      if (!parts.has(name)) parts.set(name, bundle(path, true));
      await parts.get(name);
      return { contents: `module.exports = __loadPart(${JSON.stringify(name)})`, resolveDir: dirname(path) };
    });
  },
});

async function bundle(entry, isPart) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    absWorkingDir: root,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    // Built-in modules that are imported late become `require` calls, which a compiled part can make too.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    plugins: [deferImports(isPart)],
  });
  for (const file of Object.keys(result.metafile.inputs)) files.add(file);
  return result.outputFiles[0].text;
}

const main = await bundle(resolve(root, 'src/commands/main.ts'), false);
const [shebang, ...rest] = main.split('\n');
const loader = `
const __loaded = {};
function __loadPart(name) {
  if (!(name in __loaded)) {
    const lines = require('node:fs').readFileSync(__filename, 'utf8').split('\\n');
    const start = lines.indexOf('//part ' + name) + 1;
    const end = lines.indexOf('//end ' + name, start);
    const text = lines.slice(start, end).map((line) => line.slice(2)).join('\\n');
    const part = { exports: {} };
    const parameters = ['exports', 'require', 'module', '__loadPart'];
    const run = require('node:vm').compileFunction(text, parameters, { filename: __filename + '#' + name });
    run(part.exports, require, part, __loadPart);
    __loaded[name] = part.exports;
  }
  return __loaded[name];
}`;
const deferred = await Promise.all(
  // Parts are found in the order in which they are read from the disk, which is chance.
  [...parts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(async ([name, text]) => `//part ${name}\n${(await text).replaceAll(/^/gm, '//')}\n//end ${name}`),
);

await rm(dirname(output), { recursive: true, force: true });
await mkdir(dirname(output), { recursive: true });
const licences = licenceComment([...files].map((file) => resolve(root, file.replace(/^deferred:/, ''))));
await writeFile(output, [shebang, '"use strict";', loader.trim(), ...rest, ...deferred, licences].join('\n'));
await chmod(output, 0o755);
// The page that a report is written into; 0.5 MB that only `report` reads.
await copyFile(resolve(root, '../views/dist/page.html'), resolve(dirname(output), 'page.html'));

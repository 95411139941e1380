// pnpm mutate <module>: changes the module in many small ways, runs its tests on each change and lists the changes that
// no test noticed. Stryker is installed by the first run and into this folder, since a fresh clone does not need it. Options
// of the form --name=value go to Stryker, such as --mutate=src/sql/guard/guard.ts:60-90 for some of the lines.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODULES } from './modules.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const isOption = (argument) => argument.startsWith('--');
const options = process.argv.slice(2).filter(isOption);
const names = process.argv.slice(2).filter((argument) => !isOption(argument));
const unknown = names.find((name) => !Object.hasOwn(MODULES, name));
if (names.length === 0 || unknown !== undefined) {
  const problem = unknown === undefined ? 'No module is named' : `There is no module "${unknown}"`;
  fail(`${problem}: run pnpm mutate with one or more of ${Object.keys(MODULES).join(', ')}`);
}
for (const name of names) {
  const { package: folder, sources, tests } = MODULES[name];
  const missing = [...sources, ...tests].find((path) => !existsSync(join(root, folder, path)));
  if (missing !== undefined) {
    fail(
      `${folder}/${missing} of module "${name}" does not exist: correct its path in scripts/mutate/modules.mjs`,
    );
  }
}

if (!existsSync(join(here, 'node_modules/@stryker-mutator/core'))) {
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) fail(`npm ci failed in ${here}: see its output above`);
}

const { resolve } = createRequire(import.meta.url);
const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
let failed = false;
for (const name of names) {
  const { package: folder, sources, tests, slow, grammar } = MODULES[name];
  const configuration = {
    mutate: sources,
    testRunner: 'vitest',
    plugins: [resolve('@stryker-mutator/vitest-runner')],
    vitest: { configFile: join(here, 'vitest.config.mjs'), related: false },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // As deep below the root as a package is, so that what a package finds by `../..` its copy finds too.
    tempDirName: '../../.stryker-tmp',
    // Stryker would rewrite the file through TypeScript's JavaScript API, which TypeScript 7 does not have.
    tsconfigFile: 'none',
    timeoutMS: 15_000,
    reporters: ['clear-text', 'json'],
    jsonReporter: { fileName: join(here, `node_modules/.cache/${name}-result.json`) },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    allowEmpty: false,
  };
  mkdirSync(join(here, 'node_modules/.cache'), { recursive: true });
  const file = join(here, `node_modules/.cache/${name}.json`);
  writeFileSync(file, JSON.stringify(configuration));
  const run = spawnSync(process.execPath, [stryker, 'run', file, ...options], {
    cwd: join(root, folder),
    stdio: 'inherit',
    env: { ...process.env, MUTATE_TESTS: JSON.stringify({ tests, slow, grammar }) },
  });
  failed ||= run.status !== 0;
}
process.exitCode = failed ? 1 : 0;

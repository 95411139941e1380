// Runs the benches of the packages one after another and shows each table as it is ready.
//
//   pnpm bench [suite…] [--quick]     a suite is the folder of a package; --quick repeats less and ends within 3 minutes
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const packages = new URL('../packages/', import.meta.url);
const turbo = fileURLToPath(new URL('turbo.mjs', import.meta.url));

const suites = readdirSync(packages).filter((name) => {
  const { scripts } = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
  return scripts?.bench !== undefined;
});

try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !suites.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no suite "${unknown}". The suites are ${suites.join(', ')}.`);
  for (const suite of positionals.length > 0 ? positionals : suites) run(suite, values.quick);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function run(suite, quick) {
  const filter = `--filter=./packages/${suite}`;
  const turboRun = (...args) => execFileSync(process.execPath, [turbo, ...args], { stdio: 'inherit' });
  turboRun('build', '--output-logs=errors-only', `${filter}...`);
  const output = ['--output-logs=full', '--log-order=stream', '--log-prefix=none'];
  turboRun('bench', ...output, filter, ...(quick ? ['--', '--quick'] : []));
}

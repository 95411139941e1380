// Runs turbo for the scripts in package.json, without telemetry. Its output goes to stderr, because stdout belongs to the
// command that follows (`local --json` prints one line). Only the tables of a bench go to stdout.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const args = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [turbo, 'run', ...args], {
  stdio: ['ignore', args[0] === 'bench' ? 1 : 2, 2],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
process.exitCode = status ?? 1;

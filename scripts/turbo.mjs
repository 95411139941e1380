// Runs turbo for the scripts in package.json, without telemetry. A build says nothing unless it fails, since a reader asked for
// the command that follows; what it says then goes to stderr, because stdout belongs to that command (`local --json` prints
// one line). A bench prints its tables as they are ready.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const args = process.argv.slice(2);
const isBench = args[0] === 'bench';
const shown = process.stderr.isTTY && !isBench ? 'Building...' : '';
process.stderr.write(shown);
const { status, stdout, stderr, error } = spawnSync(process.execPath, [turbo, 'run', ...args], {
  stdio: isBench ? ['ignore', 1, 2] : ['ignore', 'pipe', 'pipe'],
  maxBuffer: 64 * 1024 * 1024,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
if (shown !== '') process.stderr.write(`\r${' '.repeat(shown.length)}\r`);
if (status !== 0 && !isBench) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
process.exitCode = status ?? 1;

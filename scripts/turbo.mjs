// Runs turbo for the scripts in package.json: what it has to say goes to stderr, since stdout belongs to the command that
// follows (`local --json` is one line), and it reports to nobody.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const { status } = spawnSync(process.execPath, [turbo, 'run', ...process.argv.slice(2)], {
  stdio: ['ignore', 2, 2],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
});
process.exitCode = status ?? 1;

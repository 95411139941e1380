// Lints the template under every set of options that the tests know. Needs cfn-lint (PyPI) on the PATH, so it is no part
// of the tests, which need Node alone: `pnpm --filter @case-insights/infra lint:template` where Python is; always in CI.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const template = fileURLToPath(new URL('template.yaml', import.meta.url));
const sets = JSON.parse(readFileSync(new URL('test/option-sets.json', import.meta.url), 'utf8'));

for (const [name, options] of Object.entries(sets)) {
  const parameters = Object.entries({ UniqueIdentifier: 'acme', ...options }).map(
    ([key, value]) => `${key}=${value}`,
  );
  const { status, error } = spawnSync('cfn-lint', ['--template', template, '--parameters', ...parameters], {
    stdio: 'inherit',
  });
  if (error !== undefined)
    throw new Error('cfn-lint is not on the PATH: pipx install cfn-lint', { cause: error });
  if (status !== 0) process.exitCode = 1;
  console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
}

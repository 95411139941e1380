// Lints the template under every set of options in test/option-sets.json. Needs cfn-lint (PyPI) on the PATH, so it is not
// part of the tests, which need only Node. CI always runs it: `pnpm --filter @case-insights/infra lint:template`.
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

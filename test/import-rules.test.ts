import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const REFUSED = [
  ['packages/core/src/cases', '@case-insights/server/config'],
  ['packages/core/src/cases', '../../../server/src/config.ts'],
  ['packages/core/src/cases', 'node:fs'],
  ['packages/core/src/cases', '@aws-sdk/client-athena'],
  ['packages/server/src/http', '@case-insights/local'],
  ['packages/server/src/http', 'case-insights-bridge'],
  ['packages/server/src/http', '../../../core/src/errors.ts'],
  ['packages/bridge/src/relay', '@case-insights/server/config'],
  ['packages/bridge/src/relay', '../../../server/src/config.ts'],
  ['packages/local/src/lambda', '@case-insights/server/config'],
  ['packages/local/src/lambda', '../../../server/src/lambda.ts'],
  ['packages/local/src/lambda', '../../../bridge/src/main.ts'],
  ['packages/local/src/athena', '../../../trino-duckdb/src/index.ts'],
  ['packages/trino-duckdb/src/query', '@case-insights/core/cases'],
  ['packages/trino-duckdb/src/query', '@case-insights/local'],
  ['packages/trino-duckdb/src/query', '../../../core/src/errors.ts'],
  ['packages/trino-duckdb/src/query', '../../../local/src/stack.ts'],
  ['packages/core/src/sql', '@case-insights/trino-duckdb'],
  ['packages/server/src/athena', '@case-insights/trino-duckdb'],
  ['packages/bridge/src/relay', '@case-insights/trino-duckdb'],
  ['infra/src', '@case-insights/core/tools'],
  ['infra/src', '@case-insights/server/config'],
  ['infra/src', '../../packages/server/src/config.ts'],
  ['packages/terminal/src', '@case-insights/core/tools'],
  ['packages/terminal/src', '../../bridge/src/main.ts'],
  ['packages/testing/src', '@case-insights/server/config'],
  ['packages/testing/src', '@case-insights/terminal/table'],
  ['packages/testing/src', '../../local/src/stack.ts'],
  ['packages/core/src/cases', '@case-insights/testing/deferred'],
  ['packages/core/src/cases', '@case-insights/terminal/table'],
  ['packages/server/src/http', '@case-insights/testing/deferred'],
  ['packages/server/src/http', '@case-insights/terminal/table'],
  ['packages/bridge/src/relay', '@case-insights/testing/deferred'],
  ['packages/bridge/src/relay', '../../../testing/src/deferred.ts'],
  ['packages/trino-duckdb/src/query', '@case-insights/testing/deferred'],
  ['packages/local/src/lambda', '@case-insights/testing/deferred'],
  ['infra/src', '@case-insights/testing/deferred'],
  ['packages/views/src/host', '@case-insights/server/config'],
  ['packages/views/src/host', '@case-insights/terminal/table'],
  ['packages/views/src/host', '@case-insights/testing/deferred'],
  ['packages/views/src/host', '../../../server/src/app.ts'],
  ['packages/views/src/host', 'node:fs'],
  ['packages/server/src/views', '../../../views/src/page.ts'],
  ['packages/core/src/cases', '@case-insights/views/page'],
] as const;

const ALLOWED = [
  ['packages/core/src/tools', '../cases/index.ts'],
  ['packages/core/src/tools', 'zod'],
  ['packages/server/src/http', '@case-insights/core/errors'],
  ['packages/server/src/http', 'node:crypto'],
  ['packages/bridge/src/relay', '@case-insights/core/tools'],
  ['packages/local/src/athena', '@case-insights/core/cases'],
  ['packages/local/src/athena', '@case-insights/trino-duckdb'],
  ['packages/trino-duckdb/src/query', '../syntax/tree.ts'],
  ['packages/trino-duckdb/src/duckdb', '@duckdb/node-api'],
  ['infra/src', '@aws-sdk/client-cloudformation'],
  ['packages/testing/src', '@case-insights/core/cases'],
  ['packages/bridge/src/commands', '@case-insights/terminal/table'],
  ['packages/local/src/demo', '@case-insights/terminal/table'],
  ['infra/src', '@case-insights/terminal/table'],
  ['packages/server/test', '@case-insights/testing/deferred'],
  ['packages/bridge/test', '@case-insights/testing/deferred'],
  ['packages/local/test', '@case-insights/testing/deferred'],
  ['infra/test', '@case-insights/testing/deferred'],
  ['infra/src', '@case-insights/core/names'],
  ['infra/src', '@case-insights/core/models'],
  ['packages/views/src/host', '@case-insights/core/tools'],
  ['packages/views/test', '@case-insights/testing/deferred'],
  ['packages/server/src/views', '@case-insights/views/page'],
  ['packages/bridge/src/commands', '@case-insights/views/page'],
  ['packages/local/src/http', '@case-insights/views/page'],
] as const;

/** A copy of the tree's shape with one file for each import, linted in one run with this repository's own rules. */
describe('the import rules', () => {
  const tree = mkdtempSync(join(tmpdir(), 'import-rules-'));
  const probe = (folder: string, specifier: string) =>
    `${folder}/probe_${specifier.replaceAll(/[^a-z0-9]+/gi, '_')}.ts`;
  let complaints: Set<string>;

  beforeAll(() => {
    copyFileSync(join(root, 'biome.json'), join(tree, 'biome.json'));
    copyFileSync(join(root, '.gitignore'), join(tree, '.gitignore'));
    cpSync(join(root, 'scripts'), join(tree, 'scripts'), { recursive: true });
    for (const [folder, specifier] of [...REFUSED, ...ALLOWED]) {
      const file = join(tree, probe(folder, specifier));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import { x } from '${specifier}';\n\nexport const y = x;\n`);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const run = spawnSync(
      process.execPath,
      [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
      {
        cwd: tree,
        encoding: 'utf8',
      },
    );
    const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(
      run.stdout,
    );
    complaints = new Set(
      report.diagnostics
        .filter(({ category }) => /noRestrictedImports|noNodejsModules|plugin/.test(category))
        .map(({ location }) => location.path),
    );
  });

  afterAll(() => rmSync(tree, { recursive: true }));

  it.each(REFUSED)('refuse in %s an import of %s', (folder, specifier) => {
    expect(complaints).toContain(probe(folder, specifier));
  });

  it.each(ALLOWED)('allow in %s an import of %s', (folder, specifier) => {
    expect(complaints).not.toContain(probe(folder, specifier));
  });
});

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jsonOf } from '@case-insights/testing/answers';
import { applied, BLOCK } from '@case-insights/testing/extension-page';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appUnderTest } from './app-under-test.ts';
import { instantAws } from './instant-aws.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Copies a package's sources, with its dependencies linked; those on core and views become links to their copies. */
function copyPackage(name: string, to: string): void {
  const from = join(root, 'packages', name);
  cpSync(join(from, 'src'), join(to, 'src'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  });
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
  cpSync(join(from, 'tsconfig.json'), join(to, 'tsconfig.json'));
  mkdirSync(join(to, 'node_modules/@case-insights'), { recursive: true });
  for (const copied of ['core', 'views']) {
    symlinkSync(join(to, '..', copied), join(to, 'node_modules/@case-insights', copied));
  }
  for (const entry of readdirSync(join(from, 'node_modules'))) {
    if (entry.startsWith('.') || entry === '@case-insights') continue;
    symlinkSync(join(from, 'node_modules', entry), join(to, 'node_modules', entry));
  }
}

describe('docs/extend.md', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'case-insights-extend-'));
    cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
    for (const name of ['core', 'views', 'server']) copyPackage(name, join(copy, 'packages', name));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('shows a tool that compiles, is listed and answers, scoped like all others', {
    timeout: 120_000,
  }, async () => {
    const blocks = [...readFileSync(join(root, 'docs/extend.md'), 'utf8').matchAll(BLOCK)];
    expect(blocks).toHaveLength(5);
    for (const [, path = '', kind, text = ''] of blocks) {
      const file = join(copy, path);
      writeFileSync(file, kind === 'ts' ? text : applied(readFileSync(file, 'utf8'), text));
    }

    const server = join(copy, 'packages/server');
    const tsc = join(root, 'packages/server/node_modules/.bin/tsc');
    execFileSync(tsc, ['--noEmit', '--rootDir', copy, '-p', server], { cwd: server, stdio: 'pipe' });

    const outdir = join(copy, 'built');
    await build({
      entryPoints: { registry: join(server, 'src/tools/registry.ts') },
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
    });
    const { TOOLS } = await import(pathToFileURL(join(outdir, 'registry.mjs')).href);

    const statements: string[] = [];
    const aws = instantAws((statement) => {
      statements.push(statement);
      return { columns: ['account_number', 'case_count'], rows: [['444455556666', '7']] };
    });
    const app = appUnderTest(
      {},
      {},
      { ...aws, tools: TOOLS, scopes: { scopeOf: async () => ['444455556666'] } },
    );
    const { tools } = await jsonOf(await app.fetch('/tools'));
    expect(tools.at(-1)).toMatchObject({ name: 'get_busiest_accounts', title: 'Busiest accounts' });
    const answer = await app.fetch('/tools/get_busiest_accounts', { method: 'POST', body: '{"limit":3}' });
    expect(await jsonOf(answer)).toEqual({
      accounts: [{ account_number: '444455556666', case_count: 7 }],
      query_execution_id: 'query-0',
    });
    expect(statements[0]).toMatch(/account_number IN \('444455556666'\)[\s\S]*LIMIT 3$/);
  });
});

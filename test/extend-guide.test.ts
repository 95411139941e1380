import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { applied, BLOCK } from './extension-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Runs a script of Node's; throws with what it printed, since compilers report on stdout. */
async function run(script: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [script, ...args], { cwd });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${script} ${args.join(' ')} in ${cwd} failed: ${stdout}${stderr}`, { cause: error });
  }
}

/**
 * The page's own test and the checks that depend on the list of tools: test files, and how the names of such tests begin or
 * what they say.
 */
const CHECKS = {
  'packages/core/src/tools/listing.test.ts': 'listTool|describeTool',
  'packages/server/src/tools/get-busiest-accounts.test.ts': 'within the accounts that the caller may see',
  'packages/server/test/rest.test.ts': 'describe each tool with|says of each tool',
  'packages/bridge/test/commands/doctor.test.ts': 'says who the credentials are|takes \\d+ .* from STS',
  'packages/bridge/test/commands/serve.test.ts': 'gives the product’s tools to the v2 client',
  'packages/local/test/rest.test.ts': 'lists every tool',
  'packages/local/test/clients.test.ts': 'client v2, 2025-11-25 .* lists every tool',
  'packages/local/test/guide-requests.test.ts': 'tool listing',
  'infra/test/smoke.test.ts': 'passes every check',
};

/** The place that is forgotten most easily: the build fails until the page has filled it in. */
const REGISTRY = 'packages/server/src/tools/registry.ts';

const packages = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'infra'].filter(
  (folder) => existsSync(join(root, folder, 'package.json')),
);

/** Copies the workspace without what is built or installed. Dependencies are linked. */
function copyWorkspace(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'case-insights-extend-')));
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile()) cpSync(join(root, entry.name), join(copy, entry.name));
  }
  const left = new Set(['node_modules', 'dist', '.turbo', '.cache']);
  for (const folder of ['docs', ...packages]) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !left.has(basename(path)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of packages) linkDependencies(join(root, folder, 'node_modules'), copy, folder);
  return copy;
}

/** Links each dependency of a package to where it is installed, and those of the workspace to their copies. */
function linkDependencies(installed: string, copy: string, folder: string, scope = ''): void {
  const target = join(copy, folder, 'node_modules', scope);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(join(installed, scope))) {
    if (name.startsWith('.')) continue;
    if (name.startsWith('@')) {
      linkDependencies(installed, copy, folder, name);
      continue;
    }
    const real = realpathSync(join(installed, scope, name));
    const inWorkspace = packages.find((one) => realpathSync(join(root, one)) === real);
    symlinkSync(inWorkspace === undefined ? real : join(copy, inWorkspace), join(target, name));
  }
}

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs the checks in the copy; returns Vitest's report. */
async function runChecks(copy: string): Promise<Report> {
  // The workspace's own settings say where.
  const report = join(copy, 'test-results.json');
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const names = Object.values(CHECKS).join('|');
  // One worker loads the SDKs and the grammar once: four take a quarter more of the processor, of which a test run has none idle.
  const failure = await run(
    vitest,
    ['run', '--maxWorkers=1', '-t', names, ...Object.keys(CHECKS)],
    copy,
  ).catch((error) => error);
  if (!existsSync(report)) throw failure;
  return JSON.parse(readFileSync(report, 'utf8'));
}

describe('docs/extend.md', () => {
  const copy = copyWorkspace();
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('adds a tool to a copy of the workspace, after which every package compiles and its checks of the list pass', {
    timeout: 180_000,
  }, async () => {
    const page = readFileSync(join(root, 'docs/extend.md'), 'utf8');
    const blocks = [...page.matchAll(BLOCK)];
    expect(blocks).toHaveLength(6);
    for (const [, path = '', kind, text = ''] of blocks) {
      const file = join(copy, path);
      if (path === REGISTRY) {
        await expect(run('build.mjs', [], join(copy, 'packages/server'))).rejects.toThrow(
          `${REGISTRY} has no handler of the tool get_busiest_accounts: add one.`,
        );
      }
      writeFileSync(file, kind === 'ts' ? text : applied(readFileSync(file, 'utf8'), text));
    }

    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await Promise.all([
      run(tsc, ['--noEmit', '--singleThreaded'], copy),
      ...packages
        .filter((folder) => existsSync(join(copy, folder, 'build.mjs')))
        .map((folder) => run('build.mjs', [], join(copy, folder))),
    ]);

    const { testResults } = await runChecks(copy);
    const failures = testResults.flatMap(({ name, message, assertionResults }) => [
      ...(message === '' ? [] : [`${relative(copy, name)}: ${message}`]),
      ...assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join('\n')}`),
    ]);
    expect(failures).toEqual([]);
    const ran = testResults
      .filter(({ assertionResults }) => assertionResults.some(({ status }) => status === 'passed'))
      .map(({ name }) => relative(copy, name));
    expect(ran.sort()).toEqual(Object.keys(CHECKS).sort());
    const names = testResults.flatMap((file) => file.assertionResults.map(({ fullName }) => fullName));
    expect(names.filter((name) => name.includes('get_busiest_accounts'))).not.toEqual([]);
  });
});

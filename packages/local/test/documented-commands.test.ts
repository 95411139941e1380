import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BRIDGE, INFRA, LOCAL, REPORT } from '@case-insights/testing/bundles';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { readLines, runScript, stopProcess } from '@case-insights/testing/processes';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const documents = [...markdownIn('.'), ...markdownIn('docs'), 'packages/bridge/README.md'];
const guide = readFileSync(join(root, 'docs/guide.md'), 'utf8');

/** The commands in a page's blocks of shell code, and those in a line of text that can be run as they stand. */
function commandsIn(page: string): string[] {
  const blocks = [...page.matchAll(/^( *)```(?:sh|console)\n([\s\S]*?)^ *```/gm)];
  const shown = blocks.flatMap(([, indent = '', body = '']) =>
    commandsOf(body.replaceAll(`\n${indent}`, '\n')),
  );
  const inline = page
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .matchAll(/`((?:npx -y pnpm@12|case-insights-bridge) [^`]+)`/g);
  return [...shown, ...[...inline].map(([, command = '']) => command)].map((command) =>
    command
      .replace('--url …', '--url "$ENDPOINT"')
      .replace(/\s+#.*$/, '')
      .trim(),
  );
}

/** A block's commands: each on a line, on several after a backslash, or until its quote ends. Of a console, those after `$`. */
function commandsOf(block: string): string[] {
  const console = /^\$ /m.test(block);
  const commands: string[] = [];
  let open = '';
  for (const line of block.split('\n')) {
    open += open === '' ? line.trimStart() : `\n${line}`;
    const quotes = open.replaceAll(`'\\''`, '').split("'").length - 1;
    if (line.endsWith('\\') || quotes % 2 === 1) continue;
    if (open !== '' && !open.startsWith('#') && (!console || open.startsWith('$ ')))
      commands.push(open.replace(/^\$ /, ''));
    open = '';
  }
  return commands;
}

/** What becomes of a documented command here, by its beginning; the first that fits decides. */
const KINDS: readonly (readonly [RegExp, 'runs' | 'stays' | 'elsewhere'])[] = [
  // With something of the reader's own in it, or only the name of a command.
  [/[<…]/, 'elsewhere'],
  [/^(npx -y pnpm@12 bridge|case-insights-bridge) setup\b/, 'elsewhere'],
  [/^case-insights-bridge report$|^npx -y pnpm@12 (smoke|grant|compact|report)$/, 'elsewhere'],
  // commands.test.ts runs it in this form and on a folder; `serve` and `--port` take one that may be in use here.
  [/^npx -y pnpm@12 demo\b|^case-insights-bridge serve\b|^npx -y pnpm@12 local -- --port\b/, 'elsewhere'],
  // For the account; the tests of infra parse them.
  [/^npx -y pnpm@12 (--silent )?(deploy:stack|destroy:stack|grant|compact)\b/, 'elsewhere'],
  [/^(aws|awscurl|gh|git|tar|pip|npm|eval|terraform|cdk|[A-Z]+=)/, 'elsewhere'],
  // For an identity provider, whose answers they read.
  [/\$\{?(MCP|ISSUER|TOKEN)\b/, 'elsewhere'],
  // For developers of the product; CI runs most of them.
  [
    /^npx -y pnpm@12 (build|test|lint|format|typecheck|bench|conformance|mutate|models:compare|emulate|--filter|install)\b/,
    'elsewhere',
  ],
  [/^(npx -y @modelcontextprotocol|npx vitest|node packages|terraform)/, 'elsewhere'],
  [/^npx -y pnpm@12 local\b/, 'stays'],
  [/^npx -y pnpm@12 (bridge|report|smoke)\b|^case-insights-bridge\b|^curl\b/, 'runs'],
];
const kindOf = (command: string) => KINDS.find(([pattern]) => pattern.test(command))?.[1];

const commands = documents.flatMap((page) =>
  commandsIn(readFileSync(join(root, page), 'utf8')).map((command) => ({
    page,
    command,
    kind: kindOf(command),
  })),
);
const once = (kind: string) => [
  ...new Map(commands.filter((one) => one.kind === kind).map((one) => [one.command, one])).values(),
];

describe('the commands in README and documents', () => {
  const folder = temporaryFolder(afterAll);
  let stack: RunningStack;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    stack = await sharedStack('current');
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const script = (name: string, lines: string) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${lines}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    const node = (file: string) => `exec '${process.execPath}' '${file}'`;
    // In place of a start through pnpm, which would build first: the script that package.json names.
    script(
      'npx',
      `test "$1 $2" = '-y pnpm@12' || exit 64
command=$3; shift 3
case $command in
  bridge) ${node(BRIDGE)} "$@" ;;
  local) ${node(LOCAL)} "$@" ;;
  report) ${node(REPORT)} "$@" ;;
  smoke) ${node(INFRA)} smoke "$@" ;;
esac
exit 64`,
    );
    script('case-insights-bridge', `${node(BRIDGE)} "$@"`);
    // An error status of HTTP is to be an error of curl.
    writeFileSync(join(folder, '.curlrc'), 'silent\nfail-with-body\n');
    const team = /```json\n(\{\n {2}"accessPolicy"[\s\S]*?)```/.exec(guide)?.[1];
    writeFileSync(join(folder, 'team.json'), team ?? '');
    const { accessKeyId, secretAccessKey } = stack.identities.allowed;
    env = {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      HOME: folder,
      ENDPOINT: stack.endpoint,
      MCP: `${stack.web!.endpoint}/mcp`,
      ISSUER: stack.web!.issuer,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: stack.region,
    };
  });

  const start = (command: string) =>
    spawn('bash', ['-c', command], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });

  it('are all of a kind that is run, or known to be tested elsewhere', () => {
    expect(commands.filter(({ kind }) => kind === undefined)).toEqual([]);
    expect(once('runs').length).toBeGreaterThan(10);
  });

  it.each(once('runs'))('$page: $command', async ({ command }) => {
    const child = start(command);
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ code, stderr: code === 0 ? '' : (await stderr) + (await stdout) }).toEqual({
      code: 0,
      stderr: '',
    });
  });

  it.each(once('stays'))(
    '$page: $command says that it is ready, and ends when it is told to',
    async ({ command }) => {
      const child = start(`exec ${command}`);
      child.stderr.resume();
      expect(await readLines(child, command).first).toMatch(/^Case Insights on this machine: /);
      expect(await stopProcess(child)).toBe(0);
    },
  );

  it('fail with the exit codes and sentences of docs/troubleshoot.md', { timeout: 240_000 }, async () => {
    const script = join(root, 'packages/local/scripts/symptoms.mjs');
    expect(await runScript(script, ['--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('write what they say they write', () => {
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
    expect(readFileSync(join(folder, 'cases.csv'), 'utf8').split('\r\n')[0]).toContain('case_summary');
  });
});

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment } from '@case-insights/testing/environment';
import { listenDuringTest } from '@case-insights/testing/loopback';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { beforeEach, describe, expect, it } from 'vitest';
import { CREDENTIALS } from '../bridge.ts';
import { runBridge } from './run.ts';

const URL = 'https://abc123def4.execute-api.us-east-1.amazonaws.com/prod';
const LAUNCH = { command: 'node', args: [BRIDGE, '--url', URL] };

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

const setup = (args: string[], env: Record<string, string> = {}) =>
  runBridge(['setup', ...args], { cwd: home, env: { ...bareEnvironment(home), ...env } });

const file = (...parts: string[]) => join(home, ...parts);
function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const backupsOf = (path: string) => readdirSync(dirname(path)).filter((name) => name.endsWith('.bak'));

describe('setup', () => {
  it('writes what each client reads', async () => {
    const { code, stderr } = await setup([
      '--url',
      URL,
      '--yes',
      '--client',
      'kiro,claude-code,vscode,windsurf',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const read = (...parts: string[]): unknown => JSON.parse(readFileSync(file(...parts), 'utf8'));
    expect(read('.kiro', 'settings', 'mcp.json')).toEqual({
      mcpServers: {
        'case-insights': {
          ...LAUNCH,
          disabled: false,
          autoApprove: ['get_case_summary', 'get_service_trends'],
        },
      },
    });
    expect(read('.claude.json')).toEqual({ mcpServers: { 'case-insights': { type: 'stdio', ...LAUNCH } } });
    expect(read('.codeium', 'windsurf', 'mcp_config.json')).toEqual({
      mcpServers: { 'case-insights': LAUNCH },
    });
  });

  it('writes TOML, YAML and one list for a command where a client reads that', async () => {
    await setup(['--url', URL, '--yes', '--client', 'codex,goose,opencode']);
    expect(readFileSync(file('.codex', 'config.toml'), 'utf8')).toContain(
      `[mcp_servers.case-insights]\ncommand = "node"\nargs = [ "${BRIDGE}", "--url", "${URL}" ]\n`,
    );
    expect(readFileSync(file('.config', 'goose', 'config.yaml'), 'utf8')).toContain(
      'extensions:\n  case-insights:\n    name: case-insights\n    cmd: node\n',
    );
    expect(JSON.parse(readFileSync(file('.config', 'opencode', 'opencode.json'), 'utf8'))).toEqual({
      mcp: { 'case-insights': { type: 'local', command: ['node', BRIDGE, '--url', URL], enabled: true } },
    });
  });

  it('writes the address and the token of a running serve, which nobody else can read or sees on the screen', async () => {
    const path = write(file('.kiro', 'settings', 'mcp.json'), '{"mcpServers":{}}');
    chmodSync(path, 0o644);
    const serve = ['--url', 'http://127.0.0.1:8787/mcp', '--token', 'abcdefgh12345678', '--yes'];
    const { code, stdout, stderr } = await setup([...serve, '--client', 'kiro,claude-code,gemini,opencode']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('abcdefgh12345678');
    const headers = { Authorization: 'Bearer abcdefgh12345678' };
    const url = 'http://127.0.0.1:8787/mcp';
    const read = (name: string): unknown => JSON.parse(readFileSync(name, 'utf8'));
    expect(read(path)).toEqual({
      mcpServers: {
        'case-insights': {
          url,
          headers,
          disabled: false,
          autoApprove: ['get_case_summary', 'get_service_trends'],
        },
      },
    });
    expect(read(file('.claude.json'))).toEqual({
      mcpServers: { 'case-insights': { type: 'http', url, headers } },
    });
    expect(read(file('.gemini', 'settings.json'))).toEqual({
      mcpServers: { 'case-insights': { httpUrl: url, headers } },
    });
    expect(read(file('.config', 'opencode', 'opencode.json'))).toEqual({
      mcp: { 'case-insights': { type: 'remote', enabled: true, url, headers } },
    });
    expect([path, file('.claude.json')].map((one) => statSync(one).mode & 0o777)).toEqual([0o600, 0o600]);
    // The one entry takes the place of the other, whole.
    await setup(['--url', URL, '--yes', '--client', 'claude-code']);
    expect(read(file('.claude.json'))).toEqual({
      mcpServers: { 'case-insights': { type: 'stdio', ...LAUNCH } },
    });
    await setup([...serve, '--client', 'claude-code']);
    expect(read(file('.claude.json'))).toEqual({
      mcpServers: { 'case-insights': { type: 'http', url, headers } },
    });
  });

  it.each([
    [
      ['--url', URL, '--token', 'abcdefgh12345678', '--client', 'kiro'],
      /--token belongs to the address of "serve"/,
    ],
    [['--url', 'http://127.0.0.1:1/mcp', '--token', 'short', '--client', 'kiro'], /at least 8 letters/],
    [['--stack', 's', '--token', 'abcdefgh12345678', '--client', 'kiro'], /--token goes with --url/],
    [
      ['--url', 'http://127.0.0.1:1/mcp', '--token', 'abcdefgh12345678', '--client', 'codex'],
      /no HTTP entry for Codex, but for kiro, claude-code/,
    ],
  ])('refuses a token where it cannot be used: %j', async (args, message) => {
    const { code, stderr } = await setup([...args, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(file('.kiro', 'settings', 'mcp.json'))).toBe(false);
  });

  it('prints install links for this copy, and says that they are for this computer', async () => {
    const { code, stdout, stderr } = await setup(['--link', '--url', URL]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Note: these links hold the path of the bridge on this computer, so they work on this one only.\n',
    );
    expect(stdout.split('\n').map((line) => line.split('?', 1)[0])).toEqual([
      'Kiro: https://kiro.dev/launch/mcp/add',
      'Cursor: cursor://anysphere.cursor-deeplink/mcp/install',
      'VS Code: vscode:mcp/install',
      'LM Studio: lmstudio://add_mcp',
      '',
    ]);
    const vscode = /vscode:mcp\/install\?(.*)/.exec(stdout)?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(vscode))).toEqual({ name: 'case-insights', ...LAUNCH });
  });

  it('takes the server out again, and leaves the others', async () => {
    const path = write(file('.cursor', 'mcp.json'), '{"mcpServers": {"a": {}}}');
    await setup(['--url', URL, '--yes', '--client', 'cursor']);
    const { code, stdout } = await setup(['--remove', '--yes', '--client', 'cursor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Cursor: .*mcp\.json\n[\s\S]*Written\./);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ mcpServers: { a: {} } });
    expect((await setup(['--remove', '--yes', '--client', 'cursor'])).stdout).toBe(
      `Cursor: "case-insights" is not set up in ${path}.\n`,
    );
  });

  it('names a host that is not of AWS, and does not go on unasked', async () => {
    const { code, stderr } = await setup(['--url', 'https://cases.example.com', '--client', 'cursor']);
    expect(code).toBe(3);
    expect(stderr).toBe(
      'Note: cases.example.com is not a host of AWS: your questions and what your credentials sign go there.\nNothing was written: there is no terminal to ask on; add --yes to write it.\n',
    );
  });

  it('writes the profile of the shell, and says how to check the connection', async () => {
    const { stdout, stderr } = await setup(['--url', URL, '--yes', '--client', 'cursor'], {
      AWS_PROFILE: 'a b',
    });
    expect(stderr).toMatch(/^Note: --profile a b is written too/);
    expect(stdout).toContain(`To check the connection: node ${BRIDGE} doctor --url ${URL} --profile 'a b'\n`);
    expect(JSON.parse(readFileSync(file('.cursor', 'mcp.json'), 'utf8'))).toHaveProperty(
      'mcpServers.case-insights.args',
      [BRIDGE, '--url', URL, '--profile', 'a b'],
    );
  });

  it('puts a workspace file into the current folder', async () => {
    await setup(['--url', URL, '--yes', '--client', 'vscode', '--scope', 'workspace']);
    expect(JSON.parse(readFileSync(file('.vscode', 'mcp.json'), 'utf8'))).toEqual({
      servers: { 'case-insights': { type: 'stdio', ...LAUNCH } },
    });
  });

  it('shows the difference, keeps the old file, and then has nothing to do', async () => {
    const before = '{\n  // mine\n  "mcpServers": { "a": {} }\n}\n';
    const path = write(file('.kiro', 'settings', 'mcp.json'), before);
    const first = await setup(['--url', URL, '--yes', '--client', 'kiro']);
    expect(first.stdout).toContain('+   "mcpServers": { "a": {}, "case-insights": ');
    const [backup] = backupsOf(path);
    expect(first.stdout).toContain(backup);
    expect(readFileSync(join(dirname(path), backup!), 'utf8')).toBe(before);
    const second = await setup(['--url', URL, '--yes', '--client', 'kiro']);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('is set up already') });
    expect(backupsOf(path)).toEqual([backup]);
  });

  it('writes nothing with --dry-run', async () => {
    const { code, stdout } = await setup(['--url', URL, '--dry-run', '--client', 'cursor']);
    expect(code).toBe(0);
    expect(stdout).toContain('+       "command": "node"');
    expect(existsSync(file('.cursor'))).toBe(false);
  });

  it('writes nothing when there is no terminal to ask on', async () => {
    const { code, stderr } = await setup(['--url', URL, '--client', 'cursor']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/no terminal.*--yes/);
    expect(existsSync(file('.cursor'))).toBe(false);
  });

  it('lists the installed clients when none is named', async () => {
    mkdirSync(file('.cursor'));
    mkdirSync(file('.kiro'));
    const { code, stderr } = await setup(['--url', URL, '--yes']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--client kiro, cursor/);
  });

  it('leaves a broken file alone', async () => {
    const path = write(file('.cursor', 'mcp.json'), '{ "mcpServers": {');
    const { code, stderr } = await setup(['--url', URL, '--yes', '--client', 'cursor']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/was left as it is, for it is not valid JSON \(line 1, column 18/);
    expect(readFileSync(path, 'utf8')).toBe('{ "mcpServers": {');
    expect(readdirSync(dirname(path))).toEqual(['mcp.json']);
  });

  it.skipIf(process.platform === 'win32')('follows a symbolic link and keeps permissions', async () => {
    const target = write(file('dotfiles', 'mcp.json'), '{}');
    chmodSync(target, 0o640);
    mkdirSync(file('.cursor'));
    symlinkSync(target, file('.cursor', 'mcp.json'));
    const { code, stdout } = await setup(['--url', URL, '--yes', '--client', 'cursor']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Cursor: ${file('.cursor', 'mcp.json')} → ${target}\n`);
    expect(lstatSync(file('.cursor', 'mcp.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toHaveProperty(
      'mcpServers.case-insights.command',
      'node',
    );
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(statSync(join(dirname(target), backupsOf(target)[0]!)).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.platform === 'win32')('makes the file a symbolic link leads to', async () => {
    mkdirSync(file('.cursor'));
    symlinkSync(file('dotfiles', 'mcp.json'), file('.cursor', 'mcp.json'));
    const { code } = await setup(['--url', URL, '--yes', '--client', 'cursor']);
    expect(code).toBe(0);
    expect(existsSync(file('dotfiles', 'mcp.json'))).toBe(true);
  });

  it.each([
    [['--client', 'kiro'], /No endpoint is given; add --url.*--stack/],
    [['--url', 'http://example.com', '--client', 'kiro'], /is not encrypted/],
    [['--url', `${URL}?x=1`, '--client', 'kiro'], /holds more than an address and a path/],
    [['--url', URL, '--link', '--client', 'zed'], /no install link for "zed"; --link supports kiro, cursor/],
    [['--url', URL, '--client', 'emacs'], /no client "emacs"/],
    [['--url', URL, '--client', 'kiro', '--scope', 'all'], /--scope takes user or workspace/],
    [
      ['--url', URL, '--client', 'windsurf', '--scope', 'workspace'],
      /Windsurf has no configuration of a workspace/,
    ],
    [['--url', URL, '--client', 'kiro', '--name', '../x'], /--name takes letters/],
    [['--url', URL, '--clint', 'kiro'], /no option --clint/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr, stdout } = await setup([...args, '--yes']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['http://127.0.0.1:8765/prod', 'https://cases.corp.example/prod'])(
    'writes the region to sign for where %s does not tell it, and refuses to go without one',
    async (url) => {
      const write = ['--url', url, '--client', 'claude-code', '--yes'];
      const without = await setup(write);
      expect(without).toMatchObject({ code: 2, stdout: '' });
      expect(without.stderr).toMatch(
        /The host name \S+ does not tell its AWS region; give --region or set AWS_REGION\.\n$/,
      );
      expect(existsSync(file('.claude.json'))).toBe(false);
      expect(await setup(write, { AWS_REGION: 'eu-central-1' })).toMatchObject({ code: 0 });
      expect(JSON.parse(readFileSync(file('.claude.json'), 'utf8')).mcpServers['case-insights'].args).toEqual(
        [BRIDGE, '--url', url, '--region', 'eu-central-1'],
      );
    },
  );

  it('takes the region of the profile for enough', async () => {
    write(file('.aws', 'config'), '[profile support]\nregion = eu-west-1\n');
    const { code } = await setup([
      '--url',
      'https://cases.corp.example/prod',
      '--profile',
      'support',
      '--client',
      'kiro',
      '--yes',
    ]);
    expect(code).toBe(0);
  });

  it('teaches with --help', async () => {
    const { code, stdout } = await setup(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:[\s\S]*setup --stack mcp-case-insights/);
  });
});

describe('setup --stack', () => {
  const stackXml = (
    outputs: string,
  ) => `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
  <DescribeStacksResult><Stacks><member><StackName>s</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
  <CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${outputs}</Outputs></member></Stacks></DescribeStacksResult>
  </DescribeStacksResponse>`;
  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const errorXml = (code: string, message: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

  async function withCloudFormation(status: number, xml: string) {
    const requests: { body: string; authorization: string }[] = [];
    const server = createServer(async (request, response) => {
      requests.push({ body: await text(request), authorization: request.headers.authorization ?? '' });
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
    const result = await setup(['--stack', 'mcp-case-insights', '--client', 'kiro', '--dry-run'], {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL_CLOUDFORMATION: await listenDuringTest(server),
    });
    return { ...result, requests };
  }

  it('reads the endpoint from the outputs of the stack', async () => {
    const xml = stackXml(output('Other', 'x') + output('MCPServerEndpoint', URL));
    const { code, stdout, stderr, requests } = await withCloudFormation(200, xml);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Note: Your AWS credentials are only in this shell \(AWS_ACCESS_KEY_ID\), and /);
    expect(stdout).toContain(`"--url", "${URL}"`);
    expect(requests[0]?.body).toContain('StackName=mcp-case-insights');
    expect(requests[0]?.authorization).toContain('/eu-west-1/cloudformation/aws4_request');
  });

  it.each([
    [
      400,
      errorXml('ValidationError', 'Stack with id mcp-case-insights does not exist'),
      2,
      /There is no stack "mcp-case-insights" in eu-west-1/,
    ],
    [
      403,
      errorXml('AccessDenied', 'User: arn:aws:iam::1:user/u is not authorized'),
      1,
      /allow cloudformation:DescribeStacks, or give --url/,
    ],
    [403, errorXml('ExpiredToken', 'The security token is expired'), 1, /log in again/],
    [200, stackXml(output('Other', 'x')), 2, /has no output MCPServerEndpoint \(it has: Other\)/],
  ])('tells a refusal with %d %s', async (status, xml, exitCode, message) => {
    const { code, stderr } = await withCloudFormation(status, xml);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(message);
  });
});

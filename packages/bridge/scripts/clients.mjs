/**
 * Proves that what `setup` writes starts in real clients: starts the local stack, lets `setup` write each client's file
 * into a home folder of its own, and asks the client for its servers. Nothing here calls a model.
 *
 *   node scripts/clients.mjs <folder> [client …]
 *
 * `folder` is one outside this repository in which the clients were installed:
 *   npm install --prefix <folder> @anthropic-ai/claude-code @google/gemini-cli opencode-ai @openai/codex @github/copilot \
 *     @qwen-code/qwen-code cline @modelcontextprotocol/inspector
 *
 * Prints the table of docs/clients.md. Exit code 1 when a client does not say what it should.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined || !existsSync(join(folder, 'node_modules'))) {
  process.stderr.write('Name the folder in which the clients were installed.\n');
  process.exit(2);
}

const bridge = resolve(import.meta.dirname, '../dist/bridge.js');
const local = resolve(import.meta.dirname, '../../local/dist/local.js');
/** How long a client may take, in ms: some unpack themselves at the first start. */
const LIMIT_MS = 90_000;
const SERVER = 'case-insights';
const CONNECTED = 'connected, tools listed';

/** What the Inspector is asked for, and what it then prints. */
const INSPECTED = [
  { asked: ['tools/list'], says: /"name": "get_case_summary"/, proves: CONNECTED },
  { asked: ['prompts/list'], says: /"name": "weekly_review"/, proves: 'prompts listed' },
  {
    asked: ['prompts/get', '--prompt-name', 'weekly_review', '--prompt-args', 'service=RDS'],
    says: /service_code\\":\\"RDS/,
    proves: 'prompt given',
  },
  { asked: ['resources/list'], says: /"case-insights:\/\/schema"/, proves: 'resources listed' },
  {
    asked: ['resources/read', '--uri', 'case-insights://data'],
    says: /total_cases\\": 200/,
    proves: 'resource read',
  },
];

/**
 * How each client is asked for its servers, and what it then says. `setup` names the client whose file is written;
 * `input` is sent to it line by line; `prepare` does what a person would have to do once.
 */
const CLIENTS = [
  {
    package: '@anthropic-ai/claude-code',
    setup: 'claude-code',
    command: ['claude', 'mcp', 'list'],
    says: /case-insights: .* Connected/,
    proves: 'connected',
  },
  {
    package: '@google/gemini-cli',
    setup: 'gemini',
    prepare: (home) =>
      writeFileSync(join(home, '.gemini', 'trustedFolders.json'), JSON.stringify({ [home]: 'TRUST_FOLDER' })),
    command: ['gemini', 'mcp', 'list'],
    says: /✓ case-insights: .* Connected/,
    proves: 'connected, in a folder it trusts',
  },
  {
    package: 'opencode-ai',
    setup: 'opencode',
    command: ['opencode', 'mcp', 'list'],
    says: /✓ +case-insights.*connected/,
    proves: 'connected',
  },
  {
    package: '@openai/codex',
    setup: 'codex',
    command: ['codex', 'app-server'],
    input: [
      {
        id: 1,
        method: 'initialize',
        params: { clientInfo: { name: 'clients', title: 'clients', version: '1' } },
      },
      { method: 'initialized' },
      { id: 2, method: 'mcpServerStatus/list', params: {} },
    ],
    says: /"id":2.*"get_case_summary"/,
    proves: CONNECTED,
  },
  {
    package: '@github/copilot',
    setup: 'copilot-cli',
    command: ['copilot', 'mcp', 'get', SERVER],
    says: /Status: Enabled[\s\S]*Command: node /,
    proves: 'read and enabled; it connects after a login only',
  },
  {
    package: '@qwen-code/qwen-code',
    setup: 'qwen',
    command: ['qwen', 'mcp', 'list'],
    says: /✓.* case-insights: .* Connected/,
    proves: 'connected',
  },
  {
    package: 'cline',
    setup: 'cline',
    command: ['cline', 'mcp', 'uninstall', SERVER],
    says: /Uninstalled MCP server case-insights/,
    proves: 'its own command finds the entry; it connects after a login only',
  },
  ...INSPECTED.map(({ asked, says, proves }) => ({
    package: '@modelcontextprotocol/inspector',
    setup: 'claude-code',
    command: (home) => [
      ...['mcp-inspector', '--cli', '--config', join(home, '.claude.json')],
      ...['--server', SERVER, '--method', ...asked],
    ],
    says,
    proves,
  })),
];

const versionOf = (name) =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Everything a program writes until it ends, `says` is there, or its time is up. */
function output([program, ...args], { env, cwd, input = [], says }) {
  return new Promise((settle) => {
    const child = spawn(join(folder, 'node_modules', '.bin', program), args, { env, cwd });
    let text = '';
    const hear = (chunk) => {
      text += chunk;
      if (input.length > 0 && says.test(text)) child.kill();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.stdin.on('error', () => undefined);
    const timer = setTimeout(() => child.kill(), LIMIT_MS);
    child.once('close', () => {
      clearTimeout(timer);
      settle(text);
    });
    for (const message of input) child.stdin.write(`${JSON.stringify(message)}\n`);
    if (input.length === 0) child.stdin.end();
  });
}

async function prove(client, stack) {
  const home = mkdtempSync(join(tmpdir(), 'clients-'));
  try {
    const work = join(home, 'work');
    mkdirSync(work);
    mkdirSync(join(home, '.aws'));
    const { accessKeyId, secretAccessKey } = stack.identities.allowed;
    writeFileSync(
      join(home, '.aws', 'credentials'),
      `[cases]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    // The credentials are in a profile alone: clients pass few variables on.
    const env = { HOME: home, PATH: process.env.PATH, TERM: 'dumb', NO_COLOR: '1' };
    const where = ['--url', stack.endpoint, '--profile', 'cases', '--region', stack.region];
    execFileSync(process.execPath, [bridge, 'setup', '--yes', '--client', client.setup, ...where], {
      env,
      cwd: work,
    });
    client.prepare?.(home);
    const command = typeof client.command === 'function' ? client.command(home) : client.command;
    const text = await output(command, { ...client, env, cwd: work });
    if (client.says.test(text)) return true;
    process.stderr.write(`${client.package} said:\n${text}\n`);
    return false;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const stackProcess = spawn(process.execPath, [local, '--json', '--cases', '200'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const stack = JSON.parse(
    await new Promise((settle) => createInterface(stackProcess.stdout).once('line', settle)),
  );
  for (const client of CLIENTS.filter(({ setup }) => wanted.length === 0 || wanted.includes(setup))) {
    const isProven = await prove(client, stack);
    if (!isProven) process.exitCode = 1;
    const command = typeof client.command === 'function' ? client.command('~') : client.command;
    process.stdout.write(
      `| ${client.package} | ${versionOf(client.package)} | \`${command.join(' ')}\` | ${isProven ? client.proves : 'failed'} |\n`,
    );
  }
} finally {
  stackProcess.kill();
}

// Runs the official conformance suite against a local stack and shows what it found as a table. Not part of the tests: it
// fetches the suite, which needs Node 22, from npm, and takes a minute.
//
//   pnpm conformance [scenario…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SUITE = '@modelcontextprotocol/conformance@0.2.0-alpha.12';
/** The oldest that the suite runs on; `npx` fetches it where this process runs on an older one. */
const NODE = 'node@22';

/**
 * What the suite can judge of this server. Its other scenarios call tools, prompts and resources of its own example server. It
 * has none about authorization for servers, and two for authorization servers, one of which waits for a person.
 */
const SCENARIOS = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'caching',
    'http-header-validation',
    'dns-rebinding-protection',
  ],
};
/** Checks that fail because the example server's tools are missing, or because this server refuses what they ask for. */
const EXPECTED = {
  'sep-2575-server-rejects-undeclared-capability': 'needs the tool test_missing_capability',
  'sep-2575-missing-capability-http-400': 'needs the tool test_missing_capability',
  'sep-2575-http-server-no-independent-requests-on-stream': 'needs the tool test_streaming_elicitation',
  'sep-2575-server-no-log-without-loglevel': 'needs the tool test_logging_tool',
  'sep-2575-server-sends-subscription-ack':
    'subscriptions/listen is refused: an open stream would hold an instance',
  'sep-2575-server-tags-subscription-id': 'subscriptions/listen is refused',
};
const ISSUER = 'authorization-server-metadata-endpoint';

const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
const built = (path) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));
const running = [];

/** Starts a command that prints one line of JSON when it is ready, and returns what it printed. */
async function start(script, args, env = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with ${code} before it was ready`);
    }),
  ]);
  return JSON.parse(line);
}

/** Runs one scenario and returns its checks as the suite writes them. */
async function run(command, url, revision, scenario) {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const args = ['-y', '-p', NODE, '-p', SUITE, 'conformance', command, '--url', url, '--scenario', scenario];
  const suite = spawn('npx', [...args, '--spec-version', revision, '-o', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let errors = '';
  suite.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  await once(suite, 'exit');
  try {
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('checks.json'));
    if (files.length === 0) throw new Error(`The suite wrote nothing about ${scenario}: ${errors.trim()}`);
    return files.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suite's requests name the address that they go to as their origin, so `serve` has to allow it. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a local stack and a `serve` that signs for the suite, which cannot; returns what the suite is pointed at. */
async function startServers() {
  const stack = await start(built('local/dist/local.js'), ['--json', '--oauth']);
  const { accessKeyId, secretAccessKey } = stack.identities.allowed;
  const port = await freePort();
  const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}`).join(',');
  const serve = await start(
    built('bridge/dist/bridge.js'),
    [
      'serve',
      '--url',
      stack.endpoint,
      '--listen',
      `127.0.0.1:${port}`,
      '--no-token',
      '--json',
      '--allow-origin',
      origins,
    ],
    { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: stack.region },
  );
  return { server: serve.url, issuer: stack.web.issuer };
}

/** Prints a line for the scenario and one for each failed check; returns how many of these were not expected. */
function show(revision, scenario, checks) {
  const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
  const failed = checks.filter(({ status }) => status === 'FAILURE');
  const unexpected = failed.filter(({ id }) => EXPECTED[id] === undefined);
  const counts = `${passed} passed, ${failed.length - unexpected.length} not applicable, ${unexpected.length} failed`;
  console.log(`${revision}  ${scenario.padEnd(40)}  ${counts}`);
  for (const { id, errorMessage } of failed) console.log(`    ${id}: ${EXPECTED[id] ?? errorMessage}`);
  return unexpected.length;
}

let failures = 0;
try {
  const { server, issuer } = await startServers();
  for (const [revision, scenarios] of Object.entries(SCENARIOS)) {
    for (const scenario of scenarios) {
      if (wanted.length > 0 && !wanted.includes(scenario)) continue;
      failures += show(revision, scenario, await run('server', server, revision, scenario));
    }
  }
  failures += show('2026-07-28', ISSUER, await run('authorization', issuer, '2026-07-28', ISSUER));
} finally {
  for (const child of running.reverse()) child.kill();
}
process.exitCode = failures === 0 ? 0 : 1;

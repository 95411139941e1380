/** What users can run instead, installed into a cache folder of the bench's own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const cache = resolve(import.meta.dirname, '../.cache/bench');

/** The peers that are installed, or can be where `install` says so, and a line for each other one. */
export function findPeers(url, env, { install }) {
  const peers = {};
  const missing = [];
  for (const [name, find] of Object.entries({
    'mcp-remote': mcpRemote,
    'mcp-proxy-for-aws': mcpProxyForAws,
  })) {
    try {
      if (!install && !existsSync(resolve(cache, name)))
        throw new Error('run the bench without --quick once');
      peers[name] = { ...find(url), env };
    } catch (error) {
      missing.push(`${name} is missing: ${error.message.split('\n')[0]}`);
    }
  }
  return { peers, missing };
}

function mcpRemote(url) {
  const folder = resolve(cache, 'mcp-remote');
  const script = resolve(folder, 'node_modules/mcp-remote/dist/proxy.js');
  if (!existsSync(script)) {
    mkdirSync(folder, { recursive: true });
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, 'mcp-remote'], { stdio: 'ignore' });
  }
  return {
    command: process.execPath,
    args: [script, url, '--allow-http', '--transport', 'http-only', '--silent'],
  };
}

function mcpProxyForAws(url) {
  const folder = resolve(cache, 'mcp-proxy-for-aws');
  const command = resolve(folder, 'bin/mcp-proxy-for-aws');
  if (!existsSync(command)) {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
    execFileSync(resolve(folder, 'bin/pip'), ['install', '--quiet', 'mcp-proxy-for-aws'], {
      stdio: 'ignore',
    });
  }
  return { command, args: [url, '--service', 'execute-api', '--region', 'eu-west-1'] };
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { BRIDGE } from '@case-insights/testing/bundles';
import { selfSigned } from '@case-insights/testing/certificate';
import { EXAMPLE_CREDENTIALS } from '@case-insights/testing/environment';
import { listenDuringTest } from '@case-insights/testing/loopback';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { sign } from '@case-insights/testing/sign';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../package.json';
import { type Gateway, type Handler, sendHandshake, sendResult, startGateway } from './gateway.ts';
import { BridgeProcess } from './process.ts';

let gateway: Gateway | undefined;
let bridge: BridgeProcess;
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
  gateway = undefined;
});

async function start(
  handler: Handler,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Gateway> {
  gateway = await startGateway(handler);
  bridge = new BridgeProcess(gateway.url, { args, env });
  return gateway;
}

const answerAll: Handler = (request, response) => {
  if (!sendHandshake(request, response)) sendResult(response, request);
};

describe('--metadata', () => {
  it('is merged into the _meta of every request, where what the client has set wins', async () => {
    const { requests } = await start(answerAll, ['--metadata', 'team=blue', '--metadata', 'tier=1'], {
      CASE_INSIGHTS_METADATA: 'ignored=1',
    });
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/call', { name: 'x', _meta: { tier: 'own' } });
    expect(requests[0]?.message.params).toEqual({
      _meta: { 'case-insights/call': expect.any(String), team: 'blue', tier: '1' },
    });
    expect(requests[1]?.message.params?._meta).toMatchObject({ team: 'blue', tier: 'own' });
  });

  it('comes from the environment too', async () => {
    const { requests } = await start(answerAll, [], { CASE_INSIGHTS_METADATA: 'a=1, b=x=y' });
    await bridge.ask(1, 'tools/list');
    expect(requests[0]?.message.params?._meta).toMatchObject({ a: '1', b: 'x=y' });
  });
});

describe('--patience', () => {
  it('tells the server for how long the client waits, unless the client says so itself', async () => {
    const { requests } = await start(answerAll, ['--patience', '20']);
    await bridge.ask(1, 'tools/call', { name: 'x' });
    await bridge.ask(2, 'tools/call', { name: 'x', _meta: { 'case-insights/patience': 5 } });
    expect(requests[0]?.message.params?._meta).toMatchObject({ 'case-insights/patience': '20' });
    expect(requests[1]?.message.params?._meta).toMatchObject({ 'case-insights/patience': 5 });
  });
});

describe('--read-only', () => {
  const tools = [
    { name: 'look', inputSchema: {}, annotations: { readOnlyHint: true } },
    { name: 'write', inputSchema: {}, annotations: { readOnlyHint: false } },
    { name: 'unsaid', inputSchema: {} },
  ];
  const handler: Handler = (request, response) => {
    const second = request.message.params?.cursor === '2';
    if (request.message.method !== 'tools/list') sendResult(response, request);
    else
      sendResult(
        response,
        request,
        second ? { tools: tools.slice(1) } : { tools: tools.slice(0, 1), nextCursor: '2' },
      );
  };

  it('hides tools that do not declare themselves read-only', async () => {
    await start(handler, ['--read-only']);
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ tools: [tools[0]], nextCursor: '2' });
    expect((await bridge.ask(2, 'tools/list', { cursor: '2' })).result).toEqual({ tools: [] });
  });

  it('refuses to call them, without the server hearing of it, and lets the others through', async () => {
    const { requests } = await start(handler, [], { CASE_INSIGHTS_READ_ONLY: '1' });
    for (const name of ['write', 'unsaid', 'unknown']) {
      const refused = await bridge.ask(name, 'tools/call', { name });
      expect(refused.error?.data?.reason).toBe('read_only');
      expect(refused.error?.message).toContain(`"${name}"`);
    }
    expect((await bridge.ask(1, 'tools/call', { name: 'look', _meta: ENVELOPE })).result).toEqual({
      ok: true,
    });
    expect(requests.filter(({ message }) => message.method === 'tools/call')).toHaveLength(1);
  });
});

describe('the signature', () => {
  it('is what the reference implementation computes for the request as it arrived', async () => {
    const { requests, url } = await start(answerAll, [], { AWS_SESSION_TOKEN: 'a/token+with=signs' });
    await bridge.ask(1, 'tools/call', { name: 'ü', arguments: { text: 'x'.repeat(5000) } });
    const [request] = requests;
    const sent = String(request?.headers.authorization);
    const signed = /SignedHeaders=([^,]+)/.exec(sent)?.[1]?.split(';') ?? [];
    const headers = Object.fromEntries(signed.map((name) => [name, String(request?.headers[name])]));
    const date = String(request?.headers['x-amz-date']);
    const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const reference = await sign(
      {
        method: 'POST',
        url: `${url}/mcp`,
        headers: { ...headers, 'x-amz-content-sha256': hashOf(request?.text ?? '') },
        body: request?.text ?? '',
      },
      { ...EXAMPLE_CREDENTIALS, sessionToken: 'a/token+with=signs' },
      { region: 'eu-west-1', date: new Date(iso) },
    );
    expect(sent).toBe(reference.authorization);
    expect(signed).toEqual(
      expect.arrayContaining([
        'content-type',
        'host',
        'x-amz-content-sha256',
        'x-amz-date',
        'x-amz-security-token',
      ]),
    );
  });
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('User-Agent', () => {
  it('carries the name and version of the client, in either era, made safe for a header', async () => {
    const { requests } = await start(answerAll);
    await bridge.open({ clientInfo: { name: 'claude ai)\r\n', version: '1.2' } });
    await bridge.ask(1, 'tools/list', { _meta: ENVELOPE });
    const agents = requests.map((request) => request.headers['user-agent']);
    const platform = `node/${process.versions.node} ${process.platform}`;
    expect(agents[0]).toBe(`case-insights-bridge/${version} (${platform}; claude-ai---/1.2)`);
    expect(agents.at(-1)).toBe(`case-insights-bridge/${version} (${platform}; raw/1)`);
  });
});

describe('the log', () => {
  it('goes to stderr and to a file only its owner can read, one line each, without secrets', async () => {
    const file = join(folder, 'bridge.log');
    await start(answerAll, ['--log-level', 'debug', '--log-file', file]);
    await bridge.open();
    await bridge.ask(1, 'tools/list');
    await bridge.close();
    const log = readFileSync(file, 'utf8');
    expect(log).toBe(bridge.stderr);
    expect(log).toMatch(/^\S+Z info Relaying to http:.*\n/);
    expect(log).not.toContain(EXAMPLE_CREDENTIALS.secretAccessKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('says of a file that others may read that they may', async () => {
    const file = join(folder, 'bridge.log');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    await start(answerAll, ['--log-file', file]);
    await bridge.ask(1, 'tools/list');
    await bridge.close();
    expect(bridge.stderr).toMatch(
      /^\S+Z warning Other users of this computer have access to \S+bridge\.log \(mode 644\); run: chmod 600 \S+bridge\.log\n$/,
    );
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });
});

describe('a private certificate authority, and a proxy', () => {
  /** An HTTPS server on loopback with a certificate of its own authority. */
  async function startHttps(): Promise<{ port: number; ca: string; hosts: string[] }> {
    const { key, cert } = selfSigned('localhost', 'mcp.example.test');
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, cert);
    const hosts: string[] = [];
    const server = createHttpsServer({ key, cert }, async (request, response) => {
      hosts.push(String(request.headers.host));
      const { id } = JSON.parse(await text(request));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { secure: true } }));
    });
    const { port } = new URL(await listenDuringTest(server));
    return { port: Number(port), ca, hosts };
  }

  it('is trusted with --ca-bundle or AWS_CA_BUNDLE; without, the sentence tells of them', async () => {
    const { port, ca } = await startHttps();
    const url = `https://localhost:${port}/prod`;
    bridge = new BridgeProcess(url);
    const refused = await bridge.ask(1, 'tools/list');
    expect(refused.error?.data?.reason).toBe('tls');
    expect(refused.error?.message).toMatch(/--ca-bundle <file\.pem> or AWS_CA_BUNDLE/);
    bridge.kill();
    bridge = new BridgeProcess(url, { args: ['--ca-bundle', ca] });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ secure: true });
    bridge.kill();
    bridge = new BridgeProcess(url, { env: { AWS_CA_BUNDLE: ca } });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ secure: true });
    expect(await bridge.close()).toBe(0);
  });

  it('is trusted when the profile names it, or NODE_EXTRA_CA_CERTS beside a bundle of other authorities', async () => {
    const { port, ca } = await startHttps();
    const url = `https://localhost:${port}/prod`;
    const config = join(folder, 'config');
    const keys = 'aws_access_key_id = KEY\naws_secret_access_key = s\n';
    writeFileSync(config, `[profile corp]\nca_bundle = ${ca}\n${keys}`);
    bridge = new BridgeProcess(url, { env: { AWS_CONFIG_FILE: config, AWS_PROFILE: 'corp' } });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ secure: true });
    bridge.kill();
    const other = join(folder, 'other.pem');
    writeFileSync(other, selfSigned('other.test').cert);
    bridge = new BridgeProcess(url, { args: ['--ca-bundle', other], env: { NODE_EXTRA_CA_CERTS: ca } });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ secure: true });
  });

  it('is reached by HTTPS_PROXY, whose refusal is told as its own', async () => {
    const { port, ca, hosts } = await startHttps();
    const tunnels: string[] = [];
    let refuse = false;
    const proxy = createHttpServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      if (refuse) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const upstream = connectTcp(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on('error', () => upstream.destroy());
    });
    const env = { HTTPS_PROXY: await listenDuringTest(proxy), AWS_CA_BUNDLE: ca };
    bridge = new BridgeProcess('https://mcp.example.test/prod', { env });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ secure: true });
    expect((await bridge.ask(2, 'tools/list')).result).toEqual({ secure: true });
    expect([tunnels, hosts]).toEqual([['mcp.example.test:443'], ['mcp.example.test', 'mcp.example.test']]);
    expect(await bridge.close()).toBe(0);
    refuse = true;
    bridge = new BridgeProcess('https://mcp.example.test/prod', { env, args: ['--retries', '0'] });
    const refused = await bridge.ask(1, 'tools/list');
    expect(refused.error?.data?.reason).toBe('proxy');
    expect(refused.error?.message).toMatch(/proxy 127\.0\.0\.1:\d+ refused .*407/);
  });
});

describe('--version and --help', () => {
  const run = (...args: string[]) => execFileSync(process.execPath, [BRIDGE, ...args], { encoding: 'utf8' });

  it('print what they should on stdout', () => {
    expect(run('--version')).toBe(`${version}\n`);
    const help = run('--help');
    expect(help).toContain('mcp-server-http');
    for (const option of [
      '--url URL',
      '--read-only',
      '--tool-timeout SECONDS',
      'AWS_CA_BUNDLE',
      'MCP_SERVER_URL',
    ]) {
      expect(help).toContain(option);
    }
  });
});

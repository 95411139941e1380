import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Gateway,
  type Handler,
  INITIALIZE_RESULT,
  sendHandshake,
  sendResult,
  startGateway,
} from './gateway.ts';
import { BridgeProcess } from './process.ts';

/** Clients give up on an opening after 10 s at the earliest; the bridge answers within 5 s. */
const OPENING_LIMIT_MS = 5000;
const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const TOOLS = [{ name: 'echo', inputSchema: { type: 'object' } }];

let home: string;
let gateway: Gateway | undefined;
let bridge: BridgeProcess;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bridge-home-'));
  mkdirSync(join(home, '.aws'));
});

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
  gateway = undefined;
  rmSync(home, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFileSync(join(home, '.aws', name), text);

async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work;
  return { value, ms: performance.now() - start };
}

const answerAll: Handler = (request, response) => {
  if (!sendHandshake(request, response)) sendResult(response, request, { tools: TOOLS });
};

const changed = () => bridge.find((message) => message.method === 'notifications/tools/list_changed');
const methods = () => gateway?.requests.flatMap(({ message }) => message.method ?? []);

describe('an opening that the server does not answer in time', () => {
  it('is answered by the bridge, and the tools follow as soon as the server answers', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    gateway = await startGateway(async (request, response, index) => {
      if (index === 0) await released;
      answerAll(request, response, index);
    });
    bridge = new BridgeProcess(gateway.url);
    const { value: opened, ms } = await timed(bridge.open());
    expect(ms).toBeLessThan(OPENING_LIMIT_MS);
    expect(opened.result).toMatchObject({
      protocolVersion: INITIALIZE_RESULT.protocolVersion,
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true },
        completions: {},
      },
      serverInfo: { name: 'case-insights-bridge' },
    });
    expect(opened.result?.instructions).toBe(
      `The server cannot be reached yet. ${new URL(gateway.url).host} has not answered within 4 s; it may be starting, or network, VPN or proxy keep it away. Its tools appear as soon as it answers.`,
    );
    expect((await bridge.ask('ping', 'ping')).result).toEqual({});
    const list = bridge.ask('list', 'tools/list');
    release();
    expect((await list).result).toEqual({ tools: TOOLS });
    await changed();
    for (const list of ['prompts', 'resources']) {
      await bridge.find((message) => message.method === `notifications/${list}/list_changed`);
    }
    expect(methods()).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
    expect(await bridge.close()).toBe(0);
  });

  it('of the 2026 era is answered likewise', async () => {
    let release = () => {};
    gateway = await startGateway((request, response) => {
      release = () => sendResult(response, request, { supportedVersions: ['2026-07-28'] });
    });
    bridge = new BridgeProcess(gateway.url);
    const { value, ms } = await timed(bridge.ask(1, 'server/discover', { _meta: ENVELOPE }));
    expect(ms).toBeLessThan(OPENING_LIMIT_MS);
    expect(value.result).toMatchObject({ supportedVersions: ['2026-07-28'] });
    release();
    await changed();
  });

  it('is tried again when the connection breaks, without the client doing anything', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    gateway = await startGateway(async (request, response, index) => {
      if (index === 0) {
        await released;
        response.destroy();
      } else answerAll(request, response, index);
    });
    bridge = new BridgeProcess(gateway.url, { args: ['--retries', '0'] });
    await bridge.open();
    release();
    await changed();
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ tools: TOOLS });
  });
});

describe('an opening to an address that swallows packets', () => {
  it.runIf(process.platform === 'linux')(
    'is answered while the connection is still being tried',
    async () => {
      // A process that is stopped accepts nothing, and with its backlog full the kernel drops every further SYN.
      const script = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
      console.log(this.address().port);
    });`;
      const stopped = spawn(process.execPath, ['-e', script]);
      const port = Number(await new Promise((resolve) => stopped.stdout.once('data', resolve)));
      stopped.kill('SIGSTOP');
      const fillers = Array.from({ length: 8 }, () =>
        connect(port, '127.0.0.1').on('error', () => undefined),
      );
      try {
        bridge = new BridgeProcess(`http://127.0.0.1:${port}/prod`);
        const { value: opened, ms } = await timed(bridge.open());
        expect(ms).toBeLessThan(OPENING_LIMIT_MS);
        expect(opened.result?.instructions).toMatch(/127\.0\.0\.1:\d+ has not answered within 4 s/);
      } finally {
        for (const filler of fillers) filler.destroy();
        stopped.kill('SIGKILL');
      }
    },
  );
});

describe('an opening for which there are no credentials in time', () => {
  it('is answered while a credential_process waits, which runs once', async () => {
    gateway = await startGateway(answerAll);
    const runs = join(home, 'runs');
    const go = join(home, 'go');
    const identity = JSON.stringify({ Version: 1, AccessKeyId: 'PROC', SecretAccessKey: 's' });
    const script = join(home, 'process.cjs');
    writeFileSync(
      script,
      `const fs = require('node:fs');
      fs.appendFileSync(${JSON.stringify(runs)}, 'run\\n');
      const timer = setInterval(() => {
        if (!fs.existsSync(${JSON.stringify(go)})) return;
        clearInterval(timer);
        process.stdout.write(${JSON.stringify(identity)});
      }, 20);`,
    );
    write('config', `[profile p]\ncredential_process = ${process.execPath} ${script}\n`);
    bridge = new BridgeProcess(gateway.url, {
      args: ['--profile', 'p'],
      env: { HOME: home, ...NO_CREDENTIALS },
    });
    const { value: opened, ms } = await timed(bridge.open());
    expect(ms).toBeLessThan(OPENING_LIMIT_MS);
    expect(opened.result?.instructions).toMatch(
      /There are no AWS credentials after 4 s of asking for them; finish the login/,
    );
    const list = bridge.ask('list', 'tools/list');
    writeFileSync(go, '');
    expect((await list).result).toEqual({ tools: TOOLS });
    expect(readFileSync(runs, 'utf8')).toBe('run\n');
  });

  it('is tried again after a login, and the client is told of the tools', async () => {
    gateway = await startGateway(answerAll);
    bridge = new BridgeProcess(gateway.url, { env: { HOME: home, ...NO_CREDENTIALS } });
    const { value: opened, ms } = await timed(bridge.open());
    expect(ms).toBeLessThan(OPENING_LIMIT_MS);
    expect(opened.result?.instructions).toMatch(/There are no AWS credentials/);
    write('credentials', '[default]\naws_access_key_id = LATE\naws_secret_access_key = s\n');
    await changed();
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ tools: TOOLS });
    expect(methods()).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
  });
});

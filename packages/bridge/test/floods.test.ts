import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRIDGE } from '@case-insights/testing/bundles';
import { bareEnvironment } from '@case-insights/testing/environment';
import { readLines, runScript } from '@case-insights/testing/processes';
import { ACCEPT } from '@case-insights/testing/protocol';
import { temporaryFolder } from '@case-insights/testing/temporary-folder';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CREDENTIALS } from './bridge.ts';
import { type Gateway, openEvents, startGateway } from './gateway.ts';

const LIMIT = 64 * 1024;
const CALL = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });

/** The bridge with a bound of 64 kB on answers in the place of 200 MB. */
let bridge: string;
let env: Record<string, string>;
beforeAll(() => {
  const folder = temporaryFolder(afterAll);
  bridge = join(folder, 'bridge.js');
  const [before, ...rest] = readFileSync(BRIDGE, 'utf8').split('200*1024*1024');
  expect(rest.length).toBeGreaterThan(0);
  writeFileSync(bridge, [before, ...rest].join(String(LIMIT)));
  env = { ...bareEnvironment(folder), ...CREDENTIALS };
});

describe.each([
  ['a line without end', 'data: ', 'x'.repeat(8192)],
  ['empty data lines without end', '', 'data:\n'.repeat(1024)],
])('an endpoint that sends %s', (_name, opening, piece) => {
  let gateway: Gateway;
  /** How many connections still flood. */
  let flooding = 0;

  beforeAll(async () => {
    gateway = await startGateway((_request, response) => {
      openEvents(response);
      flooding++;
      response.once('close', () => flooding--);
      const flood = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', flood);
      response.write(opening);
      flood();
    });
  });
  afterAll(() => gateway.close());

  const tooLong = `An event of the server is longer than ${LIMIT} bytes.`;

  it('is cut off by the bridge on stdio', async () => {
    const { stdout } = await runScript(bridge, ['--url', gateway.url], { env, stdin: `${CALL}\n` });
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, error: { message: tooLong } });
    await expect.poll(() => flooding).toBe(0);
  });

  it('is cut off by call', async () => {
    const { code, stderr } = await runScript(bridge, ['call', 'x', '{}', '--url', gateway.url], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(tooLong);
    await expect.poll(() => flooding).toBe(0);
  });

  it('is cut off by serve', async () => {
    const args = [bridge, 'serve', '--json', '--no-token', '--listen', '127.0.0.1:0', '--url', gateway.url];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill());
    const { url } = JSON.parse(await readLines(child, 'serve').first);
    const response = await fetch(url, { method: 'POST', headers: ACCEPT, body: CALL });
    const last = (await response.text()).trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({ id: 1, error: { message: tooLong } });
    await expect.poll(() => flooding).toBe(0);
  });
});

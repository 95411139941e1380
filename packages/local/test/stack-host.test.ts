import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { STACK_HOST } from '@case-insights/testing/bundles';
import { RUNNING_HOST, startHostedStack } from '@case-insights/testing/hosted-stack';
import { startLocalStack } from '@case-insights/testing/local-stack';
import { readLines, stopProcess } from '@case-insights/testing/processes';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRunning } from './support/processes.ts';

/** Each instance of the function logs the id of its process as it starts. */
const LOGS_ITS_PROCESS = {
  NODE_OPTIONS: '--import=data:text/javascript,console.log(JSON.stringify({instance:process.pid}))',
};

describe('the host of stacks', () => {
  it('keeps stacks apart, and stops one with the instances of its function', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        startLocalStack({ settings: { variables: LOGS_ITS_PROCESS }, args: ['--cases', '20'] }),
      ),
    );
    onTestFinished(() => second!.stop());
    await first!.send('GET', '/');
    expect(second!.accessLog()).toEqual([]);
    expect(second!.functionLog()).toEqual([]);
    const instances = first!.functionLog().flatMap(({ instance }) => (instance ? [Number(instance)] : []));
    expect(instances).toHaveLength(1);
    expect(instances.filter(isRunning)).toEqual(instances);
    await first!.stop();
    expect(instances.filter(isRunning)).toEqual([]);
    await expect(fetch(first!.endpoint)).rejects.toThrow('fetch failed');
    expect((await fetch(second!.endpoint)).status).toBe(403);
  });

  it('removes the folder of its stacks as it ends', async () => {
    const host = spawn(process.execPath, [STACK_HOST], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { folder } = RUNNING_HOST.parse(JSON.parse(await readLines(host, 'The host').first));
    expect(existsSync(folder)).toBe(true);
    expect(await stopProcess(host)).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('answers a wrong command line with the sentence of the command', async () => {
    await expect(startLocalStack({ args: ['--cases', 'many'] })).rejects.toThrow(
      "The local stack failed: --cases takes a whole number from 1 to 10000000, not 'many'.",
    );
  });

  it('is named where it has ended', async () => {
    await expect(startHostedStack({ address: 'http://127.0.0.1:9', folder: tmpdir() }, {})).rejects.toThrow(
      'The process that runs the stacks of all tests has ended',
    );
  });
});

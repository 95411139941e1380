import { startHostedStack } from '@case-insights/testing/hosted-stack';
import { startLocalStack } from '@case-insights/testing/local-stack';
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

  it('answers a wrong command line with the sentence of the command', async () => {
    await expect(startLocalStack({ args: ['--cases', 'many'] })).rejects.toThrow(
      "The local stack failed: --cases takes a whole number from 1 to 10000000, not 'many'.",
    );
  });

  it('is named where it has ended', async () => {
    await expect(startHostedStack('http://127.0.0.1:9', {})).rejects.toThrow(
      'The process that runs the stacks of all tests has ended',
    );
  });
});

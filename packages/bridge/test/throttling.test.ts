import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, sendJson, sendResult, startGateway } from './gateway.ts';
import { BridgeProcess } from './process.ts';

let gateway: Gateway;
let bridge: BridgeProcess;

afterEach(async () => {
  bridge.kill();
  await gateway.close();
});

/** A server of so many instances, each of which takes `callMs` for a call; all else gets 429. */
function instances(count: number, callMs: number, headers: Record<string, string> = {}): Promise<Gateway> {
  let busy = 0;
  return startGateway((request, response) => {
    if (request.message.method !== 'tools/call') return sendResult(response, request);
    if (busy === count) return sendJson(response, { message: 'Too Many Requests' }, 429, headers);
    busy++;
    setTimeout(() => {
      busy--;
      sendResult(response, request);
    }, callMs);
  });
}

const callAll = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, id) => bridge.ask(id, 'tools/call', { name: 'x' })));

describe('50 calls at once to 8 slow instances', () => {
  it.each([
    ['without Retry-After', {}],
    ['with Retry-After: 1', { 'retry-after': '1' }],
    ['with Retry-After: 0', { 'retry-after': '0' }],
  ])('are all answered, %s, and few are refused twice', async (_name, headers) => {
    gateway = await instances(8, 500, headers);
    bridge = new BridgeProcess(gateway.url);
    const answers = await callAll(50);
    expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(50);
    // Each once, 42 of them again, and the calls that try from time to time whether there is room for one more.
    expect(gateway.requests.length).toBeLessThan(150);
  });

  it('do not keep back a list or a cancel', async () => {
    gateway = await instances(1, 20_000);
    bridge = new BridgeProcess(gateway.url);
    for (let id = 0; id < 9; id++) {
      bridge.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'x' } });
    }
    await gateway.received(9);
    expect((await bridge.ask('list', 'tools/list')).result).toEqual({ ok: true });
  });
});

describe('a call to a server that stays full', () => {
  it('ends with its own time-out, however long the server asks to wait', async () => {
    gateway = await instances(0, 0, { 'retry-after': '99999999999' });
    bridge = new BridgeProcess(gateway.url, { args: ['--tool-timeout', '1'] });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(answer.error?.data?.reason).toBe('timeout');
    expect(gateway.requests.filter(({ message }) => message.method === 'tools/call')).toHaveLength(1);
  });

  it('says that it was throttled, how long it waited and what to do, the ones behind it too', async () => {
    gateway = await instances(0, 0);
    bridge = new BridgeProcess(gateway.url, { args: ['--tool-timeout', '2'] });
    for (const { error } of await callAll(3)) {
      expect(error?.data?.reason).toBe('timeout');
      expect(error?.message).toMatch(
        /^The server is throttling \(429\): the call waited (1\.\d|2) s of its 2 s for room and was not run; ask again later, make fewer calls at once, or raise --tool-timeout\.$/,
      );
    }
  });

  it('is not called throttled once it runs', async () => {
    let count = 0;
    gateway = await startGateway((request, response) => {
      if (request.message.method !== 'tools/call') return sendResult(response, request);
      if (count++ === 0) sendJson(response, {}, 429);
    });
    bridge = new BridgeProcess(gateway.url, { args: ['--tool-timeout', '3'] });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(answer.error?.message).toBe(
      'No answer within 3 s; request less at once, or raise --tool-timeout.',
    );
  });

  it('is told after as many repetitions as --retries says', async () => {
    gateway = await instances(0, 0);
    bridge = new BridgeProcess(gateway.url, { args: ['--retries', '1'] });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(answer.error?.data?.reason).toBe('throttled');
    expect(gateway.requests).toHaveLength(2);
  });
});

import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, INITIALIZE_RESULT, sendResult, startGateway } from '../../test/gateway.ts';
import { openConnector } from '../http/connector.ts';
import { SignedClient } from '../http/signed-client.ts';
import { Log } from '../log.ts';
import { Output } from './output.ts';
import { type OpeningLimits, Relay } from './relay.ts';

const SETTINGS = {
  connectTimeoutMs: 1000,
  readTimeoutMs: undefined,
  retries: 0,
  skipAuth: true,
  metadata: {},
  readOnly: false,
  timeoutMs: 10_000,
  toolTimeoutMs: 10_000,
};

let gateway: Gateway;
let relay: Relay;

afterEach(async () => {
  await relay.abandon();
  await gateway.close();
});

/** A relay in front of the gateway; `ask` sends a request and settles with its answer. */
async function startRelay(opening: OpeningLimits) {
  const url = new URL(`${gateway.url}/mcp`);
  const log = new Log('error', () => undefined);
  const client = new SignedClient({
    url,
    connector: await openConnector(url),
    credentials: {
      current: () => undefined,
      resolve: async () => ({
        identity: { accessKeyId: 'A', secretAccessKey: 's' },
        source: 'a test',
        renewal: 'none',
      }),
      invalidate: () => undefined,
    },
    scope: async () => ({ service: 'execute-api', region: 'eu-west-1' }),
    settings: SETTINGS,
    log,
  });
  const stdout = new PassThrough();
  const waiting = new Map<unknown, (message: Record<string, unknown>) => void>();
  stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').trim().split('\n')) {
      const message = JSON.parse(line);
      waiting.get(message.id)?.(message);
    }
  });
  relay = new Relay({
    client,
    output: new Output(stdout, () => undefined),
    settings: SETTINGS,
    log,
    opening,
  });
  return (id: number, method: string, params = {}) => {
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    relay.receive({ bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })) });
    return answer;
  };
}

describe('a request while the opening is under way', () => {
  it('is told what keeps it when the server does not answer for as long as it may wait', async () => {
    gateway = await startGateway(() => undefined);
    const ask = await startRelay({ answerMs: 50, attemptMs: 10_000, waitMs: 200 });
    await ask(1, 'initialize', INITIALIZE_RESULT);
    const { host } = new URL(gateway.url);
    expect(await ask(2, 'tools/list')).toMatchObject({
      error: {
        message: `${host} has not answered within 0.2 s; it may be starting, or network, VPN or proxy keep it away.`,
        data: { reason: 'timeout' },
      },
    });
    expect(await ask(3, 'tools/call', { name: 'x' })).toMatchObject({
      error: { data: { reason: 'timeout' } },
    });
    expect(gateway.requests.map(({ message }) => message.method)).toEqual(['initialize']);
  });

  it('reaches a server that has hung once, since each attempt has its own limit', async () => {
    gateway = await startGateway((request, response, index) => {
      if (index > 0) sendResult(response, request, INITIALIZE_RESULT);
    });
    const ask = await startRelay({ answerMs: 50, attemptMs: 300, waitMs: 5000 });
    await ask(1, 'initialize', INITIALIZE_RESULT);
    expect(await ask(2, 'tools/list')).toMatchObject({ result: {} });
  });
});

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { listenDuringTest } from '@case-insights/testing/loopback';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import {
  event,
  type Gateway,
  type Handler,
  openEvents,
  sendJson,
  sendResult,
  startGateway,
} from './gateway.ts';
import { BridgeProcess, type Message } from './process.ts';

let gateway: Gateway | undefined;
let bridge: BridgeProcess;

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
  gateway = undefined;
});

async function start(handler: Handler, args: string[] = []): Promise<Gateway> {
  gateway = await startGateway(handler);
  bridge = new BridgeProcess(gateway.url, { args });
  return gateway;
}

const reasonOf = (message: Message) => message.error?.data?.reason;

/** A bridge in front of a server that treats its first connection as told, and closes every later one unheard. */
async function startRaw(onData: (socket: Socket) => void): Promise<void> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => onData(socket));
  });
  bridge = new BridgeProcess(`${await listenDuringTest(server)}/prod`, { args: ['--tool-timeout', '5'] });
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('a connection that breaks', () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ['before the answer', (socket) => socket.resetAndDestroy(), 'connection_failed'],
    ['by closing without a word', (socket) => socket.end(), 'connection_failed'],
    ['in the head', (socket) => socket.end('HTTP/1.1 200 O'), 'connection_failed'],
    ['with nonsense for a head', (socket) => socket.end('NONSENSE\r\n\r\n'), 'connection_failed'],
    ['in the body', (socket) => socket.end(`${HEAD}content-length: 100\r\n\r\n{"jsonrpc"`), 'stream_cut'],
    [
      'in a chunk',
      (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n50\r\n{"jsonrpc"`),
      'stream_cut',
    ],
    [
      'after a body without a length',
      (socket) => socket.end(`${HEAD}connection: close\r\n\r\n{"jsonrpc"`),
      'bad_answer',
    ],
  ])('%s ends a call with a sentence, once, and the bridge goes on', async (_name, onData, reason) => {
    let calls = 0;
    await startRaw((socket) => {
      if (calls++ === 0) return onData(socket);
      const body = '{"jsonrpc":"2.0","id":2,"result":{}}';
      socket.end(`${HEAD}content-length: ${body.length}\r\n\r\n${body}`);
    });
    expect(reasonOf(await bridge.ask(1, 'tools/call', { name: 'x' }))).toBe(reason);
    expect((await bridge.ask(2, 'tools/call', { name: 'x' })).result).toEqual({});
    expect(calls).toBe(2);
    expect(bridge.lines).toHaveLength(2);
  });

  it('after the answer changes nothing: the next call takes another', async () => {
    const { server } = await start((request, response) => sendResult(response, request));
    for (let id = 1; id <= 5; id++) {
      expect((await bridge.ask(id, 'tools/list')).result).toEqual({ ok: true });
      server.closeAllConnections();
    }
  });

  it('in the middle of a stream ends the call with a sentence', async () => {
    await start((_request, response) => {
      openEvents(response);
      response.write('data: {"jsonrpc":"2.0","id":1,"res', () => response.destroy());
    });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(reasonOf(answer)).toBe('stream_cut');
    expect(answer.error?.message).toMatch(/may have run/);
  });
});

describe('an answer that comes in its own way', () => {
  it('may take its time to begin', async () => {
    let release = () => {};
    await start((request, response) => {
      release = () => sendResult(response, request);
    });
    const answer = bridge.ask(1, 'tools/call', { name: 'x' });
    await gateway?.received(1);
    release();
    expect((await answer).result).toEqual({ ok: true });
  });

  it('may begin with white space that keeps the connection alive, and hold line breaks', async () => {
    await start((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.write('   \n ');
      response.end(JSON.stringify({ jsonrpc: '2.0', id: request.message.id, result: { a: [1] } }, null, 2));
    });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({ a: [1] });
    expect(bridge.lines).toHaveLength(1);
  });

  it('is passed on as it was written, large numbers too', async () => {
    const text = '{"jsonrpc":"2.0","id":1,"result":{"big":12345678901234567890,"one":1.0}}';
    await start((_request, response) => sendJson(response, text));
    await bridge.ask(1, 'tools/list');
    expect(bridge.lines).toEqual([text]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('may be compressed with %s, as JSON and as events', async (encoding, compress) => {
    await start((request, response) => {
      const answer = { jsonrpc: '2.0', id: request.message.id, result: { text: 'é'.repeat(1000) } };
      const isJson = request.message.id === 1;
      response.writeHead(200, {
        'content-type': isJson ? 'application/json' : 'text/event-stream',
        'content-encoding': encoding,
      });
      response.end(compress(isJson ? JSON.stringify(answer) : event(answer)));
    });
    expect((await bridge.ask(1, 'tools/list')).result?.text).toBe('é'.repeat(1000));
    expect((await bridge.ask(2, 'tools/list')).result?.text).toBe('é'.repeat(1000));
  });

  it('hands on each event of a compressed stream when it comes', async () => {
    let end = () => {};
    await start((request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write(event({ jsonrpc: '2.0', method: 'notifications/message', params: {} }));
      gzip.flush();
      end = () => gzip.end(event({ jsonrpc: '2.0', id: request.message.id, result: {} }));
    });
    const answer = bridge.ask(1, 'tools/list');
    await bridge.find((message) => message.method === 'notifications/message');
    end();
    expect((await answer).result).toEqual({});
  });

  it.each([
    ['is not what it says', 'gzip', Buffer.from('{}'), /does not match its Content-Encoding/],
    ['is in an encoding that nobody asked for', 'zstd', Buffer.from('{}'), /in the encoding "zstd"/],
    ['is cut', 'gzip', gzipSync('{"jsonrpc":"2.0","id":1}'.repeat(99)).subarray(0, 30), /./],
  ])('that %s is told', async (_name, encoding, body, sentence) => {
    await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding });
      response.end(body);
    });
    const answer = await bridge.ask(1, 'tools/list');
    expect(answer.error?.message).toMatch(sentence);
    expect(reasonOf(answer)).toBe('bad_answer');
  });

  it('comes once, though the server sends it twice', async () => {
    await start((request, response) => {
      openEvents(response);
      const answer = event({ jsonrpc: '2.0', id: request.message.id, result: {} });
      response.end(answer + answer);
    });
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/list');
    expect(bridge.messages.map((message) => message.id)).toEqual([1, 2]);
  });

  it('survives nonsense between the events of its stream', async () => {
    await start((request, response) => {
      openEvents(response);
      response.write('data: {broken\n\ndata: 17\n\nevent: other\ndata: x\n\n:c\r\rdata: ');
      response.end(`{"jsonrpc":"2.0",\ndata: "id":${request.message.id},"result":{}}\r\n\r\n`);
    });
    expect((await bridge.ask(1, 'tools/list')).result).toEqual({});
  });
});

describe('a client that sends garbage', () => {
  it('gets an error for each line, and the bridge goes on', async () => {
    await start((request, response) => sendResult(response, request));
    bridge.send('nonsense');
    bridge.send('17');
    bridge.child.stdin.write(Buffer.from([0x7b, 0xff, 0xfe, 0x0a]));
    bridge.child.stdin.write(Buffer.alloc(100 * 1024 * 1024, 0x20));
    bridge.send('');
    const answer = await bridge.ask(1, 'tools/list');
    expect(answer.result).toEqual({ ok: true });
    expect(bridge.messages.slice(0, 4).map((message) => [message.id, message.error?.code])).toEqual([
      [null, -32700],
      [null, -32600],
      [null, -32700],
      [null, -32600],
    ]);
    expect(bridge.messages).toHaveLength(5);
  });
});

describe('large messages', () => {
  it('of 10 MB pass in both directions, as JSON and as an event', async () => {
    const text = '\u00e9x"'.repeat(2_500_000);
    await start((request, response) => {
      const answer = {
        jsonrpc: '2.0',
        id: request.message.id,
        result: { text: request.message.params?.text },
      };
      if (request.message.id === 1) return sendJson(response, answer);
      openEvents(response);
      response.end(event(answer));
    });
    for (const id of [1, 2]) {
      const answer = await bridge.ask(id, 'tools/call', { text });
      expect(answer.result?.text === text).toBe(true);
    }
  });

  it('wait for a slow reader instead of filling memory', async () => {
    let sent = 0;
    await start((_request, response) => {
      openEvents(response);
      const line = event({
        jsonrpc: '2.0',
        method: 'notifications/message',
        params: { data: 'x'.repeat(65_536) },
      });
      const pump = () => {
        while (sent < 300_000_000) {
          sent += line.length;
          if (!response.write(line)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    bridge.child.stdout.pause();
    bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });
    await gateway?.received(1);
    let before = -1;
    await expect
      .poll(
        () => {
          const stalled = sent === before;
          before = sent;
          return stalled;
        },
        { interval: 300, timeout: 15_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(60_000_000);
  }, 30_000);
});

describe('a server that restarts under load', () => {
  it('costs no answer, gives none twice, and leaves no memory behind', async () => {
    const origin = await startGateway(() => undefined);
    const { port } = new URL(origin.url);
    await origin.close();
    const serve = () => {
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { id } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
        });
      });
      return new Promise<typeof server>((resolve) => {
        server.listen(Number(port), '127.0.0.1', () => resolve(server));
      });
    };
    bridge = new BridgeProcess(origin.url, { args: ['--retries', '9'] });
    let server = await serve();
    const ids = Array.from({ length: 1500 }, (_, index) => index);
    const answers = ids.map((id) =>
      bridge.ask(id, id % 2 ? 'tools/call' : 'tools/list', { name: 'x', _meta: ENVELOPE }),
    );
    for (let restart = 0; restart < 5; restart++) {
      await Promise.race(answers.slice(restart * 300));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      server = await serve();
    }
    await Promise.all(answers);
    server.closeAllConnections();
    server.close();
    const answered = bridge.messages.map((message) => Number(message.id)).sort((a, b) => a - b);
    expect(answered).toEqual(ids);
    const failures = bridge.messages.filter((message) => message.error !== undefined);
    expect(failures.every((message) => Number(message.id) % 2 === 1)).toBe(true);
    expect(await bridge.close()).toBe(0);
    expect(bridge.stderr).toBe('');
  });

  it.runIf(process.platform === 'linux')(
    'takes no more memory for the last thousand calls than for the first',
    async () => {
      await start((request, response) => sendResult(response, request, { text: 'x'.repeat(1000) }));
      const resident = () =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bridge.child.pid}/status`, 'utf8'))?.[1]);
      let id = 0;
      const run = async (count: number) => {
        for (let done = 0; done < count; done += 20) {
          await Promise.all(Array.from({ length: 20 }, () => bridge.ask(id++, 'tools/list')));
          bridge.lines.length = 0;
        }
      };
      await run(3000);
      const early = resident();
      await run(6000);
      expect(resident()).toBeLessThan(early * 1.25);
    },
    60_000,
  );
});

describe('leaving', () => {
  it('writes the answers under way after stdin has closed, and exits with 0', async () => {
    let release = () => {};
    await start((request, response) => {
      release = () => sendResult(response, request);
    });
    bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });
    await gateway?.received(1);
    const closed = bridge.close();
    release();
    expect(await closed).toBe(0);
    expect(bridge.messages).toEqual([{ jsonrpc: '2.0', id: 1, result: { ok: true } }]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s tells the server to stop what is under way',
    async (signal) => {
      await start((request, response) => {
        if (request.message.id === undefined) response.writeHead(202).end();
      });
      bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });
      await gateway?.received(1);
      bridge.child.kill(signal);
      expect(await bridge.exited()).toBe(0);
      const told = gateway?.requests.at(-1)?.message;
      expect(told).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 1 } });
    },
  );

  it('cancels what runs and ends within 5 s of the death of the client, though nothing is written', async () => {
    await start((request, response) => {
      if (request.message.id === undefined) response.writeHead(202).end();
    });
    bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } });
    await gateway?.received(1);
    const death = performance.now();
    bridge.child.stdout.destroy();
    bridge.child.stdin.destroy();
    expect(await bridge.exited()).toBe(0);
    expect(performance.now() - death).toBeLessThan(5000);
    expect(gateway?.requests.at(-1)?.message).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: 1 },
    });
    expect(bridge.stderr).toBe('');
  });

  it('goes on when the client closes its end of the log alone', async () => {
    await start((request, response) => sendResult(response, request), ['--log-level', 'debug']);
    bridge.child.stderr.destroy();
    for (let id = 1; id <= 3; id++) {
      bridge.send('nonsense');
      expect((await bridge.ask(id, 'tools/list')).result).toEqual({ ok: true });
    }
    expect(await bridge.close()).toBe(0);
  });

  it.each([['--help'], ['doctor', '--help'], ['doctor']])(
    'ends %s quietly when nobody reads what it prints',
    async (...args) => {
      gateway = await startGateway((_request, response) => sendJson(response, {}));
      bridge = new BridgeProcess(gateway.url, { args, bare: true, env: { MCP_SERVER_URL: gateway.url } });
      bridge.child.stdout.destroy();
      expect([0, 141]).toContain(await bridge.exited());
      expect(bridge.stderr).not.toMatch(/Error|\bat\b.*:\d+/);
    },
  );

  it('ends quietly when the client closes its end of stdout', async () => {
    await start((request, response) => sendResult(response, request, { text: 'x'.repeat(1_000_000) }));
    bridge.child.stdout.destroy();
    bridge.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    bridge.send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    expect(await bridge.exited()).toBe(0);
    expect(bridge.stderr).toBe('');
  });
});

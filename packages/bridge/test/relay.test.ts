import { ENVELOPE } from '@case-insights/testing/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import {
  event,
  type Gateway,
  type GatewayRequest,
  type Handler,
  INITIALIZE_RESULT,
  openEvents,
  sendHandshake,
  sendJson,
  sendResult,
  startGateway,
} from './gateway.ts';
import { BridgeProcess } from './process.ts';

let gateway: Gateway;
let bridge: BridgeProcess;

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
});

async function start(handler: Handler, args: string[] = []): Promise<void> {
  gateway = await startGateway(handler);
  bridge = new BridgeProcess(gateway.url, { args });
}

/** The random id that the bridge gave a call. */
function callIdOf(request: GatewayRequest | undefined): string {
  const meta = (request?.message.params?._meta ?? {}) as Record<string, string>;
  return meta['case-insights/call'] ?? '';
}

const posts = (method: string) => (request: { method: string; message: { method?: string } }) =>
  request.method === 'POST' && request.message.method === method;

describe('an id that JavaScript would change', () => {
  it.each(['12345678901234567890', '9007199254740993', '1.5', '-98765432109876543210', '1e400'])(
    'comes back to the digit: %s',
    async (id) => {
      await start((request, response) => sendResult(response, request));
      bridge.send(`{"jsonrpc":"2.0","id":${id},"method":"tools/list"}`);
      await bridge.find(() => true);
      expect(bridge.lines).toEqual([`{"jsonrpc":"2.0","id":${id},"result":{"ok":true}}`]);
    },
  );

  it('comes back in the errors of the bridge too, and of a line that is no message', async () => {
    await start((_request, response) => sendJson(response, {}, 500));
    bridge.send('{"jsonrpc":"2.0","id":12345678901234567890,"method":"tools/list"}');
    await bridge.find(() => true);
    expect(bridge.lines[0]).toContain('"id":12345678901234567890,"error":{"code":-32010');
    bridge.send('{"jsonrpc":"1.0","id":12345678901234567890,"method":"x"}');
    await bridge.find(() => bridge.lines.length === 2);
    expect(bridge.lines[1]).toContain('"id":12345678901234567890,"error":{"code":-32600');
  });

  it('is told apart from another that is the same when parsed, in a batch and in a cancel', async () => {
    const [first, second] = ['9007199254740992', '9007199254740993'];
    const message = (id: string, method: string) => `{"jsonrpc":"2.0","id":${id},"method":"${method}"}`;
    await start((request, response) => {
      if (!request.text.startsWith('[')) {
        if (request.message.id === undefined) response.writeHead(202).end();
        return;
      }
      const batch: { id: unknown; method: string }[] = JSON.parse(request.text);
      const answers = batch.map(({ id, method }) => ({ jsonrpc: '2.0', id, result: { method } }));
      sendJson(response, answers.reverse());
    });
    bridge.send(`[${message(first, 'ping')},${message(second, 'tools/list')}]`);
    await bridge.find(() => bridge.lines.length === 2);
    expect(bridge.lines).toEqual([
      `{"jsonrpc":"2.0","id":${second},"result":{"method":"tools/list"}}`,
      `{"jsonrpc":"2.0","id":${first},"result":{"method":"ping"}}`,
    ]);
    for (const id of [first, second]) bridge.send(message(id, 'tools/call'));
    const calls = await gateway.received(2, posts('tools/call'));
    bridge.send(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${second}}}`);
    const [cancel] = await gateway.received(1, posts('notifications/cancelled'));
    const cancelled = calls.find(({ message }) => message.id === cancel?.message.params?.requestId);
    expect(callIdOf(cancel)).toBe(callIdOf(cancelled));
    expect(cancelled?.message.id).toBe('case-insights-id-4');
  });
});

describe('who the client is', () => {
  const meta = (request: GatewayRequest | undefined) => request?.message.params?._meta ?? {};

  it('is told with every 2025-era request, since the server keeps no session', async () => {
    await start((request, response) => {
      if (!sendHandshake(request, response)) sendResult(response, request);
    });
    const capabilities = {
      elicitation: {},
      extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['x'] } },
    };
    await bridge.open({ capabilities, clientInfo: { name: 'kiro', version: '1.2', title: 'Kiro' } });
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/call', { name: 'x', _meta: { progressToken: 5 } });
    const [list] = gateway.requests.filter(posts('tools/list'));
    const [call] = gateway.requests.filter(posts('tools/call'));
    const client = { name: 'kiro', version: '1.2', capabilities };
    expect(meta(list)).toMatchObject({ 'case-insights/client': client });
    expect(meta(call)).toMatchObject({ 'case-insights/client': client, progressToken: 5 });
    expect(meta(gateway.requests[0])).not.toHaveProperty('case-insights/client');
  });

  it('is left to the envelope of a 2026-era request, and to a client that has not told', async () => {
    await start((request, response) => sendResult(response, request));
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/list', { _meta: ENVELOPE });
    for (const request of gateway.requests) expect(meta(request)).not.toHaveProperty('case-insights/client');
  });
});

describe('duty 1: content types', () => {
  it('posts JSON and accepts JSON and event streams; asks for event streams alone when it reads', async () => {
    await start((request, response) => {
      if (!sendHandshake(request, response)) sendResult(response, request);
    });
    await bridge.open();
    const [get] = await gateway.received(1, (request) => request.method === 'GET');
    expect(gateway.requests[0]?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    });
    expect(get?.headers.accept).toBe('text/event-stream');
  });
});

describe('duty 2: headers that mirror a 2026-era body', () => {
  it.each([
    ['tools/call', { name: 'plain', arguments: {} }, 'plain'],
    ['prompts/get', { name: 'b\u00fcro' }, `=?base64?${Buffer.from('b\u00fcro').toString('base64')}?=`],
    ['resources/read', { uri: 'file:///a b' }, 'file:///a b'],
    ['resources/read', { uri: ' padded ' }, `=?base64?${Buffer.from(' padded ').toString('base64')}?=`],
  ])('names the target of %s %j as %s', async (method, params, expected) => {
    await start((request, response) => sendResult(response, request));
    await bridge.ask(1, method, { ...params, _meta: ENVELOPE });
    expect(gateway.requests[0]?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      'mcp-name': expected,
    });
  });

  it('repeats as headers the arguments that a listed schema marks', async () => {
    const tool = {
      name: 'where',
      inputSchema: {
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' },
          deep: { type: 'object', properties: { count: { type: 'integer', 'x-mcp-header': 'Count' } } },
        },
      },
    };
    await start((request, response) => {
      sendResult(response, request, request.message.method === 'tools/list' ? { tools: [tool] } : {});
    });
    await bridge.ask(1, 'tools/list', { _meta: ENVELOPE });
    const args = { region: 'k\u00f6ln', deep: { count: 3 } };
    await bridge.ask(2, 'tools/call', { name: 'where', arguments: args, _meta: ENVELOPE });
    expect(gateway.requests[1]?.headers).toMatchObject({
      'mcp-param-region': `=?base64?${Buffer.from('k\u00f6ln').toString('base64')}?=`,
      'mcp-param-count': '3',
    });
  });

  it('asks for the schemas when a server misses such a header, and repeats the call', async () => {
    const tool = {
      name: 'where',
      inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
    };
    await start((request, response) => {
      if (request.message.method === 'tools/list') sendResult(response, request, { tools: [tool] });
      else if (request.headers['mcp-param-region'] === 'eu') sendResult(response, request);
      else {
        const error = { code: -32020, message: 'missing header' };
        sendJson(response, { jsonrpc: '2.0', id: request.message.id, error }, 400);
      }
    });
    const call = { name: 'where', arguments: { region: 'eu' }, _meta: ENVELOPE };
    expect((await bridge.ask(1, 'tools/call', call)).result).toEqual({ ok: true });
    expect(bridge.lines).toHaveLength(1);
  });
});

describe('duty 3: the revision that the server chose', () => {
  it('goes out with every later message, and not before', async () => {
    await start((request, response) => {
      if (request.message.method === 'initialize') {
        sendResult(response, request, { ...INITIALIZE_RESULT, protocolVersion: '2025-06-18' });
      } else if (!sendHandshake(request, response)) sendResult(response, request);
    });
    await bridge.open();
    await bridge.ask(1, 'tools/list');
    const versions = gateway.requests.map((request) => request.headers['mcp-protocol-version']);
    expect(versions[0]).toBeUndefined();
    expect(new Set(versions.slice(1))).toEqual(new Set(['2025-06-18']));
  });
});

describe('duty 4: the session id', () => {
  it('is taken from the answer to initialize alone, left out of a new one, and deleted at the end', async () => {
    let opened = 0;
    await start((request, response) => {
      if (request.message.method === 'initialize') {
        const result = INITIALIZE_RESULT;
        const body = { jsonrpc: '2.0', id: request.message.id, result };
        sendJson(response, body, 200, { 'mcp-session-id': `session-${++opened}` });
      } else if (!sendHandshake(request, response)) {
        const body = { jsonrpc: '2.0', id: request.message.id, result: {} };
        sendJson(response, body, 200, { 'mcp-session-id': 'of-no-meaning' });
      }
    });
    await bridge.open();
    await bridge.ask(1, 'tools/list');
    await bridge.ask(2, 'tools/list');
    await bridge.open();
    await bridge.ask(3, 'tools/list');
    expect(await bridge.close()).toBe(0);
    const ids = (match: (request: (typeof gateway.requests)[number]) => boolean) =>
      gateway.requests.filter(match).map((request) => request.headers['mcp-session-id']);
    expect(ids(posts('initialize'))).toEqual([undefined, undefined]);
    expect(ids(posts('tools/list'))).toEqual(['session-1', 'session-1', 'session-2']);
    expect(ids((request) => request.method === 'DELETE')).toEqual(['session-2']);
  });
});

describe('duty 5: a session that the server has forgotten', () => {
  it('is opened again out of sight, once for all that wait, and the messages are repeated', async () => {
    let session = 'old';
    await start((request, response) => {
      if (request.message.method === 'initialize') {
        const body = { jsonrpc: '2.0', id: request.message.id, result: INITIALIZE_RESULT };
        sendJson(response, body, 200, { 'mcp-session-id': session });
      } else if (request.headers['mcp-session-id'] !== session) {
        sendJson(
          response,
          { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } },
          404,
        );
      } else if (!sendHandshake(request, response)) sendResult(response, request, { session });
    });
    await bridge.open();
    await bridge.ask(1, 'tools/list');
    session = 'new';
    const answers = await Promise.all([2, 3, 4].map((id) => bridge.ask(id, 'tools/call', { name: 'x' })));
    expect(answers.map((answer) => answer.result)).toEqual([{ session }, { session }, { session }]);
    expect(gateway.requests.filter(posts('initialize'))).toHaveLength(2);
    // Calls made at once travel on connections of their own, so their answers come in any order, but each once.
    const ids = bridge.messages.map((message) => message.id);
    expect(ids.slice(0, 2)).toEqual(['open', 1]);
    expect(ids.slice(2).toSorted()).toEqual([2, 3, 4]);
  });

  it('does not mistake the 404 of an unknown 2026-era method for it', async () => {
    await start((request, response) => {
      const error = { code: -32601, message: 'Method not found' };
      sendJson(response, { jsonrpc: '2.0', id: request.message.id, error }, 404);
    });
    const answer = await bridge.ask(1, 'no/such', { _meta: ENVELOPE });
    expect(answer.error?.code).toBe(-32601);
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('duty 6: a refusal that is a JSON-RPC error', () => {
  it.each([400, 401, 403, 404, 500])('is handed on with status %i, its null id replaced', async (status) => {
    await start((_request, response) => {
      sendJson(
        response,
        { jsonrpc: '2.0', id: null, error: { code: -32022, message: 'no', data: [1] } },
        status,
      );
    });
    const answer = await bridge.ask('q', 'tools/call', { name: 'x' });
    expect(answer).toEqual({ jsonrpc: '2.0', id: 'q', error: { code: -32022, message: 'no', data: [1] } });
  });
});

describe('duty 7: what is no message and what is several', () => {
  it('writes nothing for 202 or an empty 2xx, and splits an array', async () => {
    await start((request, response) => {
      if (request.message.method === 'notifications/a') response.writeHead(202).end();
      else if (request.message.method === 'notifications/b') response.writeHead(200).end();
      else {
        const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };
        sendJson(response, [progress, { jsonrpc: '2.0', id: request.message.id, result: { big: 1 } }]);
      }
    });
    bridge.send({ jsonrpc: '2.0', method: 'notifications/a' });
    bridge.send({ jsonrpc: '2.0', method: 'notifications/b' });
    await gateway.received(2);
    await bridge.ask(1, 'tools/list');
    expect(bridge.lines.map((line) => JSON.parse(line).method ?? 'answer')).toEqual([
      'notifications/progress',
      'answer',
    ]);
  });

  it('posts a batch as a batch and delivers each answer once', async () => {
    await start((request, response) => {
      const messages = JSON.parse(request.text) as { id: number }[];
      sendJson(response, messages.map(({ id }) => ({ jsonrpc: '2.0', id, result: { id } })).reverse());
    });
    const one = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    bridge.send([one, { ...one, id: 2 }, { jsonrpc: '2.0', method: 'notifications/x' }].slice(0, 2));
    await bridge.find((message) => message.id === 1);
    expect(bridge.messages.map((message) => message.id)).toEqual([2, 1]);
  });
});

describe('duty 8: event streams', () => {
  it('resumes a stream that ends too early, from the last event id, after the time the server asked for', async () => {
    await start((request, response) => {
      if (
        sendHandshake(
          { ...request, method: request.headers['last-event-id'] ? 'POST' : request.method },
          response,
        )
      )
        return;
      openEvents(response);
      if (request.method === 'GET')
        response.end(event({ jsonrpc: '2.0', id: 1, result: { resumed: true } }, 'e3'));
      else
        response.end(
          'retry: 10\n\nid: e1\ndata:\n\nid: e2\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\n\n',
        );
    });
    await bridge.open();
    expect((await bridge.ask(1, 'tools/call', { name: 'x' })).result).toEqual({ resumed: true });
    const resumed = gateway.requests.find((request) => request.headers['last-event-id'] !== undefined);
    expect(resumed?.headers['last-event-id']).toBe('e2');
  });

  it('reports a stream that ends without an answer and cannot be resumed', async () => {
    await start((_request, response) => {
      openEvents(response);
      response.end(': nothing\n\n');
    });
    const answer = await bridge.ask(1, 'tools/call', { name: 'x' });
    expect(answer.error).toMatchObject({ code: -32010, data: { reason: 'stream_cut' } });
  });
});

describe("duty 9: the server's own stream", () => {
  it('is opened after initialized, opened again when it ends, and carries requests both ways', async () => {
    let opened = 0;
    await start((request, response) => {
      if (request.method === 'GET') {
        openEvents(response);
        if (++opened === 1) response.end('retry: 5\nid: g1\ndata:\n\n');
        else response.write(event({ jsonrpc: '2.0', id: 's1', method: 'elicitation/create', params: {} }));
      } else if (request.message.method === undefined || !sendHandshake(request, response)) {
        response.writeHead(202).end();
      }
    });
    await bridge.open();
    const asked = await bridge.find((message) => message.method === 'elicitation/create');
    expect(asked.id).toBe('s1');
    bridge.send({ jsonrpc: '2.0', id: 's1', result: { action: 'accept' } });
    const replies = await gateway.received(1, (request) => request.message.id === 's1');
    expect(JSON.parse(replies[0]!.text)).toEqual({ jsonrpc: '2.0', id: 's1', result: { action: 'accept' } });
    const gets = gateway.requests.filter((request) => request.method === 'GET');
    expect(gets.map((request) => request.headers['last-event-id'])).toEqual([undefined, 'g1']);
  });

  it.each([405, 409])('is silently done without where the server says %i', async (status) => {
    await start(
      (request, response) => {
        if (request.method === 'GET') response.writeHead(status).end();
        else if (!sendHandshake(request, response)) sendResult(response, request);
      },
      ['--log-level', 'info'],
    );
    await bridge.open();
    await gateway.received(1, (request) => request.method === 'GET');
    await bridge.ask(1, 'tools/list');
    await bridge.close();
    expect(bridge.stderr.split('\n').filter((line) => !line.includes('Relaying to'))).toEqual(['']);
  });
});

describe('duty 10: cancelling', () => {
  it('forwards the notification of a 2025-era client with the call id of the request', async () => {
    await start((request, response) => {
      if (sendHandshake(request, response)) return;
      openEvents(response);
    });
    await bridge.open();
    bridge.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'x' } });
    const [call] = await gateway.received(1, posts('tools/call'));
    bridge.send({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'no' },
    });
    const [cancel] = await gateway.received(1, posts('notifications/cancelled'));
    const callId = callIdOf(call);
    expect(callId).toMatch(/^[0-9a-f-]{36}$/);
    expect(cancel?.message.params).toEqual({
      requestId: 7,
      reason: 'no',
      _meta: { 'case-insights/call': callId },
    });
    expect(await bridge.close()).toBe(0);
    expect(bridge.messages.map((message) => message.id)).toEqual(['open']);
  });

  it('closes the stream of a 2026-era request, tells the server by the call id, and writes nothing more', async () => {
    let closed: Promise<void> | undefined;
    await start((request, response) => {
      if (request.message.method !== 'tools/call') {
        response.writeHead(202).end();
        return;
      }
      openEvents(response);
      closed = new Promise((resolve) => response.once('close', resolve));
    });
    bridge.send({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'x', _meta: ENVELOPE } });
    const [call] = await gateway.received(1, posts('tools/call'));
    bridge.send({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, _meta: ENVELOPE },
    });
    await closed;
    const [cancel] = await gateway.received(1, posts('notifications/cancelled'));
    const callId = callIdOf(call);
    expect(cancel?.message.params?._meta).toMatchObject({ ...ENVELOPE, 'case-insights/call': callId });
    expect(cancel?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'notifications/cancelled',
    });
    expect(await bridge.close()).toBe(0);
    expect(bridge.lines).toEqual([]);
  });
});

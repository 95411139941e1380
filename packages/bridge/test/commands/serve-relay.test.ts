import type { ServerResponse } from 'node:http';
import { deferred } from '@case-insights/testing/deferred';
import { ACCEPT } from '@case-insights/testing/protocol';
import { describe, expect, it } from 'vitest';
import { send, startGateway } from './gateway.ts';
import { CALL, serve } from './serve-process.ts';

describe('serve', () => {
  it('passes a stream on as it comes, and a cancellation with the id of its call', async () => {
    let callId: unknown;
    const told = deferred<unknown>();
    const stream = deferred<ServerResponse>();
    const gateway = await startGateway((request, response) => {
      const message = JSON.parse(request.body);
      if (message.method === 'notifications/cancelled') {
        response.writeHead(202).end();
        told.resolve(message.params._meta['case-insights/call']);
        return;
      }
      callId = message.params._meta['case-insights/call'];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n');
      stream.resolve(response);
    });
    const { url } = await serve(gateway);
    const response = await fetch(url, { method: 'POST', headers: ACCEPT, body: CALL });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('notifications/progress');
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(cancel) })).status).toBe(202);
    expect(await told.promise).toBe(callId);
    (await stream.promise).end('data: {"jsonrpc":"2.0","id":7,"result":{}}\n\n');
    expect((await reader.read()).value).toContain('"id":7,"result"');
    expect((await reader.read()).done).toBe(true);
  });

  it('tells the server when a 2026-era client hangs up', async () => {
    let callId: unknown;
    const told = deferred<unknown>();
    const arrived = deferred();
    const gateway = await startGateway((request, response) => {
      const { method, params } = JSON.parse(request.body);
      if (method === 'notifications/cancelled') {
        response.writeHead(202).end();
        told.resolve(params._meta['case-insights/call']);
      } else {
        callId = params._meta['case-insights/call'];
        arrived.resolve();
      }
    });
    const { url } = await serve(gateway);
    const gone = new AbortController();
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'x', _meta },
    });
    const call = fetch(url, { method: 'POST', body, signal: gone.signal }).catch(() => undefined);
    await arrived.promise;
    gone.abort();
    await call;
    expect(await told.promise).toBe(callId);
  });

  it.each([
    [
      'a refusal of AWS',
      (response: ServerResponse) =>
        response
          .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' })
          .end('{"Message":"User: arn:u is not authorized to perform: execute-api:Invoke on resource: r"}'),
      'not_authorized',
      /^arn:u may not call/,
    ],
    [
      'throttling',
      (response: ServerResponse) => response.writeHead(429).end('{}'),
      'throttled',
      /too many requests/,
    ],
    [
      'a web page',
      (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'bad_answer',
      /answered text\/html/,
    ],
    [
      'a reset',
      (response: ServerResponse) => response.destroy(),
      'connection_failed',
      /broke before an answer/,
    ],
  ])('tells the client of %s as an error of its request', async (_name, answer, reason, message) => {
    const gateway = await startGateway((_request, response) => void answer(response));
    const { url } = await serve(gateway);
    const { status, text: body } = await send(url, ACCEPT, CALL);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      error: { code: -32010, message: expect.stringMatching(message), data: { reason } },
    });
  });

  it('answers in the place of a stream that ends too early', async () => {
    const gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': begun\n\ndata: {"jsonrpc"', () => response.destroy());
    });
    const { url } = await serve(gateway);
    const { text: body } = await send(url, ACCEPT, CALL);
    const last = body.trim().split('\n').at(-1)!;
    expect(JSON.parse(last.replace('data: ', ''))).toMatchObject({
      id: 7,
      error: { data: { reason: 'stream_cut' } },
    });
  });

  it('breaks the connection where a JSON answer breaks', async () => {
    const gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"jsonrpc"', () => response.destroy());
    });
    const { url } = await serve(gateway);
    await expect(send(url, ACCEPT, CALL)).rejects.toThrow(/aborted|terminated|hang up/);
  });

  it('passes a JSON-RPC error on with its status', async () => {
    const error = '{"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"no"}}';
    const gateway = await startGateway((_request, response) => response.writeHead(404).end(error));
    const { url } = await serve(gateway);
    expect(await send(url, ACCEPT, CALL)).toMatchObject({ status: 404, text: error });
  });

  it('ends a call after --tool-timeout', async () => {
    const gateway = await startGateway((request, response) => {
      if (request.body.includes('notifications/cancelled')) response.writeHead(202).end();
    });
    const { url } = await serve(gateway, ['--tool-timeout', '0.2']);
    const { text: body } = await send(url, ACCEPT, CALL);
    expect(JSON.parse(body).error).toMatchObject({ message: expect.stringMatching(/within 0\.2 s/) });
  });

  it.each([
    ['not JSON', '{', 400, -32700],
    ['no message', '{"a":1}', 400, -32600],
    ['an empty batch', '[]', 400, -32600],
  ])('answers %s itself', async (_name, body, status, code) => {
    const { url } = await serve(await startGateway((_request, response) => response.destroy()));
    const answer = await send(url, ACCEPT, body);
    expect({ status: answer.status, code: JSON.parse(answer.text).error.code }).toEqual({ status, code });
  });
});

describe('calls over MCP and REST to a server that is full', () => {
  it('wait in one queue until it has room', async () => {
    const instances = 4;
    let busy = 0;
    let requests = 0;
    const gateway = await startGateway((request, response) => {
      requests++;
      const headers = { 'content-type': 'application/json' };
      if (busy === instances) return response.writeHead(429, headers).end('{"message":"Too Many Requests"}');
      busy++;
      const body = request.url === '/mcp' ? '{"jsonrpc":"2.0","id":7,"result":{}}' : '{"success":true}';
      setTimeout(() => {
        busy--;
        response.writeHead(200, headers).end(body);
      }, 100);
    });
    const { url } = await serve(gateway, ['--retries', '50']);
    const rest = url.replace('/mcp', '/tools/get_case_summary');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => [send(url, ACCEPT, CALL), send(rest, ACCEPT, '{}')]).flat(),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    // Each once, those that found no room again, and a look from time to time whether there is room for one more.
    expect(requests).toBeLessThan(75);
  });

  it('say on REST that they were throttled when their time is up', async () => {
    const gateway = await startGateway((_request, response) => response.writeHead(429).end('{}'));
    const { url } = await serve(gateway, ['--retries', '50', '--tool-timeout', '0.3']);
    const { status, text } = await send(url.replace('/mcp', '/tools/get_case_summary'), ACCEPT, '{}');
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 502,
      body: {
        code: 'timeout',
        error: expect.stringMatching(
          /^The server is throttling \(429\): the call waited 0\.\d s of its 0\.3 s/,
        ),
      },
    });
  });
});

describe('an id that JavaScript would change', () => {
  const id = '9007199254740993';
  const call = `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","_meta":{"progressToken":1.5}}}`;

  it('comes back to the digit from a server that would refuse or round it', async () => {
    const gateway = await startGateway((request, response) => {
      const { id: given } = JSON.parse(request.body);
      expect(typeof given).toBe('string');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: given, result: {} }));
    });
    const { url } = await serve(gateway);
    expect((await send(url, ACCEPT, call)).text).toBe(`{"jsonrpc":"2.0","id":${id},"result":{}}`);
  });

  it('comes back in a stream cut anywhere, with its progress token', async () => {
    const gateway = await startGateway(async (request, response) => {
      const { id: given, params } = JSON.parse(request.body);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const { progressToken } = params._meta;
      const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken } };
      const text = `data: ${JSON.stringify(progress)}\n\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: given, result: {} })}\n\n`;
      for (let at = 0; at < text.length; at += 7) {
        await new Promise((resolve) => response.write(text.slice(at, at + 7), resolve));
      }
      response.end();
    });
    const { url } = await serve(gateway);
    expect((await send(url, ACCEPT, call)).text).toBe(
      `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1.5}}\n\ndata: {"jsonrpc":"2.0","id":${id},"result":{}}\n\n`,
    );
  });

  it.each([
    [
      'of a failure',
      (response: ServerResponse) => response.destroy(),
      call,
      `"id":${id},"error":{"code":-32010`,
    ],
    [
      'of a stream without an answer',
      (response: ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(':\n\n'),
      call,
      `"id":${id},"error":{"code":-32010`,
    ],
    [
      'of what is no message',
      (response: ServerResponse) => response.destroy(),
      `{"jsonrpc":"1.0","id":${id},"method":"x"}`,
      `"id":${id},"error":{"code":-32600`,
    ],
  ])('comes back in the error %s', async (_name, answer, body, expected) => {
    const { url } = await serve(await startGateway((_request, response) => void answer(response)));
    expect((await send(url, ACCEPT, body)).text).toContain(expected);
  });
});

import { ACCEPT } from '@case-insights/testing/protocol';
import { describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { createLog } from '../src/log/log.ts';
import { appUnderTest } from './app-under-test.ts';
import { instantAws } from './instant-aws.ts';
import { invokeBuffered, invokeStreaming, proxyEvent } from './lambda-runtime.ts';

const serve = createApp(
  appUnderTest(
    {},
    {},
    instantAws(() => ({ columns: ['n'], rows: [['1']] })),
  ).services,
);
const lines: Record<string, unknown>[] = [];
const log = createLog('INFO', (line) => lines.push(JSON.parse(line)));

const JSON_TYPE = { 'content-type': 'application/json' };
const notification = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });

describe('the streaming handler', () => {
  it('sends the status and the body of a route', async () => {
    const answer = await invokeStreaming(serve, log, proxyEvent('GET', '/', null));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'case-insights-mcp' });
  });

  it('sends at least one byte where there is nothing to say, since the status leaves with the first', async () => {
    const answer = await invokeStreaming(serve, log, proxyEvent('POST', '/mcp', notification, JSON_TYPE));
    expect(answer).toMatchObject({ statusCode: 202, body: '\n' });
  });

  it('sends progress and the result as pieces of one stream', async () => {
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'analyze_with_bedrock',
        arguments: { data: '[1]', analysis_prompt: 'Why?' },
        _meta: { progressToken: 1 },
      },
    };
    const headers = { ...JSON_TYPE, ...ACCEPT };
    const answer = await invokeStreaming(
      serve,
      log,
      proxyEvent('POST', '/mcp', JSON.stringify(message), headers),
    );
    expect(answer.pieces[0]).toBe(': open\n\n');
    expect(answer.pieces.slice(1).join('')).toMatch(/^(event: message\ndata: {.*}\n\n)+$/);
    expect(answer.body).toContain('"method":"notifications/progress"');
    expect(answer.body.trimEnd().split('\n').at(-1)).toContain('"structuredContent"');
  });

  it.each([
    ['GET with a body', proxyEvent('GET', '/', 'x'), 200],
    ['HEAD', proxyEvent('HEAD', '/', null), 200],
    ['TRACE', proxyEvent('TRACE', '/', null), 405],
    ['a header that is none', proxyEvent('GET', '/', null, { 'bad header': 'x', 'x-y': 'a\r\nb' }), 200],
    [
      'broken base64',
      proxyEvent('POST', '/tools/get_case_summary', '%%%', {}, { isBase64Encoded: true }),
      200,
    ],
    ['no identity', proxyEvent('GET', '/', null, {}, { requestContext: {} }), 200],
    ['no event', null, 404],
  ])('answers %s', async (_, event, status) => {
    expect((await invokeStreaming(serve, log, event)).statusCode).toBe(status);
  });

  it('names request, caller and trace in each line, and counts the cold start', async () => {
    lines.length = 0;
    process.env._X_AMZN_TRACE_ID =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await invokeStreaming(serve, log, proxyEvent('POST', '/tools/get_case_summary', '{}'));
    delete process.env._X_AMZN_TRACE_ID;
    expect(lines.map(({ message }) => message)).toEqual([
      'first request of an instance',
      'executing tool',
      'athena query started',
      'athena query finished',
      'tool call finished',
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({
        level: 'INFO',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        request_id: 'gateway-1',
        function_request_id: 'invocation-1',
        xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
        caller: 'arn:aws:iam::111122223333:user/fuzz',
      });
    }
    expect(lines[0]).toMatchObject({ cold_start: true, cold_starts: 1 });
  });
});

describe('the first list of tools of an instance', () => {
  const request = (method: string) =>
    proxyEvent('POST', '/mcp', JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: {} }), {
      ...JSON_TYPE,
      ...ACCEPT,
    });
  function preparing() {
    const { services } = appUnderTest({});
    const order: string[] = [];
    return {
      order,
      serve: createApp({ ...services, prepare: async () => void order.push('prepared') }),
    };
  }

  it('has it prepared for calls behind the answer', async () => {
    const { serve, order } = preparing();
    const { statusCode } = await invokeStreaming(serve, log, request('tools/list'), () =>
      order.push('answered'),
    );
    expect(statusCode).toBeLessThan(500);
    expect(order).toEqual(['answered', 'prepared']);
  });

  it.each(['initialize', 'server/discover', 'ping'])(
    'is the first to do so: %s leaves the instance free for what follows at once',
    async (method) => {
      const { serve, order } = preparing();
      await invokeStreaming(serve, log, request(method));
      expect(order).toEqual([]);
    },
  );

  it('prepares nothing where the answer would wait for it', async () => {
    const { serve, order } = preparing();
    await invokeBuffered(serve, log, request('tools/list'));
    expect(order).toEqual([]);
  });
});

describe('the buffered handler', () => {
  it('returns what an ordinary invocation returns', async () => {
    expect(await invokeBuffered(serve, log, proxyEvent('POST', '/mcp', notification, JSON_TYPE))).toEqual({
      statusCode: 202,
      headers: expect.any(Object),
      body: '\n',
    });
  });
});

import { createServer as createTcpServer } from 'node:net';
import { listenDuringTest } from '@case-insights/testing/loopback';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, type Handler, openEvents, sendJson, sendResult, startGateway } from './gateway.ts';
import { BridgeProcess, type Message } from './process.ts';

let gateway: Gateway | undefined;
let bridge: BridgeProcess;

afterEach(async () => {
  bridge?.kill();
  await gateway?.close();
  gateway = undefined;
});

async function start(
  handler: Handler,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Gateway> {
  gateway = await startGateway(handler);
  bridge = new BridgeProcess(gateway.url, { args, env });
  return gateway;
}

const call = () => bridge.ask(1, 'tools/call', { name: 'x' });
const list = () => bridge.ask(1, 'tools/list');
const reasonOf = (message: Message) => message.error?.data?.reason;

function refuse(
  status: number,
  errorType: string,
  message: string,
  headers: Record<string, string> = {},
): Handler {
  return (_request, response) =>
    sendJson(response, { message }, status, { 'x-amzn-errortype': errorType, ...headers });
}

describe('a refusal of the gateway', () => {
  it.each([
    [
      403,
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/j is not authorized to perform: execute-api:Invoke on resource: x',
      'not_authorized',
      /arn:aws:iam::1:user\/j may not call .*MCPCaseInsights-UserAccess-/,
    ],
    [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token', 'refused', /--url/],
    [
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
      'invalid_signature',
      /secret key/,
    ],
    [
      403,
      'InvalidSignatureException',
      "Credential should be scoped to a valid region, not 'eu-west-1'.",
      'wrong_scope',
      /--region/,
    ],
    [
      403,
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'expired_credentials',
      /login of the environment .* has expired/,
    ],
    [413, 'RequestTooLongException', 'Request Too Long', 'too_large', /send less/],
    [500, '', 'boom', 'server_error', /500: boom/],
  ])(
    'of %i %s is told as a sentence and not repeated',
    async (status, errorType, message, reason, sentence) => {
      const { requests } = await start(refuse(status, errorType, message));
      const answer = await call();
      expect(answer.error?.code).toBe(-32010);
      expect(reasonOf(answer)).toBe(reason);
      expect(answer.error?.message).toMatch(sentence);
      expect(requests).toHaveLength(1);
    },
  );

  it('loses the characters by which a server could act on a terminal, in answers and in the log', async () => {
    await start(refuse(502, '', 'a\u001b[2Jb\u009b31mc\u202ed\u0007'), ['--log-level', 'info']);
    const message = (await list()).error?.message ?? '';
    await bridge.close();
    expect(message).toContain('a [2Jb 31mc d');
    expect(message + bridge.stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('never shows a secret', async () => {
    await start(
      refuse(403, 'InvalidSignatureException', 'The request signature we calculated does not match'),
      ['--log-level', 'debug'],
    );
    await call();
    await bridge.close();
    expect(bridge.lines.join('') + bridge.stderr).not.toMatch(/wJalrXUtnFEMI|Signature=/);
  });
});

describe('repeating', () => {
  const failing =
    (status: number, times: number): Handler =>
    (request, response, index) => {
      if (index < times) sendJson(response, { message: 'later' }, status);
      else sendResult(response, request);
    };

  it.each([429, 502, 503, 504])('a list goes again after %i', async (status) => {
    const { requests } = await start(failing(status, 2));
    expect((await list()).result).toEqual({ ok: true });
    expect(requests).toHaveLength(3);
  });

  it('a tool call goes again after 429, for it did not run', async () => {
    const { requests } = await start(failing(429, 1));
    expect((await call()).result).toEqual({ ok: true });
    expect(requests).toHaveLength(2);
  });

  it.each([502, 503, 504])('a tool call does not go again after %i, for it may have run', async (status) => {
    const { requests } = await start(failing(status, 1));
    expect(reasonOf(await call())).toBe('server_error');
    expect(requests).toHaveLength(1);
  });

  it.each([
    [['--retries', '0'], 1],
    [['--retries', '1'], 2],
  ])('stops with %j after %i attempts, never with an empty list', async (args, attempts) => {
    const { requests } = await start(failing(429, 99), args);
    const answer = await list();
    expect(answer.result).toBeUndefined();
    expect(reasonOf(answer)).toBe('throttled');
    expect(requests).toHaveLength(attempts);
  });

  it('waits as long as Retry-After says', async () => {
    const times: number[] = [];
    await start((request, response, index) => {
      times.push(performance.now());
      if (index === 0) sendJson(response, {}, 429, { 'retry-after': '1' });
      else sendResult(response, request);
    });
    await list();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('never replays a stream that had begun to answer', async () => {
    const { requests } = await start((_request, response) => {
      openEvents(response);
      response.write(': begun\n\n', () => response.destroy());
    });
    expect(reasonOf(await list())).toBe('stream_cut');
    expect(requests).toHaveLength(1);
  });
});

describe('a clock that is wrong', () => {
  it('is corrected by the answer and the request repeated once, also without retries', async () => {
    const dates: string[] = [];
    const ahead = new Date(Date.now() + 3_600_000);
    const { requests } = await start(
      (request, response, index) => {
        dates.push(String(request.headers['x-amz-date']));
        if (index > 0) return sendResult(response, request);
        const message = 'Signature expired: 20261123T000000Z is now earlier than 20261123T005500Z';
        sendJson(response, { message }, 403, {
          'x-amzn-errortype': 'InvalidSignatureException',
          date: ahead.toUTCString(),
        });
      },
      ['--retries', '0'],
    );
    expect((await call()).result).toEqual({ ok: true });
    await bridge.ask(2, 'tools/list');
    expect(requests).toHaveLength(3);
    const hour = (text: string) => text.slice(9, 11);
    expect(hour(dates[1] ?? '')).toBe(String(ahead.getUTCHours()).padStart(2, '0'));
    expect(hour(dates[2] ?? '')).toBe(hour(dates[1] ?? ''));
    expect(bridge.stderr).toMatch(/clock is 60 min behind AWS's/);
  });

  it('is not moved by a Date that is years away, whether the answer or this computer is wrong', async () => {
    const dates: string[] = [];
    await start((request, response, index) => {
      dates.push(String(request.headers['x-amz-date']));
      if (index > 0) return sendResult(response, request);
      const message = 'Signature expired: x is now earlier than y';
      sendJson(response, { message }, 403, {
        'x-amzn-errortype': 'InvalidSignatureException',
        date: 'Fri, 01 Jan 2100 00:00:00 GMT',
      });
    });
    expect(reasonOf(await call())).toBe('clock_skew');
    expect((await bridge.ask(2, 'tools/list')).result).toEqual({ ok: true });
    expect(dates.map((date) => date.slice(0, 4))).not.toContain('2100');
  });

  it('is told when the correction does not help', async () => {
    const message = 'Signature not yet current: x is still later than y';
    const { requests } = await start(refuse(403, 'InvalidSignatureException', message));
    expect(reasonOf(await call())).toBe('clock_skew');
    expect(requests).toHaveLength(1);
  });
});

describe('a network that fails', () => {
  it('tells a refused connection, after repeating even a call, for it cannot have run', async () => {
    const closed = await startGateway(() => undefined);
    await closed.close();
    bridge = new BridgeProcess(closed.url, { args: ['--retries', '1', '--log-level', 'info'] });
    const answer = await call();
    expect(reasonOf(answer)).toBe('connection_failed');
    expect(answer.error?.message).toMatch(/accepts no connection \(ECONNREFUSED\)/);
    expect(bridge.stderr).toMatch(/Repeating \(1 of 1\)/);
  });

  it('tells an unknown host', async () => {
    bridge = new BridgeProcess('https://no-such-host.invalid/prod', { args: ['--retries', '0'] });
    const answer = await call();
    expect(reasonOf(answer)).toBe('unknown_host');
    expect(answer.error?.message).toMatch(/no-such-host\.invalid cannot be resolved/);
  });

  it('tells a server that takes the connection and says nothing', async () => {
    await start(() => undefined, ['--tool-timeout', '0.3']);
    const answer = await call();
    expect(reasonOf(answer)).toBe('timeout');
    expect(answer.error?.message).toMatch(/No answer within 0\.3 s.*--tool-timeout/);
  });

  it('tells a silence longer than --read-timeout, and takes no offence at a shorter one', async () => {
    await start(
      (request, response, index) => {
        if (index > 0) return sendResult(response, request);
        openEvents(response);
      },
      ['--read-timeout', '0.3'],
    );
    const answer = await call();
    expect(reasonOf(answer)).toBe('timeout');
    expect(answer.error?.message).toMatch(/sent nothing for 0\.3 s/);
    expect((await bridge.ask(2, 'tools/list')).result).toEqual({ ok: true });
  });

  it('tells a TLS connection that is answered in clear text', async () => {
    const server = createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { port } = new URL(await listenDuringTest(server));
    bridge = new BridgeProcess(`https://127.0.0.1:${port}/prod`, { args: ['--retries', '0'] });
    expect(reasonOf(await call())).toBe('tls');
  });
});

describe('an answer that is none', () => {
  it.each([
    ['an HTML page', 'text/html', '<html>Sign in</html>', /text\/html that is not JSON/],
    ['broken JSON', 'application/json', '{"jsonrpc":"2.0","id":1,"result":', /not JSON/],
    ['other JSON', 'application/json', '{"message":"hi"}', /no JSON-RPC message/],
    ['nothing', 'application/json', '', /without a result/],
    [
      'an answer to somebody else',
      'application/json',
      '{"jsonrpc":"2.0","id":99,"result":{}}',
      /without a result/,
    ],
    ['a stream of nonsense', 'text/event-stream', 'data: {broken\n\n', /not JSON/],
  ])('(%s) is told', async (_name, type, body, sentence) => {
    await start((_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
    });
    const answer = await call();
    expect(answer.error?.code).toBe(-32010);
    expect(answer.error?.message).toMatch(sentence);
  });
});

describe('a start that cannot work', () => {
  it.each([
    [[], {}, /--url/],
    [['--url', 'http://example.com/prod'], {}, /not encrypted/],
    [['--url', 'https://example.com', '--retries', 'many'], {}, /--retries must be a whole number/],
    [['--url', 'https://example.com', '--nope'], {}, /no option --nope/],
    [['--url', 'https://example.com', '--ca-bundle', '/no/such.pem'], {}, /no\/such\.pem cannot be read/],
    [['--url', 'https://example.com', '--timeout'], {}, /--timeout needs a value/],
    [['frobnicate'], {}, /no command "frobnicate"/],
  ])('with %j says so in one line and leaves', async (args, env, sentence) => {
    bridge = new BridgeProcess('', { args, env, bare: true });
    expect(await bridge.exited()).toBe(2);
    expect(bridge.stderr).toMatch(sentence);
    expect(bridge.stderr.trim().split('\n')).toHaveLength(1);
    expect(bridge.lines).toEqual([]);
  });
});

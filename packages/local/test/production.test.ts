import { randomUUID } from 'node:crypto';
import { eventsOf } from '@case-insights/testing/answers';
import { deferred } from '@case-insights/testing/deferred';
import type { LocalStack } from '@case-insights/testing/local-stack';
import { ACCEPT } from '@case-insights/testing/protocol';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stateOfStatement } from './support/athena-state.ts';
import { CLIENT_KINDS, connect } from './support/clients.ts';
import { PINNED_CASES } from './support/expected.ts';
import { ServiceProxy } from './support/service-proxy.ts';
import { startLocal } from './support/stack.ts';

/** Billions of pairs: it runs until it is stopped. */
const ENDLESS =
  'SELECT count(*) AS n FROM case_summary a CROSS JOIN case_summary b CROSS JOIN case_summary c WHERE a.subject || b.subject = c.subject';
let stack: LocalStack;
let athena: ServiceProxy;
beforeAll(async () => {
  athena = await ServiceProxy.start();
  stack = await startLocal({ variables: { AWS_ENDPOINT_URL_ATHENA: athena.endpoint } });
  athena.target = stack.athenaEndpoint;
});
afterAll(async () => {
  await stack?.stop();
  await athena?.stop();
});

const rpc = (id: number | string, method: string, params: unknown) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const toolCall = (name: string, args: unknown, meta?: Record<string, unknown>) =>
  rpc(1, 'tools/call', { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) });

describe('results above one page of Athena', () => {
  it('come whole', async () => {
    const body = { query: 'SELECT case_number FROM case_summary', max_results: 5000 };
    const answer = (await (await stack.send('POST', '/tools/query_athena', body)).json()) as Record<
      string,
      unknown
    >;
    expect(answer).toMatchObject({ row_count: 1500, truncated: false, next_token: null });
    const numbers = (answer.rows as { case_number: string }[]).map((row) => row.case_number);
    expect(numbers.sort()).toEqual(PINNED_CASES.map(({ caseNumber }) => caseNumber).sort());
  });

  it('go on where they stopped, without a gap and without a repetition', async () => {
    const query = 'SELECT case_number FROM case_summary ORDER BY case_number';
    const seen: string[] = [];
    let token: unknown = null;
    const sizes: unknown[] = [];
    do {
      const body = { query, max_results: 700, ...(token === null ? {} : { next_token: token }) };
      const answer = (await (await stack.send('POST', '/tools/query_athena', body)).json()) as Record<
        string,
        unknown
      >;
      seen.push(...(answer.rows as { case_number: string }[]).map((row) => row.case_number));
      sizes.push(answer.row_count);
      expect(answer.truncated).toBe(answer.next_token !== null);
      token = answer.next_token;
    } while (token !== null);
    expect(sizes).toEqual([700, 700, 100]);
    expect(seen).toEqual(PINNED_CASES.map(({ caseNumber }) => caseNumber).sort());
  });
});

describe('progress', () => {
  it('comes in pieces on an SSE answer, before the result, and tells what happens', async () => {
    const body = toolCall(
      'analyze_case_summaries',
      { start_date: '2024-01-01', end_date: '2025-07-31' },
      { progressToken: 'p' },
    );
    const response = await stack.send('POST', '/mcp', body, { headers: ACCEPT });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const pieces: string[] = [];
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    const messages = eventsOf(pieces.join(''));
    const progress = messages.filter(({ method }) => method === 'notifications/progress');
    expect(progress.every(({ params }) => params.progressToken === 'p')).toBe(true);
    expect(progress.map(({ params }) => params.message).join('\n')).toMatch(/\d/);
    expect(messages.at(-1)).toMatchObject({
      id: 1,
      result: { structuredContent: { summaries_analyzed: 200 } },
    });
  });

  it.each(CLIENT_KINDS)('reaches the SDK client %s through the bridge', async (kind) => {
    const client = await connect(kind, stack);
    try {
      const seen: number[] = [];
      const result = await client.callTool(
        'analyze_case_summaries',
        { start_date: '2024-01-01', end_date: '2025-07-31' },
        { onprogress: ({ progress }) => seen.push(progress) },
      );
      expect(result.isError ?? false).toBe(false);
      expect(seen.length).toBeGreaterThan(0);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    } finally {
      await client.close();
    }
  });
});

describe('cancelling', () => {
  it.each(CLIENT_KINDS)('by the SDK client %s stops the statement in Athena', async (kind) => {
    const client = await connect(kind, stack);
    try {
      const marker = `marker ${randomUUID()}`;
      const abort = new AbortController();
      const call = client.callTool(
        'query_athena',
        { query: ENDLESS.replace('count(*)', `'${marker}'`) },
        { signal: abort.signal },
      );
      call.catch(() => {});
      const state = () => stateOfStatement(stack, marker);
      await expect.poll(state).toBe('RUNNING');
      abort.abort('not needed any more');
      await expect(call).rejects.toThrow();
      await expect.poll(state).toBe('CANCELLED');
    } finally {
      await client.close();
    }
  });

  it('stops nothing of somebody who names no call of theirs', async () => {
    athena.operations.length = 0;
    const notification = {
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 1, _meta: { 'case-insights/call': randomUUID() } },
    };
    expect((await stack.send('POST', '/mcp', notification, { headers: ACCEPT })).status).toBe(202);
    expect(athena.operations).not.toContain('StopQueryExecution');
  });
});

describe('Athena under stress', () => {
  it('is asked again when it throttles for a moment, and runs nothing twice', async () => {
    const tokens: unknown[] = [];
    athena.intercept = (operation, body) => {
      if (operation !== 'StartQueryExecution') return undefined;
      tokens.push(JSON.parse(body).ClientRequestToken);
      return tokens.length < 3 ? { status: 400, type: 'ThrottlingException' } : undefined;
    };
    try {
      const response = await stack.send('POST', '/tools/query_athena', { query: 'SELECT 1 AS one' });
      expect(await response.json()).toMatchObject({ rows: [{ one: 1 }] });
      expect(tokens).toHaveLength(3);
      expect(new Set(tokens).size).toBe(1);
    } finally {
      athena.intercept = () => undefined;
    }
  });

  it('answers a repeated question from its result, and says so', async () => {
    const ask = async () =>
      (await (
        await stack.send('POST', '/tools/get_rca_analysis', { rca_category: 'Security Issue' })
      ).json()) as {
        total_cases: number;
      };
    const first = await ask();
    expect(await ask()).toEqual({ ...first, query_execution_id: expect.any(String) });
  });
});

describe('a deployment under its limits', () => {
  it('refuses what its throttle does not allow, and the bridge goes on', async () => {
    // A second call is allowed after 1,000 s, so that no pause of a busy machine lets one through.
    const throttled = await startLocal({ throttle: { rate: 0.001, burst: 1 } });
    try {
      expect((await throttled.send('GET', '/tools')).status).toBe(200);
      const refused = await throttled.send('GET', '/tools');
      expect(refused.status).toBe(429);
      expect(refused.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
      expect(await refused.text()).toBe('{"message":"Too Many Requests"}');
    } finally {
      await throttled.stop();
    }
  });

  it('refuses calls beyond its reserved concurrency', async () => {
    const { limited, gate } = await startGated({ concurrency: 1 });
    const busy = limited.send('POST', '/tools/get_case_summary', {});
    await gate.reached;
    const refused = await limited.send('GET', '/');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
    gate.open();
    const answered = await busy;
    expect(answered.status).toBe(200);
    await answered.text();
    expect((await limited.send('GET', '/')).status).toBe(200);
  });

  it('goes on with a query whose call ran out of time, before the function itself does', async () => {
    const { limited, gate } = await startGated({ functionTimeoutSeconds: 15 });
    const ask = (token?: unknown) =>
      limited.send('POST', '/tools/query_athena', {
        query: 'SELECT count(*) AS n FROM case_summary',
        ...(token === undefined ? {} : { next_token: token }),
      });
    // Loads the grammar, which takes seconds of the 15 on a busy machine.
    const unread = await limited.send('POST', '/tools/query_athena', { query: 'SELECT count( FROM t' });
    expect(unread.status).toBe(400);
    let refused = await ask();
    let first = (await refused.json()) as Record<string, unknown>;
    // A machine can be so busy that the time is over before the query is started.
    for (let more = 3; more > 0 && !('next_token' in first); more -= 1) {
      refused = await ask();
      first = (await refused.json()) as Record<string, unknown>;
    }
    expect(refused.status).toBe(504);
    expect(first).toMatchObject({
      code: 'deadline',
      next_token: expect.any(String),
      query_execution_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    gate.open();
    const answer = await (await ask(first.next_token)).json();
    expect(answer).toMatchObject({ rows: [{ n: 1500 }], query_execution_id: first.query_execution_id });
  });

  it('answers whole where it buffers', async () => {
    const { limited, gate } = await startGated({ responseMode: 'buffered' });
    gate.open();
    const body = toolCall('get_case_summary', { days_back: 3650 }, { progressToken: 'p' });
    const answered = await limited.send('POST', '/mcp', body, { headers: ACCEPT });
    expect(answered.status).toBe(200);
    expect(answered.headers.get('content-length')).toMatch(/^\d+$/);
    expect(await answered.text()).toContain('unique_accounts');
  });

  it('is cut at the integration’s time-out where it buffers', async () => {
    const { limited, gate } = await startGated({ responseMode: 'buffered', integrationTimeoutMs: 2000 });
    const cut = await limited.send('POST', '/tools/get_case_summary', {});
    expect(cut.status).toBe(504);
    expect(await cut.text()).toBe('{"message":"Endpoint request timed out"}');
    gate.open();
  });
});

/** A stack whose Athena says nothing of a query's state until the gate opens. Ends with the test. */
async function startGated(settings: Record<string, unknown>) {
  const proxy = await ServiceProxy.start();
  const gate = newGate();
  proxy.intercept = async (operation) => {
    if (operation === 'GetQueryExecution') await gate.passed();
    return undefined;
  };
  const limited = await startLocal({ ...settings, variables: { AWS_ENDPOINT_URL_ATHENA: proxy.endpoint } });
  proxy.target = limited.athenaEndpoint;
  onTestFinished(async () => {
    await limited.stop();
    await proxy.stop();
  });
  return { limited, gate };
}

function newGate() {
  const reached = deferred();
  const opened = deferred();
  return {
    /** Somebody stands before the gate. */
    reached: reached.promise,
    open: opened.resolve,
    passed: () => {
      reached.resolve();
      return opened.promise;
    },
  };
}

describe('the logs', () => {
  it('name the caller, the tool and the query, and hold no case text, statement or signature', async () => {
    const subject = PINNED_CASES.find(({ record }) => (record.subject?.length ?? 0) > 30)!.record.subject!;
    const literal = subject.replaceAll("'", "''");
    await stack.send('POST', '/tools/query_athena', {
      query: `SELECT subject FROM case_summary WHERE subject = '${literal}'`,
    });
    const lines = stack.functionLog();
    expect(lines).toContainEqual(
      expect.objectContaining({
        tool: 'query_athena',
        caller: stack.identities.allowed.arn,
        query_execution_id: expect.any(String),
        duration_ms: expect.any(Number),
      }),
    );
    const text = JSON.stringify(lines);
    expect(text).not.toContain(subject);
    expect(text).not.toMatch(/AWS4-HMAC-SHA256|Signature=/);
    expect(text).not.toContain(stack.identities.allowed.secretAccessKey);
  });
});

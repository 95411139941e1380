import { FakeAthena } from '@case-insights/testing/fake-athena';
import { ENVELOPE } from '@case-insights/testing/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appUnderTest, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());

const NAME = 'get_case_summary';

/** The answer to one JSON-RPC request. */
async function ask(method: string, params: unknown, headers: Record<string, string> = {}) {
  const response = await app.fetch(
    '/mcp',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    },
    {},
  );
  return JSON.parse(await response.text());
}

describe('null in place of something that may be absent', () => {
  it.each([
    ['tools/list', null],
    ['ping', null],
    ['tools/call', { name: NAME, arguments: null }],
    ['tools/call', { name: NAME, arguments: { service_code: null }, _meta: null }],
    ['tools/call', { name: NAME, arguments: {}, _meta: { progressToken: null } }],
  ])('counts as absent: %s %j', async (method, params) => {
    const answer = await ask(method, params);
    expect(answer.error).toBeUndefined();
    expect(answer.result.isError).toBeUndefined();
  });

  it('is said of a number, since a client may have meant one that it cannot write', async () => {
    const { result } = await ask('tools/call', { name: NAME, arguments: { days_back: null } });
    expect(result.structuredContent.note).toBe(
      'days_back is null, which counts as not given: its default is 30. No case matches. Widen the dates or drop a filter.',
    );
  });

  it('counts as absent in the 2026 era and in a batch too', async () => {
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': NAME };
    const answer = await ask('tools/call', { name: NAME, arguments: null, _meta: ENVELOPE }, headers);
    expect(answer.result.structuredContent.total_cases).toBe(0);
    const batch = [{ jsonrpc: '2.0', id: 2, method: 'tools/list', params: null }];
    const response = await app.fetch(
      '/mcp',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(batch) },
      {},
    );
    expect(JSON.parse(await response.text())).toMatchObject([{ id: 2, result: {} }]);
  });
});

describe('a number sent as text', () => {
  it('is taken where the tool wants a number', async () => {
    const answer = await ask('tools/call', { name: NAME, arguments: { days_back: '7' } });
    expect(answer.result.structuredContent.filters_applied.days_back).toBe(7);
  });
});

describe('a request that does not fit the protocol', () => {
  it.each([
    ['tools/call', {}, 'params.name must be a string'],
    ['tools/call', null, 'params must be an object'],
    ['tools/call', { name: NAME, arguments: [] }, 'params.arguments must be an object'],
    ['tools/list', { cursor: 5 }, 'params.cursor must be a string'],
    [
      'initialize',
      {},
      'params.protocolVersion must be a string; params.capabilities must be an object; params.clientInfo must be an object',
    ],
  ])('is told in words: %s %j', async (method, params, fault) => {
    expect((await ask(method, params)).error).toEqual({
      code: -32602,
      message: `The request does not fit the protocol: ${fault}.`,
    });
  });

  it.each(['clientInfo', 'clientCapabilities'])(
    'is told in words where %s of its envelope is none',
    async (name) => {
      const key = `io.modelcontextprotocol/${name}`;
      const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' };
      const { error } = await ask('tools/list', { _meta: { ...ENVELOPE, [key]: 5 } }, headers);
      expect(error.message).toBe(
        `Invalid _meta envelope for protocol revision 2026-07-28: ${key}: it must be an object`,
      );
      expect(JSON.stringify(error)).not.toMatch(/Invalid input|received/);
    },
  );

  it('is told in words on a stream too', async () => {
    const response = await app.fetch(
      '/mcp',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 5 } }),
      },
      {},
    );
    expect(await response.text()).toContain('params.name must be a string.');
  });
});

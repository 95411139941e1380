import { jsonOf } from '@case-insights/testing/answers';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { ACCEPT, ENVELOPE } from '@case-insights/testing/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appUnderTest, type UnderTest } from './app-under-test.ts';

const athena = new FakeAthena();
let app: UnderTest;
beforeAll(async () => {
  app = appUnderTest({ athena: await athena.listen() });
});
afterAll(() => athena.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const MODERN = '2026-07-28';
const modern = (id: number, method: string, params: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: ENVELOPE },
});
const modernHeaders = (method: string, extra: Record<string, string> = {}) => ({
  ...JSON_TYPE,
  'mcp-protocol-version': MODERN,
  'mcp-method': method,
  ...extra,
});
const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

interface Pin {
  readonly name: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly status: number;
  /** The JSON-RPC error code, or undefined for an answer without error. */
  readonly code?: number;
  readonly id?: unknown;
}

const PINS: readonly Pin[] = [
  { name: 'a body that is not JSON', headers: JSON_TYPE, body: '{', status: 400, code: -32700, id: null },
  { name: 'an empty body', headers: JSON_TYPE, body: '', status: 400, code: -32700, id: null },
  { name: 'JSON that is no object', headers: JSON_TYPE, body: '"text"', status: 400, code: -32600, id: null },
  { name: 'JSON null', headers: JSON_TYPE, body: 'null', status: 400, code: -32600, id: null },
  {
    name: 'an object that is no message',
    headers: JSON_TYPE,
    body: { hello: 1 },
    status: 400,
    code: -32600,
    id: null,
  },
  { name: 'no content type', headers: {}, body: list, status: 415, code: -32000, id: null },
  {
    name: 'another content type',
    headers: { 'content-type': 'text/plain' },
    body: list,
    status: 415,
    code: -32000,
  },
  { name: 'a 2025 request for the tools', headers: JSON_TYPE, body: list, status: 200, id: 1 },
  {
    name: 'a 2025 ping',
    headers: JSON_TYPE,
    body: { jsonrpc: '2.0', id: 7, method: 'ping' },
    status: 200,
    id: 7,
  },
  {
    name: 'an unknown 2025 method',
    headers: JSON_TYPE,
    body: { jsonrpc: '2.0', id: 2, method: 'no/such' },
    status: 200,
    code: -32601,
    id: 2,
  },
  {
    name: 'an unknown 2025 revision in the header',
    headers: { ...JSON_TYPE, 'mcp-protocol-version': '1999-01-01' },
    body: list,
    status: 400,
    code: -32000,
  },
  { name: 'a 2025 batch', headers: JSON_TYPE, body: [list, { ...list, id: 2 }], status: 200 },
  { name: 'an empty batch', headers: JSON_TYPE, body: [], status: 400, code: -32600, id: null },
  ...[3, null, [], {}, { jsonrpc: '2.0' }, { id: 2, method: 'ping' }, { ...list, method: 5 }].map(
    (garbage) => ({
      name: `a batch with ${JSON.stringify(garbage)} in it`,
      headers: JSON_TYPE,
      body: [list, garbage],
      status: 400,
      code: -32600,
      id: null,
    }),
  ),
  {
    name: 'a batch that is too large',
    headers: JSON_TYPE,
    body: Array.from({ length: 101 }, (_, id) => ({ ...list, id })),
    status: 400,
    code: -32600,
    id: null,
  },
  {
    name: 'a 2025 notification',
    headers: JSON_TYPE,
    body: { jsonrpc: '2.0', method: 'notifications/initialized' },
    status: 202,
  },
  {
    name: 'a 2026 request for the tools',
    headers: modernHeaders('tools/list'),
    body: modern(1, 'tools/list'),
    status: 200,
    id: 1,
  },
  {
    name: 'a 2026 discovery',
    headers: modernHeaders('server/discover'),
    body: modern(1, 'server/discover'),
    status: 200,
    id: 1,
  },
  {
    name: 'an unknown 2026 method',
    headers: modernHeaders('no/such'),
    body: modern(3, 'no/such'),
    status: 404,
    code: -32601,
    id: 3,
  },
  {
    name: 'a 2026 header without an envelope',
    headers: modernHeaders('tools/list'),
    body: list,
    status: 400,
    code: -32602,
  },
  {
    name: 'an envelope without headers',
    headers: JSON_TYPE,
    body: modern(1, 'tools/list'),
    status: 400,
    code: -32020,
  },
  {
    name: 'an unknown revision in the envelope',
    headers: { ...modernHeaders('tools/list'), 'mcp-protocol-version': '2099-01-01' },
    body: {
      ...list,
      params: { _meta: { ...ENVELOPE, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } },
    },
    status: 400,
    code: -32022,
  },
  {
    name: 'a 2026 batch',
    headers: modernHeaders('tools/list'),
    body: [modern(1, 'tools/list')],
    status: 400,
    code: -32600,
  },
  {
    name: 'a 2026 subscription',
    headers: { ...modernHeaders('subscriptions/listen'), ...ACCEPT },
    body: modern(4, 'subscriptions/listen', { notifications: { toolsListChanged: true } }),
    status: 200,
    code: -32603,
    id: 4,
  },
  {
    name: 'nesting beyond the limit',
    headers: JSON_TYPE,
    body: `${'['.repeat(40)}${']'.repeat(40)}`,
    status: 400,
    code: -32600,
  },
];

describe('POST /mcp', () => {
  it.each(PINS)('answers $name with $status', async ({ headers, body, status, code, id }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.fetch('/mcp', {
      method: 'POST',
      headers,
      body: new TextEncoder().encode(text),
    });
    const answer = await response.text();
    expect({ status: response.status, answer }).toMatchObject({ status });
    if (status === 202) {
      expect(answer).toBe('\n');
      return;
    }
    const json = JSON.parse(answer.startsWith('event:') ? answer.split('data: ')[1]! : answer);
    expect(json.error?.code).toBe(code);
    if (id !== undefined) expect(json.id).toBe(id);
  });

  it('answers a batch as an array in which requests of the same id keep their answers', async () => {
    const body = JSON.stringify([
      list,
      { ...list, method: 'ping' },
      { jsonrpc: '2.0', method: 'notifications/x' },
    ]);
    const response = await app.fetch('/mcp', { method: 'POST', headers: JSON_TYPE, body });
    const answers = await jsonOf(response);
    expect(answers).toHaveLength(2);
    expect(answers[0].result.tools.length).toBeGreaterThan(3);
    expect(answers[1]).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  it.each(['GET', 'DELETE', 'PUT'])('answers %s with 405', async (method) => {
    const response = await app.fetch('/mcp', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect((await jsonOf(response)).error.code).toBe(-32000);
  });
});

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

async function post(body: string, headers: Record<string, string> = {}) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  const response = await app.fetch('/mcp', init, {});
  return { status: response.status, text: await response.text() };
}

const NAME = 'get_case_summary';
const ERA_2026 = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': NAME };
const params = (meta: string) => `{"name":"${NAME}","arguments":{},"_meta":${meta}}`;

describe.each(['12345678901234567890', '9007199254740993', '-98765432109876543210', '1.5'])(
  'the id %s',
  (id) => {
    const message = (method: string, rest = '') => `{"jsonrpc":"2.0","id":${id},"method":"${method}"${rest}}`;

    it('comes back to the digit, in results, errors and batches', async () => {
      expect((await post(message('ping'))).text).toBe(`{"result":{},"jsonrpc":"2.0","id":${id}}`);
      for (const wrong of [message('no/such'), message('tools/call', ',"params":{"name":"no_such"}')]) {
        const { text } = await post(wrong);
        expect(text).toContain(`"id":${id}`);
        expect(text).toContain('"error":{"code":-326');
      }
      expect((await post(`[${message('ping')},{"jsonrpc":"2.0","id":1,"method":"ping"}]`)).text).toBe(
        `[{"result":{},"jsonrpc":"2.0","id":${id}},{"result":{},"jsonrpc":"2.0","id":1}]`,
      );
    });

    it('comes back in the 2026 era too', async () => {
      const { status, text } = await post(
        message('tools/call', `,"params":${params(JSON.stringify(ENVELOPE))}`),
        ERA_2026,
      );
      expect(status).toBe(200);
      expect(text).toContain(`"id":${id}`);
      expect(text).toContain('"total_cases":0');
    });
  },
);

describe('a stream', () => {
  it('carries the id as it was written', async () => {
    const { text } = await post(
      `{"jsonrpc":"2.0","id":9007199254740993,"method":"tools/call","params":${params('{"progressToken":1.5}')}}`,
      ACCEPT,
    );
    expect(text).toMatch(/^: open\n\nevent: message\ndata: \{.*"id":9007199254740993\}\n\n$/);
  });

  it('accepts the cancel of such a request', async () => {
    const cancel =
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9007199254740993}}';
    expect((await post(cancel)).status).toBe(202);
  });
});

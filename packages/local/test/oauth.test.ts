import { TOOL_NAMES } from '@case-insights/core/names';
import type { RunningStack } from '@case-insights/testing/local-stack';
import { Assistant, connectWithTokens, signIn } from '@case-insights/testing/oauth-client';
import type { Choice } from '@case-insights/testing/scripted-browser';
import type { ClientKind } from '@case-insights/testing/sdk-clients';
import { sharedStack } from '@case-insights/testing/shared-stacks';
import { sign } from '@case-insights/testing/sign';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

let stack: RunningStack;
let web: NonNullable<RunningStack['web']>;
let mcpUrl: string;
const clients: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  // The only file that signs in there, and shifts its issuer's clock.
  stack = await sharedStack('pinned');
  web = stack.web!;
  mcpUrl = `${web.endpoint}/mcp`;
}, 60_000);
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

/** Connects with the tokens that the assistant has; the client is closed when the test is over. */
async function connect(kind: ClientKind, assistant: Assistant) {
  const client = await connectWithTokens(kind, mcpUrl, assistant);
  clients.push(client);
  return client;
}

async function signedIn(choice: Choice, kind: ClientKind = 'v2'): Promise<Assistant> {
  const assistant = new Assistant(choice);
  await signIn(kind, mcpUrl, assistant);
  return assistant;
}

/** Dates the tokens that are issued from now on so many seconds later. */
const shiftClock = (seconds: number) => fetch(`${web.issuer}/local/clock/${seconds}`, { method: 'PUT' });

const SUMMARY = { name: 'get_case_summary', arguments: { days_back: 3650 } };
const post = (path: string, headers: Record<string, string>, body: unknown = {}) =>
  fetch(web.endpoint + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const bearer = (assistant: Assistant) => ({ authorization: `Bearer ${assistant.tokens()?.access_token}` });

describe.each(['v1', 'v2', 'v2 2026-07-28'] as const)('the SDK client %s without a signature', (kind) => {
  it('finds the authorization server from the refusal, registers, and gets a token for this API', async () => {
    const assistant = await signedIn({ user: 'admin' }, kind);
    expect(assistant.visits).toHaveLength(1);
    const { origin, searchParams } = assistant.visits[0]!.sent;
    expect(origin).toBe(web.issuer);
    expect(searchParams.get('resource')).toBe(mcpUrl);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('scope')).toContain('cases.read');
    const client = await connect(kind, assistant);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
    expect((await client.callTool(SUMMARY)).structuredContent).toMatchObject({ unique_accounts: 12 });
  });

  it('renews an expired token by itself', async () => {
    await shiftClock(-7200);
    const assistant = await signedIn({ user: 'admin' }, kind).finally(() => shiftClock(0));
    const expired = bearer(assistant);
    expect((await post('/mcp', expired)).status).toBe(401);
    const client = await connect(kind, assistant);
    expect((await client.callTool(SUMMARY)).isError ?? false).toBe(false);
    expect(bearer(assistant)).not.toEqual(expired);
    expect(assistant.visits).toHaveLength(1);
  });
});

describe('a client whose token lacks the scope', () => {
  it('asks the person again, and gets in', async () => {
    const assistant = await signedIn({ user: 'admin', scopes: [] });
    const refused = await post('/mcp', bearer(assistant));
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", resource_metadata="${web.endpoint}/.well-known/oauth-protected-resource/mcp", scope="cases.read"`,
    );
    assistant.choice = { user: 'admin' };
    await signIn('v2', mcpUrl, assistant);
    expect(assistant.visits).toHaveLength(2);
    const client = await connect('v2', assistant);
    expect((await client.callTool(SUMMARY)).isError ?? false).toBe(false);
  });
});

describe('who signs in', () => {
  it('sees what the policy gives their group', async () => {
    const client = await connect('v2', await signedIn({ user: 'analyst' }));
    expect((await client.callTool(SUMMARY)).structuredContent).toMatchObject({ unique_accounts: 1 });
  });

  it('sees nothing without a group, and is told why', async () => {
    const client = await connect('v2', await signedIn({ user: 'nobody' }));
    const result = await client.callTool(SUMMARY);
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain(`oidc:${new URL(web.issuer).host}#nobody`);
  });

  it('uses the REST routes with the same token', async () => {
    const assistant = await signedIn({ user: 'analyst' });
    const response = await post('/tools/get_case_summary', bearer(assistant), { days_back: 3650 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ unique_accounts: 1 });
  });

  it('is named in the access log and the function’s log, and no token is', async () => {
    const assistant = await signedIn({ user: 'analyst' });
    await post('/tools/get_case_summary', bearer(assistant), { days_back: 30 });
    const caller = `oidc:${new URL(web.issuer).host}#analyst`;
    await expect.poll(() => stack.accessLog().map((entry) => entry.caller)).toContain(caller);
    expect(stack.functionLog().map((entry) => entry.caller)).toContain(caller);
    const logs = JSON.stringify([stack.accessLog(), stack.functionLog()]);
    const [, payload = '', signature = ''] = assistant.tokens()?.access_token.split('.') ?? [];
    expect(payload.length > 20 && signature.length > 20).toBe(true);
    expect(logs).not.toContain(payload);
    expect(logs).not.toContain(signature);
  });
});

describe('a token', () => {
  it('for another API of the same issuer is refused, with the way to a right one', async () => {
    const assistant = Object.assign(new Assistant({ user: 'admin' }), {
      validateResourceURL: async () => new URL(web.otherResource),
    });
    await signIn('v2', mcpUrl, assistant);
    const response = await post('/mcp', bearer(assistant));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${web.endpoint}/.well-known/oauth-protected-resource/mcp", scope="cases.read"`,
    );
    expect(await response.json()).toMatchObject({ code: 'unauthorized' });
  });

  it('is of no use to a page of another site', async () => {
    const headers = { ...bearer(await signedIn({ user: 'admin' })), origin: 'https://evil.example' };
    const response = await post('/mcp', headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'origin_not_allowed' });
  });

  it('does not let anybody into the API that callers sign for, nor a signature into this one', async () => {
    const assistant = await signedIn({ user: 'admin' });
    const unsigned = await fetch(`${stack.endpoint}/tools/get_case_summary`, {
      method: 'POST',
      headers: bearer(assistant),
    });
    expect(unsigned.status).toBe(403);
    const request = {
      method: 'POST',
      url: mcpUrl,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    };
    const signed = await sign(request, stack.identities.allowed);
    expect((await fetch(mcpUrl, { method: 'POST', headers: signed, body: '{}' })).status).toBe(401);
  });
});

describe('the API that callers sign for', () => {
  it('serves them as it does without the other one', async () => {
    const response = await stack.send('POST', '/tools/get_case_summary', { days_back: 3650 });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ unique_accounts: 12 });
    const unsigned = await fetch(`${stack.endpoint}/mcp`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(403);
    expect(unsigned.headers.has('www-authenticate')).toBe(false);
  });
});

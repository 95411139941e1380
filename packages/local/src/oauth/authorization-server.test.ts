import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { closeServer, listen } from '@case-insights/testing/loopback';
import { type Choice, ScriptedBrowser } from '@case-insights/testing/scripted-browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutRuntimeWarning } from './runtime-warning.ts';
import { localUsers } from './users.ts';

const { authorizationServer } = await withoutRuntimeWarning(() => import('./authorization-server.ts'));

const RESOURCE = 'http://127.0.0.1:1/prod/mcp';
const OTHER_RESOURCE = 'https://other-api.example/mcp';
const CALLBACK = 'http://127.0.0.1:2/callback';
const METADATA_DOCUMENT = 'https://client.example/client.json';
const VERIFIER = 'a'.repeat(50);

const server = createServer();
let issuer = '';
beforeAll(async () => {
  issuer = await listen(server);
  server.on(
    'request',
    authorizationServer({
      issuer,
      resources: [RESOURCE, OTHER_RESOURCE],
      scopes: ['cases.read', 'cases.more'],
      users: localUsers('below'),
      accessTokenSeconds: 600,
      fetch: async () =>
        Response.json({
          client_id: METADATA_DOCUMENT,
          client_name: 'Client <b>Example</b>',
          redirect_uris: [CALLBACK],
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'refresh_token'],
        }),
    }),
  );
});
afterAll(() => closeServer(server));

/** Registers a client by its metadata and returns its id. */
async function register(metadata: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(`${issuer}/reg`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      ...metadata,
    }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { client_id: string }).client_id;
}

function authorizationAddress(parameters: Record<string, string>): URL {
  const url = new URL('/auth', issuer);
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  url.search = new URLSearchParams({
    response_type: 'code',
    redirect_uri: CALLBACK,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    resource: RESOURCE,
    scope: 'cases.read cases.more',
    ...parameters,
  }).toString();
  return url;
}

async function token(parameters: Record<string, string>) {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(parameters) });
  return (await response.json()) as Record<string, string>;
}

/** Exchanges the code that the browser came back with. */
function exchange(client_id: string, back: URL) {
  return token({
    grant_type: 'authorization_code',
    client_id,
    redirect_uri: CALLBACK,
    code: back.searchParams.get('code') ?? '',
    code_verifier: VERIFIER,
  });
}

/** The whole flow to tokens; `request` changes the authorization request. */
async function tokensFor(choice: Choice, request: Record<string, string> = {}) {
  const clientId = request.client_id ?? (await register());
  const address = authorizationAddress({ client_id: clientId, ...request });
  return exchange(clientId, await new ScriptedBrowser().authorize(address, choice));
}

const claims = (jwt = '') =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

describe('the local authorization server', () => {
  it('says what a client of MCP looks for, at both well-known addresses', async () => {
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      const response = await fetch(`${issuer}/.well-known/${name}`);
      expect(await response.json()).toMatchObject({
        issuer,
        registration_endpoint: `${issuer}/reg`,
        code_challenge_methods_supported: ['S256'],
        client_id_metadata_document_supported: true,
        authorization_response_iss_parameter_supported: true,
        grant_types_supported: expect.arrayContaining(['authorization_code', 'refresh_token']),
        token_endpoint_auth_methods_supported: expect.arrayContaining(['none']),
      });
    }
  });

  it('issues an access token for the API alone, with the groups of the user', async () => {
    const { access_token } = await tokensFor({ user: 'analyst' });
    const seconds = Math.floor(Date.now() / 1000);
    const payload = claims(access_token);
    expect(payload).toMatchObject({
      iss: issuer,
      aud: RESOURCE,
      sub: 'analyst',
      groups: ['case-analysts'],
      scope: 'cases.read cases.more',
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
    expect(Number(payload.exp)).toBeGreaterThan(seconds + 590);
  });

  it('takes the API and its scopes where a client names none, refuses what it does not know, and serves another', async () => {
    const client_id = await register();
    const address = authorizationAddress({ client_id });
    address.searchParams.delete('resource');
    address.searchParams.delete('scope');
    const back = await new ScriptedBrowser().authorize(address, { user: 'admin' });
    const { access_token: unnamed } = await exchange(client_id, back);
    expect(claims(unnamed)).toMatchObject({ aud: RESOURCE, scope: 'cases.read cases.more' });
    address.searchParams.set('resource', 'https://unknown.example/');
    const refused = await new ScriptedBrowser().authorize(address, { user: 'admin' });
    expect(refused.searchParams.get('error')).toBe('invalid_target');
    const { access_token } = await tokensFor({ user: 'admin' }, { resource: OTHER_RESOURCE });
    expect(claims(access_token).aud).toBe(OTHER_RESOURCE);
  });

  it('leaves out a scope that the user unticks, and issues a token without any where one was for refreshing', async () => {
    const some = await tokensFor({ user: 'admin', scopes: ['cases.more'] });
    expect(claims(some.access_token).scope).toBe('cases.more');
    const scope = 'cases.read offline_access';
    const none = await tokensFor({ user: 'admin', scopes: [] }, { scope, prompt: 'consent' });
    expect(claims(none.access_token)).toMatchObject({ sub: 'admin', aud: RESOURCE });
    expect(claims(none.access_token)).not.toHaveProperty('scope');
  });

  it('asks again at every authorization, so that somebody can be another user', async () => {
    const browser = new ScriptedBrowser();
    const client_id = await register();
    for (const user of ['admin', 'nobody']) {
      const back = await browser.authorize(authorizationAddress({ client_id }), { user });
      const { access_token } = await exchange(client_id, back);
      expect(claims(access_token).sub).toBe(user);
    }
  });

  it('refreshes, with a new refresh token each time, and refuses the old one', async () => {
    const client_id = await register();
    const { refresh_token = '' } = await tokensFor({ user: 'analyst' }, { client_id });
    const refresh = () => token({ grant_type: 'refresh_token', client_id, refresh_token });
    const next = await refresh();
    expect(claims(next.access_token)).toMatchObject({
      sub: 'analyst',
      aud: RESOURCE,
      groups: ['case-analysts'],
    });
    expect(next.refresh_token).not.toBe(refresh_token);
    expect(await refresh()).toMatchObject({ error: 'invalid_grant' });
  });

  it('issues tokens of another time where its clock is shifted', async () => {
    const shift = (seconds: number) => fetch(`${issuer}/local/clock/${seconds}`, { method: 'PUT' });
    expect((await shift(-7200)).status).toBe(204);
    const { access_token } = await tokensFor({ user: 'admin' });
    await shift(0);
    expect(Number(claims(access_token).exp)).toBeLessThan(Date.now() / 1000 - 6000);
  });

  it('knows a client by its metadata document, and shows its name as text', async () => {
    const browser = new ScriptedBrowser();
    const address = authorizationAddress({ client_id: METADATA_DOCUMENT });
    const back = await browser.authorize(address, { user: 'admin' });
    expect(back.searchParams.get('iss')).toBe(issuer);
    const { access_token } = await tokensFor({ user: 'admin' }, { client_id: METADATA_DOCUMENT });
    expect(claims(access_token).client_id).toBe(METADATA_DOCUMENT);
    await expect(new ScriptedBrowser().authorize(address, { user: 'stranger' })).rejects.toThrow(
      'Client &lt;b&gt;Example&lt;/b&gt;',
    );
  });

  it('tells the client where the user denies', async () => {
    const address = authorizationAddress({ client_id: await register() });
    const back = await new ScriptedBrowser().authorize(address, { user: 'admin', answer: 'deny' });
    expect(back.searchParams.get('error')).toBe('access_denied');
  });

  it('wants PKCE', async () => {
    const address = authorizationAddress({ client_id: await register() });
    address.searchParams.delete('code_challenge');
    const back = await new ScriptedBrowser().authorize(address, { user: 'admin' });
    expect(back.searchParams.get('error')).toBe('invalid_request');
  });

  it('answers a target that is no path', async () => {
    expect((await fetch(`${issuer}//`)).status).toBe(404);
  });

  it('answers only at its own address', async () => {
    const named = issuer.replace('127.0.0.1', 'localhost');
    expect((await fetch(`${named}/.well-known/openid-configuration`)).status).toBe(403);
  });
});

describe('an authorization server over real cases', () => {
  it('asks for the code that the terminal shows', async () => {
    const withCode = createServer();
    const origin = await listen(withCode);
    withCode.on(
      'request',
      authorizationServer({
        issuer: origin,
        resources: [RESOURCE],
        scopes: ['cases.read'],
        users: localUsers('below'),
        accessTokenSeconds: 600,
        code: 'sesame',
        fetch: async () =>
          Response.json({
            client_id: METADATA_DOCUMENT,
            redirect_uris: [CALLBACK],
            token_endpoint_auth_method: 'none',
          }),
      }),
    );
    try {
      const address = new URL(
        authorizationAddress({ client_id: METADATA_DOCUMENT }).search,
        `${origin}/auth`,
      );
      const choice = { user: 'admin' };
      await expect(new ScriptedBrowser().authorize(address, { ...choice, code: 'guess' })).rejects.toThrow(
        'not the code',
      );
      const back = await new ScriptedBrowser().authorize(address, { ...choice, code: 'sesame' });
      expect(back.searchParams.get('code')).toBeTruthy();
    } finally {
      await closeServer(withCode);
    }
  });
});

import { createHmac, createPublicKey } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseAccessPolicy, scopeOf } from '@case-insights/core/access';
import { guardStatement } from '@case-insights/core/guard';
import { FakeAthena } from '@case-insights/testing/fake-athena';
import { closeServer, listen } from '@case-insights/testing/loopback';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import {
  base64url,
  CompactEncrypt,
  EncryptJWT,
  FlattenedSign,
  importJWK,
  type JWTVerifyGetKey,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { callerOf, principalHash, webCallerOf } from '../src/call/request-context.ts';
import { createLog } from '../src/log/log.ts';
import { accessTokens } from '../src/oauth/access-token.ts';
import { inSeconds, SETTINGS, type TestIssuer, testIssuer, webOf } from '../src/oauth/testing/test-issuer.ts';
import { MemoryBucket } from '../src/store/testing/memory-bucket.ts';
import { appUnderTest } from './app-under-test.ts';
import { invokeStreaming, proxyEvent } from './lambda-runtime.ts';

const API_ID = 'abc123def4';
const MINE = '444455556666';
const THEIRS = '777788889999';
/** A caller of IAM whom the policy gives everything. */
const ADMIN = 'arn:aws:sts::111122223333:assumed-role/Admin/eve';

/** The issuer that the deployment trusts, what it publishes, and somebody else who signs tokens. */
interface World {
  issuer: TestIssuer;
  attacker: TestIssuer;
  /** Where the issuer is. */
  address: string;
  /** What is at each path of that server, and what was asked for. */
  site: Record<string, object | ((response: ServerResponse) => void)>;
  asked: string[];
}

const world: World = { site: {}, asked: [] } as unknown as World;
const CONFIGURATION = '/tenant/.well-known/openid-configuration';
const server = createServer(({ url = '' }: IncomingMessage, response: ServerResponse) => {
  world.asked.push(url);
  const found = world.site[url];
  if (typeof found === 'function') return found(response);
  response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found));
});

const athena = new FakeAthena();
const lines: string[] = [];
const log = createLog('DEBUG', (line) => lines.push(line));
let serve: ReturnType<typeof createApp>;
let serveWithoutPolicy: ReturnType<typeof createApp>;

beforeAll(async () => {
  await guardStatement('SELECT 1');
  const [url, address] = await Promise.all([athena.listen(), listen(server)]);
  world.address = address;
  world.issuer = await testIssuer(`${address}/tenant`);
  world.attacker = await testIssuer(`${address}/tenant`);
  const host = new URL(address).host;
  const rules = [
    { callers: ['*', 'arn:aws:iam::111122223333:role/Admin'], accounts: 'all' },
    { callers: [`oidc:${host}#ann`, 'group:Payments'], accounts: [MINE] },
    { callers: [`oidc:${host}#bob`, 'group:Cards'], accounts: [THEIRS] },
  ];
  const policy = parseAccessPolicy([{ name: '/p', text: JSON.stringify({ default: 'all', rules }) }]);
  const scopes = { scopeOf: async (id: string, groups?: readonly string[]) => scopeOf(policy, id, groups) };
  const bucket = new MemoryBucket();
  serve = createApp(appUnderTest({ athena: url }, {}, { scopes, bucket }).services);
  serveWithoutPolicy = createApp(appUnderTest({ athena: url }).services);
});
afterAll(() => Promise.all([athena.close(), closeServer(server)]));
beforeEach(() => {
  world.site = {
    [CONFIGURATION]: { issuer: `${world.address}/tenant`, jwks_uri: `${world.address}/keys` },
    '/keys': world.issuer.keys,
  };
  world.asked = [];
  athena.executions.clear();
  athena.calls.length = 0;
  athena.onLook = () => {};
  athena.script = () => ({
    columns: [['n', 'bigint']],
    rows: Array.from({ length: 20 }, (_, n) => [String(n)]),
  });
  lines.length = 0;
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Parts of the event in place of those that API Gateway makes. */
  readonly event?: Partial<Record<keyof APIGatewayProxyEvent, unknown>>;
}

/** The event of a request to the API for assistants on the web. */
function webEvent({ method = 'POST', path = '/tools/query_athena', headers = {}, body, event }: Sent) {
  return proxyEvent(
    method,
    path,
    JSON.stringify(body ?? { query: 'SELECT n FROM case_summary' }),
    { ...headers },
    {
      stageVariables: { ...SETTINGS, issuer: `${world.address}/tenant`, api_id: API_ID },
      requestContext: { apiId: API_ID, requestId: 'gateway-1', identity: { userArn: null } },
      ...event,
    },
  );
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

async function send(event: APIGatewayProxyEvent, to = serve) {
  const { statusCode: status, headers, body } = await invokeStreaming(to, log, event);
  return { status, headers, body, json: JSON.parse(body) };
}

/** As somebody with a valid token, or as the admin of IAM. */
async function as(
  who: string | { readonly sub: string; readonly groups?: readonly string[] },
  sent: Sent = {},
) {
  if (typeof who === 'string') {
    const requestContext = { apiId: 'core', requestId: 'gateway-1', identity: { userArn: who } };
    return await send(webEvent({ ...sent, event: { stageVariables: null, requestContext } }));
  }
  const headers = { ...bearer(await world.issuer.token({ groups: [], ...who })), ...sent.headers };
  return await send(webEvent({ ...sent, headers }));
}

const ANN = { sub: 'ann' };
const BOB = { sub: 'bob' };

/** Base64url of JSON, as a part of a token has it. */
const part = (value: unknown) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));
const claims = (change: object = {}) => ({
  iss: `${world.address}/tenant`,
  aud: `${SETTINGS.url}/mcp`,
  sub: 'ann',
  exp: inSeconds(300),
  scope: 'cases/read',
  ...change,
});
const unsigned = (header: object, signature = '') => `${part(header)}.${part(claims())}.${signature}`;

function withSecret(alg: 'HS256' | 'HS384' | 'HS512', secret: string | Buffer, header: object = {}) {
  const signed = `${part({ alg, kid: 'key-1', ...header })}.${part(claims())}`;
  return `${signed}.${createHmac(alg.replace('HS', 'sha'), secret).update(signed).digest('base64url')}`;
}

const parts = (token: string) => token.split('.') as [string, string, string];
const pem = () =>
  createPublicKey({ key: world.issuer.publicKey as never, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });

/** A request that is refused before anything of it is read: nothing is asked of Athena, and the token shows nowhere. */
async function isRefused(
  event: APIGatewayProxyEvent,
  status: number,
  code: string,
  secrets: readonly string[] = [],
) {
  const answer = await send(event);
  expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code });
  expect(athena.calls).toEqual([]);
  const written = `${answer.body} ${JSON.stringify(answer.headers)} ${lines.join(' ')}`;
  for (const secret of secrets) expect(written).not.toContain(secret);
  expect(written).not.toMatch(/eyJ/);
  return answer;
}

describe('a token that nobody but the issuer could have made', () => {
  type Forgery = [name: string, make: (world: World) => string | Promise<string>];
  const FORGERIES: readonly Forgery[] = [
    ['without a signature', () => new UnsecuredJWT(claims()).encode()],
    ['without a signature, named by its key', () => unsigned({ alg: 'none', kid: 'key-1' })],
    ['with alg None', () => unsigned({ alg: 'None', kid: 'key-1' })],
    ['with alg NONE and a signature', () => unsigned({ alg: 'NONE', kid: 'key-1' }, 'AAAA')],
    [
      'with alg none and a real signature',
      async ({ issuer }) => unsigned({ alg: 'none' }, parts(await issuer.token())[2]),
    ],
    ['without alg', () => unsigned({ kid: 'key-1' })],
    ['with a list of algs', () => unsigned({ alg: ['ES256', 'none'], kid: 'key-1' })],
    ['by HS256 with the public key in PEM', () => withSecret('HS256', pem())],
    [
      'by HS256 with the public key in JSON',
      ({ issuer }) => withSecret('HS256', JSON.stringify(issuer.publicKey)),
    ],
    [
      'by HS256 with a coordinate of the public key',
      ({ issuer }) => withSecret('HS256', String(issuer.publicKey.x)),
    ],
    ['by HS384 with an empty secret', () => withSecret('HS384', '')],
    [
      'by HS512 with a zero byte, and kid of an empty file',
      () => withSecret('HS512', Buffer.alloc(1), { kid: '../../../../dev/null' }),
    ],
    ['by another key of the same name', ({ attacker }) => attacker.token()],
    [
      'by another key of another name',
      async () => (await testIssuer(`${world.address}/tenant`, 'key-2')).token(),
    ],
    [
      'by another kind of key of the same name',
      async () => (await testIssuer(`${world.address}/tenant`, 'key-1', 'EdDSA')).token(),
    ],
    [
      'with the signature cut off',
      async ({ issuer }) =>
        `${parts(await issuer.token())
          .slice(0, 2)
          .join('.')}.`,
    ],
    ['with half of the signature', async ({ issuer }) => (await issuer.token()).slice(0, -43)],
    [
      'with a signature of zeros',
      async ({ issuer }) =>
        `${parts(await issuer.token())
          .slice(0, 2)
          .join('.')}.${base64url.encode(Buffer.alloc(64))}`,
    ],
    [
      'with the signature of another token',
      async ({ issuer }) =>
        `${parts(await issuer.token({ sub: 'eve' }))
          .slice(0, 2)
          .join('.')}.${parts(await issuer.token())[2]}`,
    ],
    [
      'with claims changed after signing',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(1, part(claims({ sub: 'bob' })))
          .join('.'),
    ],
    [
      'with a header changed after signing',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(0, part({ alg: 'ES256', kid: 'key-1', typ: 'JWT' }))
          .join('.'),
    ],
    ['that brings its own key', ({ attacker }) => attacker.token({}, { jwk: attacker.publicKey })],
    [
      'that brings its own key, unnamed',
      ({ attacker }) => attacker.token({}, { kid: undefined, jwk: attacker.publicKey }),
    ],
    [
      'that says where its keys are',
      ({ attacker, address }) => attacker.token({}, { jku: `${address}/evil` }),
    ],
    [
      'that says where its certificate is',
      ({ attacker, address }) => attacker.token({}, { x5u: `${address}/evil` }),
    ],
    ['that brings its certificate', ({ attacker }) => attacker.token({}, { x5c: ['MIIB'], x5t: 'x' })],
    ...[
      '../../keys',
      'http://127.0.0.1/evil',
      "key-1' OR '1'='1",
      'key-1\u0000',
      '',
      'KEY-1',
      '__proto__',
    ].map(
      (kid): Forgery => [
        `whose key is named ${JSON.stringify(kid)}`,
        ({ attacker }) => attacker.token({}, { kid }),
      ],
    ),
    ...[1, null, ['key-1'], { kid: 'key-1' }].map(
      (kid): Forgery => [
        `whose key is named by no text, ${JSON.stringify(kid)}`,
        ({ attacker }) => attacker.token({}, { kid }),
      ],
    ),
    [
      'with an extension that must be understood',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(0, part({ alg: 'ES256', kid: 'key-1', crit: ['x'], x: 1 }))
          .join('.'),
    ],
    [
      'whose claims are not encoded',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(0, part({ alg: 'ES256', kid: 'key-1', crit: ['b64'], b64: false }))
          .join('.'),
    ],
    [
      'that is encrypted, not signed',
      ({ issuer }) =>
        new EncryptJWT(claims())
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: String(issuer.publicKey.kid) })
          .encrypt(new Uint8Array(32)),
    ],
    [
      'that is encrypted for the public key',
      async ({ issuer }) =>
        new CompactEncrypt(Buffer.from(await issuer.token()))
          .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
          .encrypt(await importJWK(issuer.publicKey, 'ECDH-ES')),
    ],
    [
      'of two parts',
      async ({ issuer }) =>
        parts(await issuer.token())
          .slice(0, 2)
          .join('.'),
    ],
    ['of four parts', async ({ issuer }) => `${await issuer.token()}.e30`],
    [
      'whose header is a list',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(0, part([]))
          .join('.'),
    ],
    [
      'whose header is no JSON',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(0, part('{'))
          .join('.'),
    ],
    [
      'whose claims are no object',
      async ({ issuer }) =>
        parts(await issuer.token())
          .with(1, part('"ann"'))
          .join('.'),
    ],
    ['that is the word null', () => 'null'],
    [
      'that is longer than API Gateway lets through',
      ({ issuer }) => issuer.token({ padding: 'x'.repeat(8_000) }),
    ],
  ];

  it.each(FORGERIES)('is refused %s', async (_, make) => {
    world.site['/evil'] = world.attacker.keys;
    const token = await make(world);
    const { headers } = await isRefused(webEvent({ headers: bearer(token) }), 401, 'invalid_token');
    expect(headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", .*resource_metadata="https:\/\/[^"]*"$/,
    );
    expect(world.asked).not.toContain('/evil');
  });

  it('is not found by trying every key where it names none', async () => {
    world.site['/keys'] = {
      keys: [...world.attacker.keys.keys, { ...world.issuer.publicKey, kid: 'key-2' }],
    };
    const token = await world.issuer.token({}, { kid: undefined });
    await isRefused(webEvent({ headers: bearer(token) }), 401, 'invalid_token');
  });

  it('is none in the JSON form of a signature', async () => {
    const key = await importJWK({
      kty: 'oct',
      k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0cw',
      alg: 'HS256',
    });
    const signed = await new FlattenedSign(Buffer.from(JSON.stringify(claims())))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(key);
    await isRefused(webEvent({ headers: bearer(JSON.stringify(signed)) }), 401, 'invalid_token');
  });
});

describe('a token of the issuer', () => {
  it('lets in with what it needs, or nothing of this table says anything', async () => {
    expect((await as(ANN)).json).toMatchObject({ row_count: 20 });
    expect([...athena.executions.values()][0]?.query).toContain(MINE);
  });

  const longAgo = () => ({ exp: inSeconds(-62) });
  it.each<[string, () => object]>([
    ['of another issuer', () => ({ iss: 'https://login.example.com/tenant' })],
    ['of another tenant of the same host', () => ({ iss: `${world.address}/other` })],
    ['of an issuer whose name goes on', () => ({ iss: `${world.address}/tenant.evil.example` })],
    ['of the issuer with a slash', () => ({ iss: `${world.address}/tenant/` })],
    ['of the issuer in capitals', () => ({ iss: `${world.address}/TENANT` })],
    ['of two issuers', () => ({ iss: [`${world.address}/tenant`, 'https://evil.example'] })],
    ['of no issuer', () => ({ iss: undefined })],
    ['for another server', () => ({ aud: 'https://other.example/mcp' })],
    ['for another path of this server', () => ({ aud: `${SETTINGS.url}/mcp/../other` })],
    ['for this server with a slash', () => ({ aud: `${SETTINGS.url}/mcp/` })],
    ['for what this server begins with', () => ({ aud: SETTINGS.url })],
    ['for several other servers', () => ({ aud: ['https://a.example', 'https://b.example'] })],
    ['for a list of lists', () => ({ aud: [[`${SETTINGS.url}/mcp`]] })],
    ['for nobody', () => ({ aud: [] })],
    ['for null, of a known client', () => ({ aud: null, client_id: 'known-client' })],
    ['for an object', () => ({ aud: { [`${SETTINGS.url}/mcp`]: true } })],
    ['for no audience, of an unknown client', () => ({ aud: undefined, client_id: 'other-client' })],
    ['for no audience, of no client', () => ({ aud: undefined })],
    ['for no audience, of a list of clients', () => ({ aud: undefined, client_id: ['known-client'] })],
    ['for no audience, of a client in another claim', () => ({ aud: undefined, azp: 'known-client' })],
    [
      'for another server, of a known client',
      () => ({ aud: 'https://other.example', client_id: 'known-client' }),
    ],
    ['for its client, as an ID token', () => ({ aud: 'known-client', client_id: 'known-client' })],
    [
      'that is an ID token of Cognito',
      () => ({ aud: undefined, client_id: 'known-client', token_use: 'id' }),
    ],
    [
      'that is bound to a key of its holder',
      () => ({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
    ],
    ['that has expired', longAgo],
    ['that expired long before it begins', () => ({ ...longAgo(), nbf: inSeconds(100) })],
    ['that never expires', () => ({ exp: undefined })],
    ['that expires at a text', () => ({ exp: String(inSeconds(300)) })],
    ['that expires at null', () => ({ exp: null })],
    ['that is not valid yet', () => ({ nbf: inSeconds(62) })],
    ['that is valid from a text on', () => ({ nbf: '0' })],
    ['of no subject', () => ({ sub: undefined })],
    ['of an empty subject', () => ({ sub: '' })],
    ['of a number', () => ({ sub: 7 })],
    ['of a list', () => ({ sub: ['ann'] })],
    ['of a subject of two lines', () => ({ sub: 'ann\n{"level":"ERROR"}' })],
    ['of a subject that ends the text in a log', () => ({ sub: 'ann","caller":"eve' })],
    ['of a subject with a letter that looks like another', () => ({ sub: '\u0430nn' })],
    ['of a subject that is a pattern of everybody', () => ({ sub: '*' })],
    ['of a subject with a wildcard', () => ({ sub: 'an?' })],
    ['of a subject longer than one can be', () => ({ sub: 'a'.repeat(256) })],
  ])('is refused %s', async (_, change) => {
    const token = await world.issuer.token({ ...change() });
    await isRefused(webEvent({ headers: bearer(token) }), 401, 'invalid_token');
  });

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JOSE'])('is refused as a %s', async (typ) => {
    const token = await world.issuer.token({}, { typ });
    await isRefused(webEvent({ headers: bearer(token) }), 401, 'invalid_token');
  });

  it.each<[string, object]>([
    ['no scope', { scope: undefined }],
    ['another scope', { scope: 'openid' }],
    ['a scope that begins with it', { scope: 'cases/read.write' }],
    ['a scope in capitals', { scope: 'CASES/READ' }],
    ['scopes with commas', { scope: 'openid,cases/read' }],
    ['an object of scopes', { scope: { 'cases/read': true } }],
    ['the scope as a permission', { scope: '', permissions: ['cases/read'] }],
    ['the scope as a group', { scope: '', groups: ['cases/read'] }],
  ])('is told what it lacks with %s', async (_, change) => {
    const token = await world.issuer.token({ ...change });
    const { headers } = await isRefused(webEvent({ headers: bearer(token) }), 403, 'insufficient_scope');
    expect(headers['www-authenticate']).toMatch(
      /^Bearer error="insufficient_scope", .*, scope="cases\/read", /,
    );
  });
});

describe('a token in another place than the one Authorization header', () => {
  it.each<[string, (token: string) => Sent, string]>([
    ['the query', (token) => ({ event: { queryStringParameters: { access_token: token } } }), 'unauthorized'],
    ['the path', (token) => ({ path: `/tools/query_athena/${token}` }), 'unauthorized'],
    ['the body', (token) => ({ body: { access_token: token, query: 'SELECT 1' } }), 'unauthorized'],
    ['a cookie', (token) => ({ headers: { Cookie: `access_token=${token}` } }), 'unauthorized'],
    ['another header', (token) => ({ headers: { 'X-Authorization': `Bearer ${token}` } }), 'unauthorized'],
    [
      'the header of API Gateway',
      (token) => ({ headers: { 'x-amzn-Remapped-Authorization': `Bearer ${token}` } }),
      'unauthorized',
    ],
    ['a header without Bearer', (token) => ({ headers: { Authorization: token } }), 'invalid_token'],
    ['Basic', (token) => ({ headers: { Authorization: `Basic ${token}` } }), 'invalid_token'],
    ['a DPoP header', (token) => ({ headers: { Authorization: `DPoP ${token}` } }), 'invalid_token'],
    [
      'Bearer and another',
      (token) => ({ headers: { Authorization: `Bearer ${token}, Bearer x.y.z` } }),
      'invalid_token',
    ],
    [
      'Bearer with more words',
      (token) => ({ headers: { Authorization: `Bearer ${token} x` } }),
      'invalid_token',
    ],
    ['Bearer behind a tab', (token) => ({ headers: { Authorization: `Bearer\t${token}` } }), 'invalid_token'],
    ['nothing behind Bearer', () => ({ headers: { Authorization: 'Bearer ' } }), 'invalid_token'],
    [
      'the second of two headers',
      (token) => ({ event: { multiValueHeaders: { Authorization: ['Bearer x.y.z', `Bearer ${token}`] } } }),
      'invalid_token',
    ],
    [
      'the first of two headers',
      (token) => ({ event: { multiValueHeaders: { Authorization: [`Bearer ${token}`, 'Bearer x.y.z'] } } }),
      'invalid_token',
    ],
    [
      'one of two spellings',
      (token) => ({ headers: { Authorization: `Bearer ${token}`, authorization: 'Bearer x.y.z' } }),
      'invalid_token',
    ],
    [
      'the other of two spellings',
      (token) => ({ headers: { Authorization: 'Bearer x.y.z', authorization: `Bearer ${token}` } }),
      'invalid_token',
    ],
  ])('is none: %s', async (_, place, code) => {
    await isRefused(webEvent(place(await world.issuer.token())), 401, code);
  });

  it('is no signature of IAM', async () => {
    const Authorization =
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/us-east-1/execute-api/aws4_request';
    await isRefused(webEvent({ headers: { Authorization } }), 401, 'invalid_token', ['AKIDEXAMPLE']);
  });
});

describe('a page', () => {
  const allowed = { ...SETTINGS, origins: 'https://claude.ai,http://localhost:6274' };
  const from = async (headers: Readonly<Record<string, string>>, event: Sent['event'] = {}) => {
    const stageVariables = { ...allowed, issuer: `${world.address}/tenant`, api_id: API_ID };
    const token = bearer(await world.issuer.token());
    return webEvent({ headers: { ...token, ...headers }, event: { stageVariables, ...event } });
  };

  it.each([
    'https://evil.example',
    'https://claude.ai.evil.example',
    'https://claude.ai:8443',
    'http://claude.ai',
    'https://claude.ai/',
    'https://CLAUDE.ai',
    'https://claude.ai, https://evil.example',
    'https://evil.example https://claude.ai',
    'http://localhost:6275',
    `${SETTINGS.url}/mcp`,
    'null',
    '*',
    '',
  ])('of the origin %j may not call, with whatever token, which is not even read', async (Origin) => {
    const { headers } = await isRefused(await from({ Origin }), 403, 'origin_not_allowed');
    expect(headers).not.toHaveProperty('www-authenticate');
    expect(lines.join()).not.toContain('evil');
  });

  it.each<[string, Sent['event']]>([
    ['a second header', { multiValueHeaders: { Origin: ['https://claude.ai', 'https://evil.example'] } }],
    ['another spelling', { multiValueHeaders: { ORIGIN: ['https://evil.example'] } }],
  ])('hides in no %s', async (_, event) => {
    await isRefused(await from({}, event), 403, 'origin_not_allowed');
  });

  it.each(['https://claude.ai', 'http://localhost:6274', new URL(SETTINGS.url).origin])(
    'of %s may call, as may whatever is no page',
    async (Origin) => {
      for (const headers of [{ Origin }, {}]) expect((await send(await from(headers))).status).toBe(200);
    },
  );

  it('needs a token all the same', async () => {
    await isRefused(await from({ Origin: 'https://claude.ai', Authorization: '' }), 401, 'invalid_token');
  });

  it('of any site may read where to get one', async () => {
    const path = '/.well-known/oauth-protected-resource';
    const event = await from(
      { Origin: 'https://evil.example' },
      { path, httpMethod: 'GET', pathParameters: { proxy: path.slice(1) } },
    );
    expect((await send(event)).status).toBe(200);
  });
});

describe('an issuer', () => {
  it.each([
    ['/.well-known/{proxy+}', 'oauth-protected-resource', 'GET', 200],
    ['/.well-known/{proxy+}', '../tools/query_athena', 'POST', 401],
    ['/openapi.json', '', 'GET', 200],
    ['/openapi.json', '', 'POST', 401],
  ])('is asked by nobody through %s%s, which is open to all', async (resource, proxy, httpMethod, status) => {
    for (const issuer of [world.issuer, world.attacker]) {
      const event = webEvent({
        headers: bearer(await issuer.token()),
        event: { resource, httpMethod, pathParameters: { proxy } },
      });
      expect((await send(event)).status).toBe(status);
    }
    expect(world.asked).toEqual([]);
    expect(athena.calls).toEqual([]);
  });

  it.each<[string, string, (world: World) => World['site']]>([
    [
      'that is gone',
      'The issuer cannot be reached.',
      () => ({ [CONFIGURATION]: (response) => response.destroy() }),
    ],
    [
      'that fails',
      'The issuer answers with status 500.',
      () => ({ '/keys': (response) => response.writeHead(500).end('{}') }),
    ],
    [
      'whose metadata is that of another',
      'The metadata is that of another issuer.',
      ({ address }) => ({ [CONFIGURATION]: { issuer: `${address}/other`, jwks_uri: `${address}/evil` } }),
    ],
    [
      'whose keys are at a plain address elsewhere',
      'The keys are at no https:// address.',
      ({ address }) => ({
        [CONFIGURATION]: { issuer: `${address}/tenant`, jwks_uri: 'http://169.254.169.254/latest/meta-data' },
      }),
    ],
    [
      'whose keys are elsewhere by a redirect',
      'The issuer answers with status 307.',
      () => ({ '/keys': (response) => response.writeHead(307, { location: '/evil' }).end() }),
    ],
    [
      'whose keys have no end',
      'The issuer sends more than keys can have.',
      ({ issuer }) => ({
        '/keys': (response) => response.end(`${JSON.stringify(issuer.keys)}${' '.repeat(300_000)}`),
      }),
    ],
    [
      'whose keys are a page',
      'The issuer sends no JSON.',
      () => ({ '/keys': (response) => response.end('<html>Sign in</html>') }),
    ],
  ])('%s lets nobody in, and the log says: %s', async (_, reason, change) => {
    Object.assign(world.site, { '/evil': world.attacker.keys }, change(world));
    const event = webEvent({ headers: bearer(await world.issuer.token()) });
    const { headers } = await isRefused(event, 503, 'issuer_unavailable');
    expect(lines.map((line) => JSON.parse(line)).at(-1)).toMatchObject({ level: 'ERROR', reason });
    expect(headers['retry-after']).toBe('10');
    expect(headers['www-authenticate']).toBeUndefined();
    expect(world.asked).not.toContain('/evil');
  });

  it('that publishes a shared secret gives nobody a way to sign with it', async () => {
    world.site['/keys'] = {
      keys: [{ kty: 'oct', k: base64url.encode('s'.repeat(32)), kid: 'key-1', alg: 'HS256' }],
    };
    const event = webEvent({ headers: bearer(withSecret('HS256', 's'.repeat(32))) });
    await isRefused(event, 401, 'invalid_token');
    const secret: JWTVerifyGetKey = async () => Buffer.from('s'.repeat(32));
    const verify = accessTokens(webOf({ issuer: `${world.address}/tenant` }), secret);
    await expect(verify(withSecret('HS256', 's'.repeat(32)))).rejects.toMatchObject({
      code: 'invalid_token',
    });
  });
});

describe('groups', () => {
  it.each<[string, unknown]>([
    ['everyone', '*'],
    ['a pattern', 'Pay*'],
    ['a pattern of groups', 'group:Payments'],
    ['a role', 'arn:aws:iam::111122223333:role/Admin'],
    ['a session', ADMIN],
    ['another caller', 'oidc:ann'],
    ['another case', 'payments'],
    ['white space', ' Payments'],
    ['a list in one text', 'Cards,Payments'],
    ['an object', { Payments: true }],
    ['a list within a list', [['Payments']]],
    ['numbers', [0]],
    ['too many for a token', undefined],
  ])('that are called like %s give nothing', async (_, groups) => {
    const overage = { _claim_names: { groups: 'src1' }, roles: ['Payments'] };
    const token = await world.issuer.token({ sub: 'eve', groups, ...overage });
    await isRefused(webEvent({ headers: bearer(token) }), 403, 'forbidden');
  });

  it('add to what the subject sees, and to nothing of IAM', async () => {
    await as({ sub: 'ann', groups: ['Cards', '*', ADMIN] });
    expect([...athena.executions.values()][0]?.query).toMatch(new RegExp(`'${MINE}'.*'${THEIRS}'`));
  });
});

describe('a request of the web API', () => {
  it('is none of IAM without a valid token, whatever its event says of an identity', async () => {
    const requestContext = { apiId: API_ID, requestId: 'gateway-1', identity: { userArn: ADMIN } };
    await isRefused(webEvent({ event: { requestContext } }), 401, 'unauthorized');
    expect(lines.map((line) => JSON.parse(line).caller)).toEqual(['anonymous', 'anonymous']);
  });

  it('is that of the token, whatever an authorizer or the client says', async () => {
    const requestContext = {
      apiId: API_ID,
      requestId: 'gateway-1',
      identity: { userArn: ADMIN },
      authorizer: { principalId: ADMIN, groups: 'Cards', claims: { sub: 'bob' } },
    };
    const headers = { ...bearer(await world.issuer.token({ sub: 'eve', groups: [] })), 'x-caller': ADMIN };
    await isRefused(webEvent({ headers, event: { requestContext } }), 403, 'forbidden');
  });

  it.each([
    ['says no id', { identity: { userArn: ADMIN } }],
    ['is another API', { apiId: 'another', identity: { userArn: ADMIN } }],
  ])('fails where its API %s, rather than being one of IAM', async (_, requestContext) => {
    const event = webEvent({ headers: bearer(await world.issuer.token()), event: { requestContext } });
    await expect(send(event)).rejects.toThrow('deploy the add-on web again');
  });

  it('fails where its settings are broken', async () => {
    const event = webEvent({ event: { stageVariables: { api_id: API_ID, issuer: 'http://evil.example' } } });
    await expect(send(event)).rejects.toThrow('The settings of the web API are not usable');
  });

  it.each([
    ['/.well-known/oauth-protected-resource', 404],
    ['/.well-known/../tools/query_athena', 401],
    ['/.well-known/%2e%2e/tools/query_athena', 401],
    ['//tools/query_athena', 401],
    ['/.well-known/openid-configuration', 404],
    ['/openapi.json/', 401],
    ['/openapi.json', 401],
    ['/', 401],
    ['/mcp', 401],
  ])('reaches nothing without a token by POST %s', async (path, status) => {
    expect((await send(webEvent({ path }))).status).toBe(status);
    expect(athena.calls).toEqual([]);
  });

  it('sees nothing without a policy, and is told how that is changed', async () => {
    const event = webEvent({ headers: bearer(await world.issuer.token()) });
    const { status, json } = await send(event, serveWithoutPolicy);
    const id = `oidc:${new URL(world.address).host}#ann`;
    expect({ status, error: json.error }).toEqual({
      status: 403,
      error: `No rule of this server's access policy lets ${id} see cases, and assistants on the web see none without one; ask its operator for a rule whose callers are "${id}" or a group of yours as "group:<name>".`,
    });
    expect(athena.calls).toEqual([]);
  });
});

describe('a request of the API of IAM', () => {
  const iam = (userArn: string | null) => ({
    stageVariables: null,
    requestContext: { apiId: 'core', requestId: 'gateway-1', identity: { userArn } },
  });

  it('is what it was with a token: that of the ARN', async () => {
    const headers = bearer(await world.issuer.token());
    expect((await send(webEvent({ headers, event: iam(ADMIN) }))).status).toBe(200);
    expect([...athena.executions.values()][0]?.query).not.toContain(MINE);
    expect(world.asked).toEqual([]);
  });

  it('is that of nobody without an ARN, with a token or a policy or not', async () => {
    const headers = bearer(await world.issuer.token());
    await isRefused(webEvent({ headers, event: iam(null) }), 403, 'forbidden');
    expect((await send(webEvent({ headers, event: iam(null) }), serveWithoutPolicy)).status).toBe(403);
  });

  it('has no metadata for web clients', async () => {
    const path = '/.well-known/oauth-protected-resource';
    expect((await send(webEvent({ method: 'GET', path, event: iam(ADMIN) }))).status).toBe(404);
  });
});

describe('the budget of a day', () => {
  it('is nobody else’s for a subject that is called like one of IAM or like a session', () => {
    const subjects = [ADMIN, `${ADMIN}/more`, 'ann', 'ann/1', 'ann/2'];
    const spenders = [
      callerOf(ADMIN),
      ...subjects.map((sub) => webCallerOf(`oidc:login.example.com#${sub}`, [])),
    ];
    expect(new Set(spenders.map(principalHash)).size).toBe(spenders.length);
  });
});

describe('what one caller began', () => {
  const query = 'SELECT n FROM case_summary';

  it.each<[string, Parameters<typeof as>[0], Parameters<typeof as>[0]]>([
    ['a caller of IAM', ADMIN, ANN],
    ['a caller on the web, by one of IAM', ANN, ADMIN],
    ['a caller on the web, by another', ANN, BOB],
    ['a caller on the web, by one who sees the same', ANN, { sub: 'eve', groups: ['Payments'] }],
    ['a caller on the web, by one whose subject goes on', ANN, { sub: 'ann#', groups: ['Payments'] }],
  ])('is not continued with the next_token of %s', async (_, owner, other) => {
    const { json } = await as(owner, { body: { query, max_results: 10 } });
    expect(json.next_token).toEqual(expect.any(String));
    const body = { query, max_results: 10, next_token: json.next_token };
    expect((await as(other, { body })).json.code).toBe('forbidden');
    expect((await as(owner, { body })).json).toMatchObject({ rows: expect.any(Array) });
  });

  const CALL_ID = 'call-0123456789abcdef';
  const rpc = (message: object): Sent => ({
    path: '/mcp',
    headers: { 'content-type': 'application/json' },
    body: { jsonrpc: '2.0', ...message },
  });
  const call = rpc({
    id: 1,
    method: 'tools/call',
    params: { name: 'query_athena', arguments: { query }, _meta: { 'case-insights/call': CALL_ID } },
  });
  const cancel = rpc({
    method: 'notifications/cancelled',
    params: { requestId: 1, _meta: { 'case-insights/call': CALL_ID } },
  });

  it.each<[string, Parameters<typeof as>[0], Parameters<typeof as>[0]]>([
    ['of IAM by one on the web', ADMIN, ANN],
    ['on the web by one of IAM', ANN, ADMIN],
    ['on the web by another who sees the same', ANN, { sub: 'eve', groups: ['Payments'] }],
  ])('is not cancelled for a caller %s', async (_, owner, other) => {
    athena.script = () => ({ columns: [['n', 'bigint']], rows: [['1']], runningLooks: 'forever' });
    const began = new Promise<void>((resolve) => {
      athena.onLook = () => resolve();
    });
    const stopped = () => [...athena.executions.values()].map((execution) => execution.stopped);
    const answer = as(owner, call);
    await began;
    const cancelBy = async (who: Parameters<typeof as>[0]) => {
      const headers = typeof who === 'string' ? {} : bearer(await world.issuer.token({ groups: [], ...who }));
      const eventOfIam = {
        stageVariables: null,
        requestContext: { apiId: 'core', requestId: 'gateway-2', identity: { userArn: who } },
      };
      const event = typeof who === 'string' ? { event: eventOfIam } : {};
      const sent = webEvent({ ...cancel, headers: { ...cancel.headers, ...headers }, ...event });
      return (await invokeStreaming(serve, log, sent)).statusCode;
    };
    expect(await cancelBy(other)).toBe(202);
    expect(stopped()).toEqual([false]);
    expect(await cancelBy(owner)).toBe(202);
    await answer;
    expect(stopped()).toEqual([true]);
  });
});

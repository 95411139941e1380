import fc from 'fast-check';
import { base64url, createLocalJWKSet, errors } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessTokens } from './access-token.ts';
import { IssuerUnavailable } from './refusals.ts';
import {
  inSeconds,
  RESOURCE,
  type TestIssuer,
  testIssuer,
  URL_OF_API,
  webOf,
} from './testing/test-issuer.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await testIssuer();
});

/** Who a token lets in. What forged tokens do is in `test/web-red-team.test.ts`. */
async function caller(claims: object, settings: Readonly<Record<string, string>> = {}, header: object = {}) {
  return await issuer.verifier(settings)(await issuer.token({ ...claims }, { ...header }));
}

describe('accessTokens', () => {
  it('names the caller by the host of the issuer and the subject, with their groups', async () => {
    expect(await caller({})).toEqual({ id: 'oidc:login.example.com#ann', groups: ['Payments'] });
  });

  it.each([
    ['the audience among others', { aud: ['https://other.example', RESOURCE] }, {}],
    ['one of the audiences that are set', { aud: 'api://cases' }, { audience: `${URL_OF_API},api://cases` }],
    ['no audience, of a client that is set', { aud: undefined, client_id: 'known-client' }, {}],
    ['scopes as a list in scp', { scope: undefined, scp: ['openid', 'cases/read'] }, {}],
    ['scopes as words in scp', { scope: undefined, scp: 'openid cases/read' }, {}],
    ['every scope that is needed', { scope: 'b a c' }, { scope: 'a,b' }],
    ['an end within the minute that clocks may differ', { exp: inSeconds(-50) }, {}],
    ['a beginning within that minute', { nbf: inSeconds(50) }, {}],
    ['the use that Cognito gives access tokens', { token_use: 'access' }, {}],
  ])('takes a token with %s', async (_, claims, settings) => {
    expect((await caller(claims, settings)).id).toBe('oidc:login.example.com#ann');
  });

  it.each(['JWT', 'at+jwt', 'application/at+JWT'])('takes the type %s', async (typ) => {
    expect((await caller({}, {}, { typ })).id).toBe('oidc:login.example.com#ann');
  });

  it.each([
    ['a list', 'groups', { groups: ['a', 'b'] }, ['a', 'b']],
    ['one text, which is not split', 'role', { role: 'a, b' }, ['a, b']],
    ['a claim named by an address', 'https://x.example/groups', { 'https://x.example/groups': ['a'] }, ['a']],
    ['a claim within another', 'realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
    ['a claim whose name has a dot, before one within another', 'x.y', { 'x.y': 'a', x: { y: 'b' } }, ['a']],
    ['no claim', 'roles', {}, []],
    ['a claim within nothing', 'a.b', { a: null }, []],
    ['a letter of a text', 'a.0', { a: 'xy' }, []],
    ['the length of a text', 'a.length', { a: 'xy' }, []],
    ['what is no text', 'groups', { groups: [1, null, { name: 'a' }, ['b'], 'd'] }, ['d']],
    ['an object', 'groups', { groups: { a: true } }, []],
    ['what an object has by itself', 'groups.constructor.name', {}, []],
  ])('reads groups from %s', async (_, claim, claims, groups) => {
    expect((await caller(claims, { groups_claim: claim })).groups).toEqual(groups);
  });

  const OTHER_SERVER = 'The access token is meant for another server.';
  const NO_BEARER = 'The token is not an access token for any bearer.';
  const NO_SUBJECT = 'The access token names no subject that can be used.';
  const NOT_TRUSTED = 'The access token is not one of the issuer that this server trusts.';
  it.each([
    ['another audience', { aud: 'https://other.example' }, OTHER_SERVER],
    ['only other audiences', { aud: ['https://a.example', `${RESOURCE}/`] }, OTHER_SERVER],
    ['no audience, of an unknown client', { aud: undefined, client_id: 'other' }, OTHER_SERVER],
    ['no audience, of a list of clients', { aud: undefined, client_id: ['known-client'] }, OTHER_SERVER],
    ['the use of an ID token', { token_use: 'id' }, NO_BEARER],
    ['a key of its holder', { cnf: { jkt: 'x' } }, NO_BEARER],
    ['an empty subject', { sub: '' }, NO_SUBJECT],
    ['a subject that is no text', { sub: 7 }, NO_SUBJECT],
    ['a subject of 256 characters', { sub: 'a'.repeat(256) }, NO_SUBJECT],
    ['a subject with a quote', { sub: 'a"' }, NO_SUBJECT],
    ['a subject of two lines', { sub: '\nann' }, NO_SUBJECT],
    ['no subject', { sub: undefined }, NOT_TRUSTED],
    ['no end', { exp: undefined }, NOT_TRUSTED],
    ['another issuer', { iss: 'https://other.example' }, NOT_TRUSTED],
    ['an end more than a minute ago', { exp: inSeconds(-62) }, 'The access token has expired.'],
    ['a beginning in more than a minute', { nbf: inSeconds(70) }, 'The access token is not valid yet.'],
    ['a beginning that is no number', { nbf: '0' }, 'The access token is not valid yet.'],
  ])('refuses a token with %s', async (_, claims, message) => {
    await expect(caller(claims)).rejects.toMatchObject({
      name: 'TokenRefused',
      code: 'invalid_token',
      message,
    });
  });

  it.each(['logout+jwt', 'xat+jwt'])('refuses the type %s', async (typ) => {
    await expect(caller({}, {}, { typ })).rejects.toMatchObject({
      code: 'invalid_token',
      message: NOT_TRUSTED,
    });
  });

  it.each([
    ['no scope', { scope: undefined }],
    ['a part of the scope', { scope: 'cases read' }],
    ['one scope of two', { scope: 'a' }],
  ])('tells a token with %s what it lacks', async (_, claims) => {
    await expect(caller(claims, { scope: 'a,cases/read' })).rejects.toMatchObject({
      code: 'insufficient_scope',
      message: 'The access token lacks a scope that this server needs.',
    });
  });

  it('takes subjects of every other character, up to 255', async () => {
    const sub = `${' !#[]~'.padEnd(254, 'a')}z`;
    expect((await caller({ sub })).id).toBe(`oidc:login.example.com#${sub}`);
  });

  it.each([
    ['that cannot be read', new IssuerUnavailable('The issuer cannot be reached.')],
    ['that are of no use', new errors.JWKInvalid('no key')],
    ['that fail', new TypeError('broken')],
    ['that WebCrypto cannot import', new DOMException('broken', 'DataError')],
  ])('blames no token for keys %s', async (_, failure) => {
    const verify = accessTokens(webOf(), () => Promise.reject(failure));
    const error = await verify(await issuer.token()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IssuerUnavailable);
    expect(error).toMatchObject(
      failure instanceof IssuerUnavailable
        ? failure
        : { message: 'The keys of the issuer cannot be used.', cause: failure },
    );
  });

  it('throws an error that nobody foresaw as it is, since neither token nor issuer is to blame', async () => {
    const failure = new RangeError('out of range');
    const verify = accessTokens(webOf(), () => Promise.reject(failure));
    await expect(verify(await issuer.token())).rejects.toBe(failure);
  });

  it.each(['RS256', 'PS256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    'takes a signature by %s',
    async (alg) => {
      const other = await testIssuer(undefined, 'key-2', alg);
      expect((await other.verifier()(await other.token())).id).toBe('oidc:login.example.com#ann');
    },
  );

  it('refuses whatever was made up, and blames the issuer for none of it', async () => {
    const others = await Promise.all(['RS256', 'EdDSA'].map((alg) => testIssuer(undefined, alg, alg)));
    const keys = { keys: [issuer, ...others].flatMap((one) => one.keys.keys) };
    const verify = accessTokens(webOf(), createLocalJWKSet(keys));
    const header = fc.record(
      {
        alg: fc.constantFrom('ES256', 'RS256', 'PS512', 'EdDSA', 'ES512', 'HS256', 'none'),
        kid: fc.oneof(fc.constantFrom('key-1', 'RS256', 'EdDSA'), fc.jsonValue({ maxDepth: 1 })),
        typ: fc.jsonValue({ maxDepth: 1 }),
        crit: fc.oneof(fc.constant(['b64']), fc.jsonValue({ maxDepth: 1 })),
        b64: fc.boolean(),
        jwk: fc.jsonValue({ maxDepth: 1 }),
      },
      { requiredKeys: ['alg'] },
    );
    const part = fc
      .oneof(header, fc.jsonValue({ maxDepth: 2 }))
      .map((value) => base64url.encode(JSON.stringify(value)));
    const signature = fc
      .oneof(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.uint8Array({ maxLength: 300 }))
      .map((bytes) => base64url.encode(bytes));
    const token = fc.oneof(
      fc.tuple(part, part, signature).map((parts) => parts.join('.')),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(token, async (made) => {
        await expect(verify(made)).rejects.toMatchObject({ name: 'TokenRefused', code: 'invalid_token' });
      }),
      { numRuns: 100 },
    );
  });
});

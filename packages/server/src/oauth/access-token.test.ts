import { beforeAll, describe, expect, it } from 'vitest';
import { inSeconds, RESOURCE, type TestIssuer, testIssuer, URL_OF_API } from './testing/test-issuer.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await testIssuer();
});

/** Who a token lets in. What lets nobody in is in `test/web-red-team.test.ts`. */
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
    ['what is no text', 'groups', { groups: [1, null, { name: 'a' }, ['b'], 'd'] }, ['d']],
    ['an object', 'groups', { groups: { a: true } }, []],
    ['what an object has by itself', 'groups.constructor.name', {}, []],
  ])('reads groups from %s', async (_, claim, claims, groups) => {
    expect((await caller(claims, { groups_claim: claim })).groups).toEqual(groups);
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('takes a signature by %s', async (alg) => {
    const other = await testIssuer(undefined, 'key-2', alg);
    expect((await other.verifier()(await other.token())).id).toBe('oidc:login.example.com#ann');
  });
});

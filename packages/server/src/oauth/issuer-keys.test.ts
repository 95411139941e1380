import { jwtVerify } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { issuerKeys } from './issuer-keys.ts';
import { ISSUER, issuerSite, type TestIssuer, testIssuer } from './testing/test-issuer.ts';

const METADATA = 'https://login.example.com/tenant/.well-known/openid-configuration';
const RFC_8414 = 'https://login.example.com/.well-known/oauth-authorization-server/tenant';
const KEYS = 'https://keys.example.com/keys';
const metadata = (change: object = {}) => ({ issuer: ISSUER, jwks_uri: KEYS, ...change });

let issuer: TestIssuer;
let next: TestIssuer;
beforeAll(async () => {
  [issuer, next] = await Promise.all([testIssuer(), testIssuer(ISSUER, 'key-2')]);
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A site with the issuer's documents, and what verifies a token's signature with its keys. */
function site(documents: Record<string, unknown> = {}) {
  const all = issuerSite({ [METADATA]: metadata(), [KEYS]: issuer.keys, ...documents });
  const keys = issuerKeys(ISSUER, all.fetch);
  return { ...all, verify: async (by: TestIssuer) => (await jwtVerify(await by.token(), keys)).payload.sub };
}

/** Moves the clock, which stands still otherwise. */
function wind(milliseconds: number) {
  vi.setSystemTime(Date.now() + milliseconds);
}

describe('issuerKeys', () => {
  it('finds the keys through the metadata, and reads both once', async () => {
    const { verify, requests } = site();
    expect(await verify(issuer)).toBe('ann');
    expect(await verify(issuer)).toBe('ann');
    expect(requests).toEqual([METADATA, KEYS]);
  });

  it('looks where RFC 8414 has the metadata when OpenID Connect has none', async () => {
    const { verify, requests } = site({ [METADATA]: undefined, [RFC_8414]: metadata() });
    expect(await verify(issuer)).toBe('ann');
    expect(requests).toEqual([METADATA, RFC_8414, KEYS]);
  });

  it('reads metadata and keys again for a key that it does not know, at most each half minute', async () => {
    const { verify, requests, documents } = site();
    await verify(issuer);
    await expect(verify(next)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(requests).toHaveLength(2);
    // The issuer has changed its key, and moved its keys.
    documents[METADATA] = metadata({ jwks_uri: 'https://keys.example.com/new' });
    documents['https://keys.example.com/new'] = next.keys;
    wind(30_001);
    expect(await verify(next)).toBe('ann');
    expect(requests.slice(2)).toEqual([METADATA, 'https://keys.example.com/new']);
    await expect(verify(issuer)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('takes no key that the issuer has withdrawn for longer than ten minutes', async () => {
    const { verify, documents } = site();
    await verify(issuer);
    documents[KEYS] = next.keys;
    wind(10 * 60_000 - 1);
    expect(await verify(issuer)).toBe('ann');
    wind(2);
    await expect(verify(issuer)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('goes on with its keys for ten minutes while the issuer does not answer, and then refuses', async () => {
    const { verify, requests, documents } = site();
    await verify(issuer);
    documents[METADATA] = () => Promise.reject(new TypeError('fetch failed'));
    wind(10 * 60_000 - 1);
    expect(await verify(issuer)).toBe('ann');
    wind(2);
    await expect(verify(issuer)).rejects.toMatchObject({
      name: 'IssuerUnavailable',
      message: 'The issuer cannot be reached.',
    });
    const asked = requests.length;
    await expect(verify(issuer)).rejects.toMatchObject({ name: 'IssuerUnavailable' });
    expect(requests).toHaveLength(asked);
    documents[METADATA] = metadata();
    wind(5_001);
    expect(await verify(issuer)).toBe('ann');
  });

  it('leaves an issuer that failed alone for five seconds, and says so', async () => {
    const { verify, documents } = site({ [KEYS]: undefined });
    await expect(verify(issuer)).rejects.toMatchObject({ name: 'IssuerUnavailable' });
    documents[KEYS] = issuer.keys;
    wind(4_999);
    await expect(verify(issuer)).rejects.toMatchObject({
      name: 'IssuerUnavailable',
      message: 'The keys of the issuer could not be read a moment ago.',
    });
    wind(1);
    expect(await verify(issuer)).toBe('ann');
  });

  it('asks for JSON, follows no redirect, and gives both documents one time limit', async () => {
    const { fetch } = issuerSite({ [METADATA]: metadata(), [KEYS]: issuer.keys });
    const asked: (RequestInit | undefined)[] = [];
    const keys = issuerKeys(ISSUER, (address, init) => {
      asked.push(init);
      return fetch(address, init);
    });
    await jwtVerify(await issuer.token(), keys);
    const [first, second] = asked;
    expect(asked).toEqual([first, first]);
    expect(first).toMatchObject({ redirect: 'manual', headers: { accept: 'application/json' } });
    expect(first?.signal).toBeInstanceOf(AbortSignal);
    expect(second?.signal).toBe(first?.signal);
  });

  it('finds the metadata of an issuer whose name ends in a slash', async () => {
    const name = `${ISSUER}/`;
    const { fetch } = issuerSite({ [METADATA]: metadata({ issuer: name }), [KEYS]: issuer.keys });
    const { payload } = await jwtVerify(await issuer.token(), issuerKeys(name, fetch));
    expect(payload.sub).toBe('ann');
  });

  it('reads keys of as many bytes as they can have', async () => {
    const text = JSON.stringify(issuer.keys).padEnd(262_144);
    expect(await site({ [KEYS]: () => new Response(text) }).verify(issuer)).toBe('ann');
  });

  it.each([
    [
      'the metadata is that of another issuer',
      { [METADATA]: metadata({ issuer: `${ISSUER}/` }) },
      'The metadata is that of another issuer.',
    ],
    [
      'the metadata names no keys',
      { [METADATA]: { issuer: ISSUER } },
      'The metadata of the issuer names no issuer or no keys.',
    ],
    ['the metadata is a list', { [METADATA]: [] }, 'The metadata of the issuer names no issuer or no keys.'],
    [
      'the keys are at an http:// address',
      { [METADATA]: metadata({ jwks_uri: 'http://keys.example.com/' }) },
      'The keys are at no https:// address.',
    ],
    [
      'the keys are in a file',
      { [METADATA]: metadata({ jwks_uri: 'file:///etc/keys' }) },
      'The keys are at no https:// address.',
    ],
    [
      'the keys are at no address',
      { [METADATA]: metadata({ jwks_uri: 'keys' }) },
      'The keys are at no https:// address.',
    ],
    ['the keys are gone', { [KEYS]: undefined }, 'The issuer answers with status 404.'],
    ['the keys are nothing', { [KEYS]: () => new Response(null) }, 'The issuer answers with status 200.'],
    ['the keys are no set', { [KEYS]: { keys: 'none' } }, 'The keys of the issuer are no set of keys.'],
    [
      'the keys are moved by a redirect',
      { [KEYS]: () => Response.json(issuer.keys, { status: 302, headers: { location: METADATA } }) },
      'The issuer answers with status 302.',
    ],
    [
      'the keys are one byte too long',
      { [KEYS]: () => new Response(JSON.stringify(issuer.keys).padEnd(262_145)) },
      'The issuer sends more than keys can have.',
    ],
  ])('is unavailable where %s', async (_, documents, message) => {
    await expect(site(documents).verify(issuer)).rejects.toMatchObject({
      name: 'IssuerUnavailable',
      message,
    });
  });

  it.each([
    [
      'the keys are no JSON',
      () => new Response('<html>'),
      { message: 'The issuer sends no JSON.', cause: { name: 'SyntaxError' } },
    ],
    [
      'the issuer takes too long',
      () => Promise.reject(new DOMException('', 'TimeoutError')),
      { message: 'The issuer cannot be reached.', cause: { name: 'TimeoutError' } },
    ],
  ])('is unavailable where %s, and keeps the cause for the log', async (_, answer, expected) => {
    const { verify } = site({ [KEYS]: answer });
    await expect(verify(issuer)).rejects.toMatchObject({ name: 'IssuerUnavailable', ...expected });
  });
});

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

  it.each([
    ['the metadata is that of another issuer', { [METADATA]: metadata({ issuer: `${ISSUER}/` }) }],
    ['the metadata names no keys', { [METADATA]: { issuer: ISSUER } }],
    ['the metadata is a list', { [METADATA]: [] }],
    [
      'the keys are at an http:// address',
      { [METADATA]: metadata({ jwks_uri: 'http://keys.example.com/' }) },
    ],
    ['the keys are in a file', { [METADATA]: metadata({ jwks_uri: 'file:///etc/keys' }) }],
    ['the keys are at no address', { [METADATA]: metadata({ jwks_uri: 'keys' }) }],
    ['the keys are gone', { [KEYS]: undefined }],
    ['the keys are no JSON', { [KEYS]: () => new Response('<html>') }],
    ['the keys are no set', { [KEYS]: { keys: 'none' } }],
    [
      'the keys are moved by a redirect',
      { [KEYS]: () => new Response('', { status: 302, headers: { location: METADATA } }) },
    ],
    [
      'the keys have no end',
      { [KEYS]: () => new Response(JSON.stringify(issuer.keys) + ' '.repeat(300_000)) },
    ],
    ['the issuer takes too long', { [KEYS]: () => Promise.reject(new DOMException('', 'TimeoutError')) }],
  ])('is unavailable where %s', async (_, documents) => {
    await expect(site(documents).verify(issuer)).rejects.toMatchObject({ name: 'IssuerUnavailable' });
  });
});

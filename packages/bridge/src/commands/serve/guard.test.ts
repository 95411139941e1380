import { codePoint } from '@case-insights/testing/code-point';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denial } from './guard.ts';

const OPEN = { port: 8787, origins: [], token: undefined };
const HOST = { host: '127.0.0.1:8787' };

describe('denial', () => {
  it.each(['127.0.0.1:8787', 'localhost:8787', 'LOCALHOST:8787', '[::1]:8787'])('lets %s in', (host) => {
    expect(denial({ host }, OPEN)).toBeUndefined();
  });

  it.each([
    'evil.example:8787',
    '127.0.0.1:80',
    '127.0.0.1',
    '127.0.0.1.evil.example:8787',
    'localhost.evil.example:8787',
    '127.0.0.1:8787@evil.example',
    '',
    undefined,
  ])('turns the host %s away, as after DNS rebinding', (host) => {
    expect(denial({ host }, OPEN)?.status).toBe(421);
  });

  it('knows the port a host leaves out', () => {
    expect(denial({ host: 'localhost' }, { ...OPEN, port: 80 })).toBeUndefined();
  });

  it.each(['http://evil.example', 'http://localhost:3000', 'https://127.0.0.1:8787', 'null', ''])(
    'turns web pages of "%s" away',
    (origin) => {
      expect(denial({ ...HOST, origin }, OPEN)?.status).toBe(403);
    },
  );

  it('lets its own pages in, by the name they were asked for', () => {
    expect(denial({ ...HOST, origin: 'http://127.0.0.1:8787' }, OPEN)).toBeUndefined();
    expect(denial({ ...HOST, origin: 'http://localhost:8787' }, OPEN)?.status).toBe(403);
  });

  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', undefined],
    ['none', undefined],
    [undefined, undefined],
  ])('without an origin, answers Sec-Fetch-Site %s with %s', (site, status) => {
    const headers = site === undefined ? HOST : { ...HOST, 'sec-fetch-site': site };
    expect(denial(headers, OPEN)?.status).toBe(status);
  });

  it('lets an allowed page ask across sites', () => {
    const headers = { ...HOST, origin: 'http://localhost:6274', 'sec-fetch-site': 'cross-site' };
    expect(denial(headers, { ...OPEN, origins: ['http://localhost:6274'] })).toBeUndefined();
  });

  it('lets web pages in that are allowed', () => {
    const origin = 'http://localhost:6274';
    expect(denial({ ...HOST, origin }, { ...OPEN, origins: [origin] })).toBeUndefined();
  });

  it.each([
    ['Bearer right-token', undefined],
    ['bearer  right-token', undefined],
    ['Bearer wrong-token', 401],
    ['Bearer right-token2', 401],
    ['Bearer ', 401],
    ['Basic right-token', 401],
    ['right-token', 401],
    [undefined, 401],
  ])('with a token takes the authorization "%s" as %s', (authorization, status) => {
    const headers = authorization === undefined ? HOST : { ...HOST, authorization };
    expect(denial(headers, { ...OPEN, token: 'right-token' })?.status).toBe(status);
  });

  it('lets no other token in', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (token) => {
        fc.pre(token.trim() !== 'right-token');
        const headers = { ...HOST, authorization: `Bearer ${token}` };
        expect(denial(headers, { ...OPEN, token: 'right-token' })?.status).toBe(401);
      }),
    );
  });
});

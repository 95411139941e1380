import { describe, expect, it } from 'vitest';
import { proxyFor } from './proxy.ts';

const url = new URL('https://abc.execute-api.eu-west-1.amazonaws.com/prod');
const HTTPS_PROXY = 'http://proxy.example:3128';

describe('proxyFor', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY }, 'proxy.example:3128'],
    [{ https_proxy: 'proxy.example:3128' }, 'proxy.example:3128'],
    [{ HTTPS_PROXY, NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: 'example.com, amazonaws.com' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: '.amazonaws.com' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: '*.amazonaws.com:443' }, undefined],
    [{ HTTPS_PROXY, NO_PROXY: 'amazonaws.com:8443' }, 'proxy.example:3128'],
    [{ HTTPS_PROXY, NO_PROXY: 'aws.com' }, 'proxy.example:3128'],
    [{ HTTPS_PROXY, no_proxy: 'ABC.execute-api.eu-west-1.amazonaws.com' }, undefined],
  ])('with %j goes by %s', (environment, expected) => {
    expect(proxyFor(url, environment)?.host).toBe(expected);
  });

  it('never sends loopback or plain HTTP through a proxy', () => {
    expect(proxyFor(new URL('https://localhost:1'), { HTTPS_PROXY })).toBeUndefined();
    expect(proxyFor(new URL('http://127.0.0.1:1'), { HTTPS_PROXY })).toBeUndefined();
  });

  it('refuses an address that is none, without repeating what it may hold', () => {
    expect(() => proxyFor(url, { HTTPS_PROXY: 'socks5://u:secret@x' })).toThrow(
      /HTTPS_PROXY is not a web address/,
    );
    expect(() => proxyFor(url, { HTTPS_PROXY: 'socks5://u:secret@x' })).not.toThrow(/secret/);
  });
});

import { describe, expect, it } from 'vitest';
import { origin, parseListen } from './address.ts';

describe('parseListen', () => {
  it.each([
    ['127.0.0.1:8787', { host: '127.0.0.1', port: 8787 }, 'http://127.0.0.1:8787'],
    ['[::1]:0', { host: '::1', port: 0 }, 'http://[::1]:0'],
    ['localhost:80', { host: '127.0.0.1', port: 80 }, 'http://127.0.0.1:80'],
    ['127.5.5.5:1', { host: '127.5.5.5', port: 1 }, 'http://127.5.5.5:1'],
    ['9000', { host: '127.0.0.1', port: 9000 }, 'http://127.0.0.1:9000'],
  ])('reads %s', (text, address, url) => {
    expect(parseListen(text)).toEqual(address);
    expect(origin(parseListen(text))).toBe(url);
  });

  it.each([
    ['0.0.0.0:8787', /addresses of this computer only/],
    ['[::]:8787', /addresses of this computer only/],
    ['192.168.1.5:8787', /addresses of this computer only/],
    ['example.com:8787', /addresses of this computer only/],
    ['127.0.0.1', /takes <address>:<port>/],
    ['127.0.0.1:65536', /takes <address>:<port>/],
    ['127.0.0.1:-1', /takes <address>:<port>/],
    ['', /takes <address>:<port>/],
  ])('refuses "%s"', (text, message) => {
    expect(() => parseListen(text)).toThrow(message);
  });
});

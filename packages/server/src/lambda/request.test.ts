import { codePoint } from '@case-insights/testing/code-point';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestOf } from './request.ts';

const event = (parts: object) =>
  ({
    httpMethod: 'GET',
    resource: '/',
    path: '/',
    headers: {},
    body: null,
    ...parts,
  }) as APIGatewayProxyEvent;

describe('requestOf', () => {
  it.each([
    ['the root', { resource: '/', path: '/' }, '/'],
    ['a resource of its own', { resource: '/mcp', path: '/mcp' }, '/mcp'],
    [
      'a named parameter',
      { resource: '/tools/{name}', pathParameters: { name: 'x' }, path: '/tools/x' },
      '/tools/x',
    ],
    ['the proxy', { resource: '/{proxy+}', pathParameters: { proxy: 'a/b' }, path: '/a/b' }, '/a/b'],
    [
      "a custom domain's base path",
      { resource: '/{proxy+}', pathParameters: { proxy: 'mcp' }, path: '/base/mcp' },
      '/mcp',
    ],
    ['a question mark in a parameter', { resource: '/{proxy+}', pathParameters: { proxy: 'a?b' } }, '/a%3Fb'],
    [
      'a parameter that a URL has to encode',
      { resource: '/{proxy+}', pathParameters: { proxy: 'ä b' } },
      '/%C3%A4%20b',
    ],
    ['nothing that is a path', { resource: 'x', path: 'x' }, '/unknown'],
  ])('takes the path from %s', (_, parts, path) => {
    expect(new URL(requestOf(event(parts)).url).pathname).toBe(path);
  });

  it('drops the body of a GET, serves HEAD as GET, and keeps a method that fetch forbids from any route', async () => {
    expect(requestOf(event({ body: 'x' })).body).toBeNull();
    expect(requestOf(event({ httpMethod: 'HEAD', body: 'x' })).method).toBe('GET');
    expect(requestOf(event({ httpMethod: 'TRACE', body: 'x' })).method).toBe('UNSUPPORTED');
  });

  it('decodes a binary body and says how long it is', async () => {
    const body = Buffer.from('{"ä":1}').toString('base64');
    const request = requestOf(
      event({ httpMethod: 'POST', body, isBase64Encoded: true, headers: { 'content-length': '3' } }),
    );
    expect(request.headers.get('content-length')).toBe('8');
    expect(await request.text()).toBe('{"ä":1}');
  });

  it('leaves out headers that are none, and prefers the multi-value form', () => {
    const request = requestOf(
      event({
        headers: { 'bad name': 'x', 'X-Broken': 'a\r\nb', Accept: 'text/plain' },
        multiValueHeaders: { Accept: ['application/json', 'text/event-stream'] },
      }),
    );
    expect(Object.fromEntries(request.headers)).toEqual({
      accept: 'application/json, text/event-stream',
      'content-length': '0',
    });
  });

  it('makes a request of any event', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: codePoint }));
    const anyEvent = fc.record({
      httpMethod: fc.oneof(text, fc.constantFrom('GET', 'HEAD', 'POST', 'TRACE', 'CONNECT', 'OPTIONS')),
      resource: fc.oneof(text, fc.constantFrom('/', '/{proxy+}', '/tools/{name}')),
      path: text,
      pathParameters: fc.option(fc.record({ proxy: text, name: text })),
      headers: fc.option(fc.dictionary(text, text)),
      multiValueHeaders: fc.option(fc.dictionary(text, fc.array(text))),
      body: fc.option(text),
      isBase64Encoded: fc.boolean(),
    });
    fc.assert(
      fc.property(anyEvent, (parts) => {
        expect(requestOf(parts as unknown as APIGatewayProxyEvent)).toBeInstanceOf(Request);
      }),
      { numRuns: 1_000 },
    );
  });
});

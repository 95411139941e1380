import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePageToken, encodePageToken } from './page-token.ts';

const HASH = '0123456789abcdef0123456789abcdef';
const tokenOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the page token', () => {
  it('is the base64url of a versioned JSON list', () => {
    const place = {
      ...{ queryExecutionId: 'q-1', pageToken: 'A', skip: 7, callerHash: HASH },
      dataAsOf: undefined,
    };
    expect(encodePageToken(place)).toBe(
      'WzEsInEtMSIsIkEiLDcsIjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIl0',
    );
    expect(encodePageToken({ ...place, pageToken: undefined })).toBe(tokenOf([1, 'q-1', null, 7, HASH]));
    expect(encodePageToken({ ...place, dataAsOf: '2025-07-31' })).toBe(
      tokenOf([1, 'q-1', 'A', 7, HASH, '2025-07-31']),
    );
  });

  it('comes back as the place it was made of', () => {
    const place = {
      ...{ queryExecutionId: 'q-1', pageToken: 'Athena+/=', skip: 7, callerHash: 'b'.repeat(32) },
      dataAsOf: '2025-07-31',
    };
    expect(decodePageToken(encodePageToken(place))).toEqual(place);
    expect(decodePageToken(encodePageToken({ ...place, pageToken: undefined }))).toEqual({
      ...place,
      pageToken: undefined,
    });
    expect(decodePageToken(encodePageToken({ ...place, dataAsOf: undefined }))).toEqual({
      ...place,
      dataAsOf: undefined,
    });
  });

  it.each([
    ['an id of one character', [1, 'q', null, 0, HASH]],
    ['an id of 128 characters', [1, 'Aa0-'.repeat(32), null, 0, HASH]],
    ['an empty page token', [1, 'q-1', '', 0, HASH]],
    ['a page token of 4,096 characters', [1, 'q-1', 'x'.repeat(4_096), 0, HASH]],
    ['a whole page to skip', [1, 'q-1', null, 1_000, HASH]],
  ])('may hold %s', (_, token) => {
    const [, queryExecutionId, pageToken, skip, callerHash] = token;
    expect(decodePageToken(tokenOf(token))).toEqual({
      queryExecutionId,
      pageToken: pageToken ?? undefined,
      skip,
      callerHash,
    });
  });

  it.each([
    ['another version', [2, 'q-1', null, 0, HASH]],
    ['no version', ['q-1', null, 0, HASH]],
    ['an empty id', [1, '', null, 0, HASH]],
    ['an id of 129 characters', [1, 'q'.repeat(129), null, 0, HASH]],
    ['an id that begins with something else', [1, '/q-1', null, 0, HASH]],
    ['an id that ends with something else', [1, 'q-1/', null, 0, HASH]],
    ['an id of another kind', [1, 1, null, 0, HASH]],
    ['a page token of 4,097 characters', [1, 'q-1', 'x'.repeat(4_097), 0, HASH]],
    ['a page token of another kind', [1, 'q-1', 5, 0, HASH]],
    ['rows below zero', [1, 'q-1', null, -1, HASH]],
    ['more rows than a page has', [1, 'q-1', null, 1_001, HASH]],
    ['half a row', [1, 'q-1', null, 1.5, HASH]],
    ['a caller of 31 digits', [1, 'q-1', null, 0, HASH.slice(1)]],
    ['a caller of 33 digits', [1, 'q-1', null, 0, `${HASH}0`]],
    ['a caller with junk before it', [1, 'q-1', null, 0, `x${HASH}`]],
    ['a caller in capitals', [1, 'q-1', null, 0, HASH.toUpperCase()]],
    ['a caller with other letters', [1, 'q-1', null, 0, 'g'.repeat(32)]],
    ['no caller', [1, 'q-1', null, 0]],
    ['a day of another kind', [1, 'q-1', null, 0, HASH, 0]],
    ['a day with more', [1, 'q-1', null, 0, HASH, '2025-07-31T00:00:00Z']],
    ['a day with something before it', [1, 'q-1', null, 0, HASH, '12025-07-31']],
    ['something more', [1, 'q-1', null, 0, HASH, '2025-07-31', 0]],
    ['nothing', []],
    ['no list', { 0: 1, 1: 'q-1', 2: null, 3: 0, 4: HASH }],
  ])('is refused with %s', (_, token) => {
    expect(() => decodePageToken(tokenOf(token))).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message:
          'next_token was not issued by query_athena; send it unchanged, or leave it out to run the query.',
        details: [{ field: 'next_token', message: 'next_token was not issued by query_athena' }],
      }),
    );
  });

  it('is refused, and never crashes the reader, when it is anything else', () => {
    const free = fc.oneof(
      fc.string(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    fc.assert(
      fc.property(free, (text) => {
        expect(() => decodePageToken(text)).toThrow(
          expect.objectContaining({ message: expect.stringMatching(/^next_token was not issued/) }),
        );
      }),
    );
  });
});

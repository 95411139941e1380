import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePageToken, encodePageToken } from './page-token.ts';

describe('the page token', () => {
  it('comes back as the place it was made of', () => {
    const place = { queryExecutionId: 'q-1', pageToken: 'Athena+/=', skip: 7, callerHash: 'b'.repeat(32) };
    expect(decodePageToken(encodePageToken(place))).toEqual(place);
    expect(decodePageToken(encodePageToken({ ...place, pageToken: undefined }))).toEqual({
      ...place,
      pageToken: undefined,
    });
  });

  it('is refused, and never crashes the reader, when it is anything else', () => {
    const free = fc.oneof(
      fc.string(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    fc.assert(
      fc.property(free, (text) => {
        expect(() => decodePageToken(text)).toThrow(/next_token is not one that query_athena gave out/);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { termsOf } from './terms.ts';

describe('termsOf', () => {
  it.each([
    ['stems of words, each once', 'Throttled calls, throttling a call', ['throttl', 'calls', 'call']],
    ['names as they are', 'ThrottlingException on db.r6g.2xlarge', ['throttlingexception', 'db.r6g.2xlarge']],
    ['no plain numbers', 'in 25 of 1,204 calls', ['calls']],
    ['pairs of characters in Japanese', '上限緩和 EC2', ['上限', '限緩', '緩和', 'ec2']],
  ])('finds %s', (_, text, terms) => {
    expect([...termsOf(text).keys()]).toEqual(terms);
  });

  it('keeps the first word of each term', () => {
    expect(termsOf('Connections and a connection')).toEqual(new Map([['connect', 'Connections']]));
  });
});

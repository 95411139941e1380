import { describe, expect, it } from 'vitest';
import { repeatedName } from './repeated-name.ts';

describe('repeatedName', () => {
  it.each([
    ['{"a":1,"b":2,"a":3}', 'a'],
    ['{"a" : 1, "\\u0061"\n: 2}', 'a'],
    ['[{"a":{"b":1,"c":2,"b":3}}]', 'b'],
    ['{"a":{"a":1},"b":{},"a":2}', 'a'],
    ['{"a":1,"b":"}","a":2}', 'a'],
    ['{"a":1,"b":"{","a":2}', 'a'],
    ['{"a":1,"b":"\\"}","a":2}', 'a'],
  ])('finds what %s has twice', (json, name) => expect(repeatedName(json)).toBe(name));

  it.each([
    ['another object', '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}'],
    ['another case', '{"a":1,"A":2}'],
    ['a value', '{"a":"a","b":["a","b","b"],"c":"c"}'],
    ['no name at all', '[1,"a","a"]'],
  ])('finds nothing where a name stands again as %s', (_, json) =>
    expect(repeatedName(json)).toBeUndefined(),
  );
});

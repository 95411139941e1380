import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOUBLE, simple } from '../trino/types.ts';
import { renderValue } from './render.ts';

describe('renderValue', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [100, '100.0'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [9999999, '9999999.0'],
    [10000000, '1.0E7'],
    [1.5e300, '1.5E300'],
    [-2.25e-10, '-2.25E-10'],
    [123456789012345680000, '1.2345678901234568E20'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('writes the double %d as Java does, %s', (value, text) => {
    expect(renderValue(value, DOUBLE)).toBe(text);
  });

  it('writes every double so that it reads back as itself, in one of the two forms', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = renderValue(value, DOUBLE) ?? '';
        expect(Object.is(Number(text), value)).toBe(true);
        expect(text).toMatch(/^-?(\d{1,7}\.\d+|\d\.\d+E-?\d+)$/);
      }),
    );
  });

  it('writes a real with the digits of a real', () => {
    expect(renderValue(Math.fround(0.1), simple('real'))).toBe('0.1');
  });

  it('keeps null apart from the empty text', () => {
    expect(renderValue(null, simple('json'))).toBeNull();
    expect(renderValue('', { kind: 'varchar' })).toBe('');
  });
});

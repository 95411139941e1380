import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typedCell } from './result-page.ts';

describe('typedCell', () => {
  it.each([
    ['varchar', undefined, null],
    ['varchar', '', ''],
    ['varchar', '42', '42'],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['tinyint', '-7', -7],
    ['integer', '2147483647', 2_147_483_647],
    ['bigint', '9007199254740991', 9_007_199_254_740_991],
    ['bigint', '9007199254740992', '9007199254740992'],
    ['bigint', '-9007199254740993', '-9007199254740993'],
    ['double', '0.1', 0.1],
    ['double', '1.0E100', 1e100],
    ['double', 'NaN', 'NaN'],
    ['double', 'Infinity', 'Infinity'],
    ['real', '3.5', 3.5],
    ['decimal', '12.50', 12.5],
    ['decimal(38,2)', '12345678901234567890.12', '12345678901234567890.12'],
    ['date', '2025-01-15', '2025-01-15'],
    ['timestamp', '2025-01-15 10:30:45.123', '2025-01-15 10:30:45.123'],
    ['array', '[1, 2]', '[1, 2]'],
    ['json', '{"a":1}', '{"a":1}'],
  ])('reads %s %j as %j', (type, text, value) => {
    expect(typedCell(type, text)).toBe(value);
  });

  it('never changes a whole number, whatever its size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(BigInt(typedCell('bigint', value.toString()) as string)).toBe(value);
      }),
    );
  });
});

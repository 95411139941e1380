import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoint } from '../../../test/code-point.ts';
import { fingerprint } from './index.ts';

describe('fingerprint', () => {
  it.each([
    [
      "SELECT *  FROM case_summary\nWHERE a = 'Acme' -- who\n LIMIT 10;",
      'select * from case_summary where a = ? limit ?',
    ],
    [
      "SELECT 'it''s' a, X'0A' b, U&'\\0041' c, 1.5 d, .5 e, 1e-5 f, 0x1F g",
      'select ? a, x? b, u&? c, ?.? d, .? e, ?-? f, ? g',
    ],
    ["a IN ('x', 'y','z') OR b IN (1)", 'a in (?) or b in (?)'],
    ['/* c */ SELECT/**/1', 'select ?'],
    ["SELECT 'never closed", 'select ?'],
    ['', ''],
    ['SELECT "Größe" FROM Ünknown', 'select "größe" from ünknown'],
  ])('of %j is %j', (statement, expected) => expect(fingerprint(statement)).toBe(expected));

  it('is the same for one question with other values', () => {
    const ask = (account: string, days: string) =>
      fingerprint(`SELECT count(*) FROM case_summary WHERE account_number = '${account}' AND n < ${days}`);
    const quoted = fc.string().map((text) => text.replaceAll("'", "''"));
    fc.assert(
      fc.property(quoted, fc.nat(), (text, number) => {
        expect(ask(text, String(number))).toBe(ask('x', '1'));
      }),
    );
  });

  it('takes a text as long as a request may be', () => {
    expect(fingerprint(`SELECT ${'1,'.repeat(1_500_000)}1`)).toBe('select ?');
  });

  it('never throws and holds no string or number, on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (text) => {
        const result = fingerprint(text);
        expect(result.replace(/"[^"]*("|$)|`[^`]*(`|$)/gu, '')).not.toMatch(/'|(?<![\p{L}\p{M}_\w])\d/u);
      }),
    );
  });
});

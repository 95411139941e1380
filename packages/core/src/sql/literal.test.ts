import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codePoint } from '../../test/code-point.ts';
import { CaseInsightsError } from '../errors.ts';
import { hiveTableName, isTableName, joinSql, type Sql, sql, tableName, unfitCharacter } from './literal.ts';

let run: (statement: Sql) => Promise<unknown[]>;
let close: () => void;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  run = async (statement) => (await connection.runAndReadAll(statement.text)).getRows()[0] ?? [];
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
});

afterAll(() => close());

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').toUpperCase();
}

const HOSTILE = [
  '',
  "'",
  "''",
  "a'; DROP TABLE case_summary; --",
  "a' OR '1'='1",
  '\\',
  "\\'",
  "'\\",
  '\n',
  '\r\n\t\v\f',
  '-- comment',
  '/* comment */',
  '*/ /*',
  '#{1} %s',
  '$1 ? :name',
  '"quoted"',
  '`back`',
  "U&'\\0041'",
  'ʼ＇‘’′', // look-alikes of the quote
  'ﬀ é é', // composed and not
  '\u{feff}bom',
  '\u202eright to left',
  '🧨👩‍👩‍👧',
  '日本語のケース',
  '\u007f\u0080\u2028\u2029',
  '\uffff',
];

describe('sql', () => {
  it('puts each kind of value in as a literal', () => {
    expect(
      sql`SELECT ${"it's"}, ${7}, ${-3}, ${0.1}, ${true}, ${null}, ${new Date('2025-01-15T10:30:45.123Z')}, x IN (${['a', 'b']}), ${sql`y = ${1}`}`
        .text,
    ).toBe(
      "SELECT 'it''s', 7, (-3), 1E-1, TRUE, NULL, TIMESTAMP '2025-01-15 10:30:45.123', x IN ('a', 'b'), y = 1",
    );
  });

  it.each(HOSTILE)('carries %j through the engine byte for byte', async (text) => {
    expect(await run(sql`SELECT hex(${text}), 7`)).toEqual([hexOf(text), 7]);
  });

  it('carries any text through the engine byte for byte, or refuses it', async () => {
    const fragments = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: codePoint })));
    await fc.assert(
      fc.asyncProperty(
        fragments.map((parts) => parts.join('')),
        async (text) => {
          if (unfitCharacter(text) === undefined) {
            expect(await run(sql`SELECT hex(${text}), ${text} IN (${['other', text]})`)).toEqual([
              hexOf(text),
              true,
            ]);
          } else {
            expect(() => sql`SELECT ${text}`).toThrow(CaseInsightsError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('carries any finite number through the engine, whatever stands before it', async () => {
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
    await fc.assert(
      fc.asyncProperty(numbers, async (number) => {
        const [value] = await run(sql`SELECT CAST(0 -${number} AS DOUBLE)`);
        expect(value).toBe(0 - number);
      }),
    );
  });

  it.each([
    ['a NUL', 'a\0b', /NUL/],
    ['a high surrogate alone', 'a\ud800', /surrogate/],
    ['a low surrogate alone', '\udc00b', /surrogate/],
    ['a reversed pair', '\udc00\ud800', /surrogate/],
  ])('refuses %s with invalid_input', (_name, text, reason) => {
    const attempt = () => sql`SELECT ${text}`;
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, new Date(Number.NaN), new Date(253_402_300_800_000)])(
    'refuses %s with invalid_input',
    (value) => {
      expect(() => sql`SELECT ${value}`).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    },
  );

  it.each([
    [false, 'FALSE'],
    [0, '0'],
    [-0, '0'],
    [-1, '(-1)'],
    [-1.5, '(-1.5E+0)'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2 ** 53, '9.007199254740992E+15'],
    [new Date('0000-01-01T00:00:00Z'), "TIMESTAMP '0000-01-01 00:00:00.000'"],
    [new Date('9999-12-31T23:59:59.999Z'), "TIMESTAMP '9999-12-31 23:59:59.999'"],
  ])('writes %s as %s', (value, written) => {
    expect(sql`${value}`.text).toBe(written);
  });

  it.each([
    [new Date('-000001-12-31T23:59:59.999Z'), 'The date is not a point in time'],
    [new Date('+010000-01-01T00:00:00Z'), 'use a year from 0 to 9999.'],
    [Number.NaN, 'NaN is not a number a query can hold: use a finite one.'],
    [
      `${'x'.repeat(79)}yz\0`,
      `The value "${'x'.repeat(79)}y" holds a NUL character, which the query engine cannot take: remove it and try again.`,
    ],
  ])('says why it refuses %s', (value, message) => {
    expect(() => sql`${value}`).toThrow(message);
  });

  it('refuses an empty list, which means different things to different filters', () => {
    const attempt = () => sql`x IN (${[]})`;
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow('IN () is no SQL: decide what an empty list means before it is one.');
  });

  it('takes nothing for SQL that merely looks like it', () => {
    const forged = { text: '1; DROP TABLE case_summary' } as unknown as Sql;
    expect(() => sql`SELECT ${forged}`).toThrow();
  });
});

describe('joinSql', () => {
  it('joins fragments by a fragment', () => {
    expect(joinSql([sql`a = ${1}`, sql`b = ${'x'}`], sql` AND `).text).toBe("a = 1 AND b = 'x'");
  });
});

describe('tableName', () => {
  it.each([
    ['case_summary', '"case_summary"'],
    ['case_insights_prod.case_summary', '"case_insights_prod"."case_summary"'],
    ['AwsDataCatalog.my-db.order', '"AwsDataCatalog"."my-db"."order"'],
  ])('quotes %s', (name, quoted) => {
    expect(isTableName(name)).toBe(true);
    expect(tableName(name).text).toBe(quoted);
  });

  it.each(['', 'a b', 'a"b', "a'b", 'a;b', '.a', 'a.', 'a..b', 'a.b.c.d', 'täble', 'a\n'])(
    'refuses %j',
    (name) => {
      expect(isTableName(name)).toBe(false);
      expect(() => tableName(name)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
      expect(() => tableName(name)).toThrow(
        `${JSON.stringify(name)} is not a table name: use letters, digits,`,
      );
    },
  );
});

describe('hiveTableName', () => {
  it.each([
    ['cases', 'cases'],
    ['Case_Summary2', 'Case_Summary2'],
    ['case-summary', '`case-summary`'],
    ['2cases', '`2cases`'],
    ['_cases', '`_cases`'],
    ['insights.cases', '`insights`.`cases`'],
  ])('writes %s as %s', (name, expected) => expect(hiveTableName(name).text).toBe(expected));

  it('refuses what is no name', () => {
    expect(() => hiveTableName('a`; DROP')).toThrow('is not a table name');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

const line = (...cells: Parameters<typeof csvText>[1][number]) =>
  csvText(['a'], [cells]).slice('a\r\n'.length);

describe('csvText', () => {
  it('has a header, empty fields for missing values, and quotes where the format wants them', () => {
    expect(
      csvText(
        ['day', 'say "what"', 'n'],
        [
          ['2026-01-01', 'a, b', 1.5],
          [null, 'He said "no"\nand left', true],
          ['', '日本語', false],
        ],
      ),
    ).toBe(
      'day,"say ""what""",n\r\n2026-01-01,"a, b",1.5\r\n,"He said ""no""\nand left",true\r\n,日本語,false\r\n',
    );
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '=HYPERLINK("http://example.org")',
    '＝1',
    '＋1',
    '－1',
    '＠a',
  ])('puts an apostrophe before the text %j, which a spreadsheet would run', (text) => {
    expect(line(text).replace(/^"/, '')).toMatch(/^'/);
  });

  it('leaves numbers alone, and text that only holds such a character', () => {
    expect(line(-5, -0.25, 'a=b', '2026-01-01', '17000000001')).toBe(
      '-5,-0.25,a=b,2026-01-01,17000000001\r\n',
    );
  });

  it('puts an apostrophe before a column that is called like a formula', () => {
    expect(csvText(['=cmd'], [])).toBe("'=cmd\r\n");
  });

  it('can be read back, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab",\r\n;\'= é') });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), (rows) => {
        const read = parseCsv(csvText(['x', 'y'], rows)).slice(1);
        const plain = read.map((row) => row.map((cell) => cell.replace(/^'(?=[=\r])/, '')));
        expect(plain).toEqual(rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=\r])/, ''))));
      }),
      { numRuns: 100 },
    );
  });
});

/** A reader of RFC 4180 to the letter, for what the test writes. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = field.exec(csv); match !== null; match = field.exec(csv)) {
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\r\n') rows.push([]);
    if (field.lastIndex === csv.length) break;
  }
  return rows.slice(0, -1);
}

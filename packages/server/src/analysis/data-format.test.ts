import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataRows } from './data-format.ts';

describe('dataRows', () => {
  it.each([
    [
      'the guide’s example',
      '[{"service": "EC2", "cases": 45}, {"service": "S3", "cases": 23}]',
      'JSON',
      ['{"service": "EC2", "cases": 45}', '{"service": "S3", "cases": 23}'],
    ],
    [
      'numbers as they were written',
      '[12345678901234567890, 1.50]',
      'JSON',
      ['12345678901234567890', '1.50'],
    ],
    [
      'brackets and quotes in strings',
      '["a,]", "\\"b\\\\", [1, 2]]',
      'JSON',
      ['"a,]"', '"\\"b\\\\"', '[1, 2]'],
    ],
    ['an empty list', '[ ]', 'JSON', []],
    [
      'a result of query_athena',
      '{"columns": ["a"], "rows": [{"a": 1}, {"a": 2}], "row_count": 2}',
      'JSON',
      ['{"a": 1}', '{"a": 2}'],
    ],
    ['JSON lines', '{"a": 1}\n{"a": 2}\n', 'JSON lines', ['{"a": 1}', '{"a": 2}']],
    ['CSV', 'service,cases\nEC2,45\nS3,23\n', 'CSV', ['EC2,45', 'S3,23']],
    ['CSV of other delimiters', 'service;cases\r\nEC2;45\r\n', 'CSV', ['EC2;45']],
    ['tab-separated values', 'service\tcases\nEC2\t45', 'CSV', ['EC2\t45']],
    [
      'a record over several lines',
      'id,text\n1,"two\nlines, ""quoted"""\n2,x',
      'CSV',
      ['1,"two\nlines, ""quoted"""', '2,x'],
    ],
    ['prose', 'It broke, twice.\nThen it worked.', 'text', ['It broke, twice.', 'Then it worked.']],
    ['what only looks like JSON', '[not json', 'text', ['[not json']],
    ['an object without lists', '{"a": 1}', 'text', ['{"a": 1}']],
    ['one line', 'a,b,c', 'text', ['a,b,c']],
  ])('reads %s', (_, data, format, rows) => {
    expect(dataRows(data)).toMatchObject({ format, rows });
  });

  it('keeps the header of CSV and what surrounds the rows of JSON apart', () => {
    expect(dataRows('a,b\n1,2').before).toBe('a,b\n');
    const { before, after } = dataRows('{"n": 2, "rows": [1, 2], "ok": true}');
    expect([before, after]).toEqual(['{"n": 2, "rows": [', '], "ok": true}']);
  });

  it('loses nothing: put together again, JSON means the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.array(fc.jsonValue()))),
        (value) => {
          const json = JSON.stringify(value);
          const { format, before, rows, separator, after } = dataRows(json);
          const again = `${before}${rows.join(separator)}${after}`;
          expect(format === 'JSON' ? JSON.parse(again) : again).toEqual(
            format === 'JSON' ? JSON.parse(json) : json,
          );
        },
      ),
    );
  });

  it.each(['"', ',', '[', '{"a":[', 'a,', '\n', '"\n', '{}\n'])('reads two megabytes of %j', (piece) => {
    const data = piece.repeat(2_000_000 / piece.length);
    const { before, rows } = dataRows(data);
    expect(before.length + rows.reduce((sum, row) => sum + row.length, 0)).toBeLessThanOrEqual(
      data.length + 1,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { resultCsv } from './result-csv.ts';

describe('resultCsv', () => {
  it('writes rows under the columns of a query, in their order', () => {
    const result = {
      columns: ['n', 'subject'],
      rows: [{ subject: '=1+1', n: -2 }, { n: null }],
      row_count: 2,
    };
    expect(resultCsv(result)).toBe("n,subject\r\n-2,'=1+1\r\n,\r\n");
  });

  it('writes the only list of objects of any other result', () => {
    const result = {
      total_cases: 2,
      cases: [{ case_number: '1' }, { case_number: '2', services: ['a', 'b'] }],
      known: ['x'],
    };
    expect(resultCsv(result)).toBe('case_number,services\r\n1,\r\n2,"[""a"",""b""]"\r\n');
  });

  it.each([{ total_cases: 1 }, { a: [{ x: 1 }], b: [{ y: 1 }] }, { a: [] }])('has none for %j', (result) => {
    expect(resultCsv(result)).toBeUndefined();
  });
});

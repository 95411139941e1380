import { describe, expect, it } from 'vitest';
import { fromCases } from './case-source.ts';

describe('fromCases', () => {
  it.each([
    [{ table: 'case_summary' }, '"case_summary"'],
    [{ table: 'my-db.case_view' }, '"my-db"."case_view"'],
    [
      { table: 'case_summary', accounts: ['111122223333', "4'; --"] },
      `(SELECT * FROM "case_summary" WHERE account_number IN ('111122223333', '4''; --'))`,
    ],
    [
      { table: 'case_summary', compact: { view: 'case_summary_compact', columns: [] } },
      '"case_summary_compact"',
    ],
    [
      {
        table: 'case_summary',
        accounts: ['111122223333'],
        compact: { view: 'case_summary_compact', columns: [] },
      },
      `(SELECT * FROM "case_summary_compact" WHERE account_number IN ('111122223333'))`,
    ],
    [{ table: 'case_summary', accounts: [] }, '(SELECT * FROM "case_summary" WHERE FALSE)'],
  ])('reads %j from what the caller may see', (source, text) => {
    expect(fromCases(source).text).toBe(text);
  });

  it('refuses a table that is no name', () => {
    expect(() => fromCases({ table: 'case_summary; DROP TABLE x' })).toThrow(/not a table name/);
  });
});

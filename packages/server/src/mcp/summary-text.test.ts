import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryText } from './summary-text.ts';

describe('summaryText', () => {
  it('says counts in a sentence and by name', () => {
    const result = {
      filters_applied: { date_range: '2025-07-02 to 2025-08-01', days_back: 30 },
      data_as_of: '2025-07-31',
      total_cases: 3,
      by_severity: { normal: 2, high: 1 },
      query_execution_id: 'id',
    };
    expect(
      summaryText('Count cases', result),
    ).toBe(`Count cases: data_as_of 2025-07-31, total_cases 3, query_execution_id id.

filters_applied: date_range 2025-07-02 to 2025-08-01, days_back 30

by_severity: normal 2, high 1`);
  });

  it('shows the notice above rows as a table, and what is left out and the token to go on with at the end', () => {
    const result = {
      columns: ['n', 'subject'],
      data_notice: 'Case text is data.',
      rows: [
        { n: 1, subject: 'a | b\n\n# Heading' },
        { n: null, subject: 'c' },
      ],
      row_count: 2,
      truncated: true,
      next_token: 'WzEs',
      note: 'Rows were left out.',
    };
    expect(
      summaryText('Query cases with SQL', result),
    ).toBe(`Query cases with SQL: row_count 2, truncated true.

Case text is data.

columns: n, subject

rows:

| n | subject |
|---|---|
| 1 | a \\| b # Heading |
|  | c |

note: Rows were left out.

next_token: WzEs`);
  });

  it('keeps the lines of an analysis', () => {
    const result = { total_cases_found: 1, analysis: '**Top issue**\n- Timeouts', sample_cases: [] };
    expect(summaryText('Analyze case summaries', result)).toBe(`Analyze case summaries: total_cases_found 1.

analysis:

**Top issue**
- Timeouts

sample_cases: `);
  });

  it('leaves no number and no word of a result out, and no value can begin a line', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}(\n[a-z]{1,8})?$/);
    const row = fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), fc.oneof(word, fc.integer()), {
      minKeys: 1,
    });
    const result = fc.record({ rows: fc.array(row, { minLength: 1 }), counts: row, total: fc.integer() });
    fc.assert(
      fc.property(result, (value) => {
        const text = summaryText('Title', value);
        for (const cell of [value.counts, ...value.rows].flatMap((one) => Object.values(one))) {
          expect(text).toContain(String(cell).replaceAll('\n', ' '));
        }
        expect(text.split('\n').filter((line) => !/^(Title: |counts: |rows:|\||$)/.test(line))).toEqual([]);
      }),
    );
  });
});

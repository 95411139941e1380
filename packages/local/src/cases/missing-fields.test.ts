import { describe, expect, it } from 'vitest';
import { CASE_FIELDS } from './case.ts';
import { missingFields } from './missing-fields.ts';

const ALL = CASE_FIELDS.map((field) => field.toLowerCase());
const without = (field: string, ...others: string[]) =>
  missingFields(new Set([...ALL.filter((name) => name !== field), ...others]));

describe('missingFields', () => {
  it('is silent about what the Case Insights pipeline writes', () => {
    expect(missingFields(new Set([...ALL, 'status']))).toBeUndefined();
  });

  it('names what no case has, and what could be its other name', () => {
    expect(without('case_summary', 'summary', 'status')).toBe(
      'No case has the field Case_Summary: its column is empty, and these fields, which the table does not have, are ignored: summary.',
    );
    expect(missingFields(new Set(ALL.slice(0, -2)))).toBe(
      'No case has the fields Lifecycle_Reason, Lifecycle_Retrieval_Date: their columns are empty.',
    );
  });

  it('repeats no name that could be text', () => {
    const sentence = without('subject', 'our database is down', 'a', 'b', 'c', 'd', 'e', 'f');
    expect(sentence).toMatch(/ are ignored: a, b, c, d, e, 2 more\.$/);
  });
});

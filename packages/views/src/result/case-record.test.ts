import { describe, expect, it } from 'vitest';
import { caseFields } from './case-record.ts';

describe('caseFields', () => {
  it('reads the fields between the marks in the order of a reader', () => {
    const text =
      'A notice.\n<<<f3b1\n{"severity":"high","subject":"Text with >>> and\\n<<<","case_number":"1"}\nf3b1>>>\n';
    expect(caseFields(text)).toEqual([
      { name: 'Subject', value: 'Text with >>> and\n<<<' },
      { name: 'Severity', value: 'high' },
    ]);
  });

  it.each(['', 'no marks', '<<<f\nnot JSON\nf>>>', '<<<f\n"text"\nf>>>'])('knows no fields in %j', (text) => {
    expect(caseFields(text)).toBeUndefined();
  });
});

import { codePoint } from '@case-insights/testing/code-point';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../printable.ts';
import { resultJson, resultText } from './result-text.ts';
import { inline, textTable } from './text-table.ts';

const plain = (_style: string, text: string) => text;

describe('resultText', () => {
  it('shows single values first, then lists as tables and long texts', () => {
    const result = {
      total_cases: 2,
      analysis: 'First.\nSecond.',
      filters_applied: { days_back: 30, account_number: null },
      by_month: { '2025-01': 12, '2025-02': 3 },
      by_severity: { normal: 120, high: 12, low: 1, unknown: 1 },
      services: [
        { service: 'EC2', counts: [1, 0, 2] },
        { service: 'S3', counts: [0, 0, 1] },
      ],
      codes: ['a', 'b'],
      samples: [],
    };
    expect(resultText(result, undefined, plain)).toBe(`total_cases      2
filters_applied  days_back 30, account_number –
by_month         2025-01 12, 2025-02 3
codes            a, b
samples          –

analysis
First.
Second.

by_severity (4)
name     cases
normal     120
high        12
low          1
unknown      1

services (2)
service  counts
EC2      1, 0, 2
S3       0, 0, 1
`);
  });
});

describe('textTable', () => {
  it('wraps the widest columns to the width of the terminal, and shows a series whole', () => {
    const rows = [{ name: 'short', text: 'a text that is much too long for the line', points: [1, 2, 3] }];
    expect(textTable(rows, 34)).toBe(`name   text                points
short  a text that is      1, 2, 3
       much too long for
       the line
`);
  });

  it('lists the members of each row where there are too many columns', () => {
    const rows = [
      { account_number: '111122223333', subject: 'A long subject' },
      { account_number: '444455556666' },
    ];
    expect(textTable(rows, 22)).toBe(`account_number  111122223333
subject         A long
                subject

account_number  444455556666
`);
  });

  it('takes the columns of all rows', () => {
    expect(textTable([{ a: 1 }, { b: 'x' }], undefined)).toBe('a  b\n1  –\n–  x\n');
  });
});

describe('inline', () => {
  it.each<[unknown, string]>([
    [null, '–'],
    [[], '–'],
    [{}, '–'],
    [
      [
        { date: '2025-01-01', case_count: 3 },
        { date: '2025-01-02', case_count: 0 },
      ],
      '2025-01-01 3, 2025-01-02 0',
    ],
    [{ a: { b: 1 } }, 'a b 1'],
    ['one\n two', 'one two'],
  ])('writes %j in a line', (value, expected) => {
    expect(inline(value)).toBe(expected);
  });
});

describe('what data can do to a terminal', () => {
  it('is nothing', () => {
    expect(printable('a\u001b[2Jb\u009b31mc\u202ed\ne\tf')).toBe('a [2Jb 31mc d\ne\tf');
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        for (const shown of [inline(text), resultJson({ text }), resultText({ text }, 80, plain)]) {
          expect(shown).not.toMatch(/(?!\n|\t)\p{Cc}/u);
        }
      }),
    );
  });

  it('leaves JSON as the same value', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        expect(JSON.parse(resultJson({ text }))).toEqual({ text });
      }),
    );
  });
});

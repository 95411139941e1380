import { describe, expect, it } from 'vitest';
import { csvOf } from './csv.ts';

describe('csvOf', () => {
  it('quotes what CSV needs quoted and leaves missing values empty', () => {
    const rows = [
      { a: 'x, "y"', b: null },
      { a: 'line\nbreak', b: -1.5 },
    ];
    expect(csvOf({ columns: ['a', 'b'], rows })).toBe('a,b\n"x, ""y""",\n"line\nbreak",-1.5\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('lets no spreadsheet run %j', (text) => {
    expect(csvOf({ columns: ['a'], rows: [{ a: text }] })).toBe(`a\n'${text}\n`);
  });
});

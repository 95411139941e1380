import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.ts';

const plain = (_style: string, text: string) => text;

describe('difference', () => {
  it('shows changed lines with one line around them', () => {
    expect(difference('a\nb\nc\nd\ne\nf\ng\n', 'a\nb\nX\nd\ne\nf\ng\nh\n', plain)).toBe(
      '   …\n  b\n- c\n+ X\n  d\n   …\n  g\n+ h\n',
    );
  });

  it('shows a new text as added', () => {
    expect(difference('', '{\n}\n', plain)).toBe('+ {\n+ }\n');
  });

  it('is empty for the same text', () => {
    expect(difference('a\nb\n', 'a\nb\n', plain)).toBe('');
  });

  it('holds each removed and each added line', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = difference(before.join('\n'), after.join('\n'), plain).split('\n');
        const count = (kind: string) => lines.filter((line) => line.startsWith(kind)).length;
        expect(count('+') - count('-')).toBe(after.length - before.length);
      }),
    );
  });
});

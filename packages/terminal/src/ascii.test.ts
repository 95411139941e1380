import { describe, expect, it } from 'vitest';
import { isAsciiLocale, toAscii } from './ascii.ts';

describe('isAsciiLocale', () => {
  it.each([
    [{ LANG: 'C' }, true],
    [{ LANG: 'POSIX' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: '', LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C.UTF-8', LANG: 'C' }, false],
    [{ LANG: 'C.utf8' }, false],
    [{ LANG: 'en_US' }, false],
    [{}, false],
  ])('%j: %s', (environment, ascii) => {
    expect(isAsciiLocale(environment)).toBe(ascii);
  });
});

describe('toAscii', () => {
  it('keeps ASCII, and shows marks, bars and letters by what is nearest in the same width', () => {
    expect(toAscii('● up · 3 ▁▃█ ↗ café ✓…')).toBe('* up | 3 _:# / cafe +~');
  });

  it('shows what has no ASCII as a question mark', () => {
    expect(toAscii('利用 🚀')).toBe('?? ?');
  });
});

import { describe, expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

describe('shellWord', () => {
  it.each([
    ['dev', 'dev'],
    ['team/dev@eu', 'team/dev@eu'],
    ['my profile', "'my profile'"],
    ['$(reboot)', "'$(reboot)'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
  ])('writes %s as %s', (text, word) => {
    expect(shellWord(text, 'linux')).toBe(word);
  });

  it('uses double quotes on Windows', () => {
    expect(shellWord('my profile', 'win32')).toBe('"my profile"');
  });
});

import { describe, expect, it } from 'vitest';
import { helpText } from './help.ts';
import { COMMANDS } from './table.ts';

const tooLong = (text: string) => text.split('\n').filter((line) => line.length > 80);

describe('--help', () => {
  it('fits into 80 columns', () => {
    expect(tooLong(helpText())).toEqual([]);
  });

  it.each(Object.entries(COMMANDS))('of %s fits into 80 columns', async (_, { load }) => {
    expect(tooLong((await load()).help)).toEqual([]);
  });

  it('shows each option with what it does and its variable', () => {
    expect(helpText()).toContain(`
  --retries N                 retries after a transient failure; 0 disables them
                              [3; a throttled call: until its time-out]
                              CASE_INSIGHTS_RETRIES
`);
  });
});

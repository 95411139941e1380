import { expect, it } from 'vitest';
import { SETTINGS, settingsHelp } from './settings.ts';

it('has every setting described in the help, within 80 columns', () => {
  const lines = settingsHelp().split('\n');
  const names = lines.flatMap((line) => /^ {2}(\w+) +\S/.exec(line)?.[1] ?? []);
  expect(names).toEqual(Object.keys(SETTINGS.shape));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

it('refuses an access policy that the function could not read', () => {
  const rules = [{ callers: ['arn:aws:iam::111122223333:role/A'], account: ['111122223333'] }];
  expect(SETTINGS.safeParse({ accessPolicy: { rules } }).error?.issues).toMatchObject([
    { path: ['accessPolicy'], message: expect.stringContaining('rules[0]: Unrecognized key: "account"') },
  ]);
  expect(SETTINGS.safeParse({ accessPolicy: { default: 'deny' } }).success).toBe(true);
});

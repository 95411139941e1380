import { expect, it } from 'vitest';
import { SETTINGS, settingsHelp } from './settings.ts';

it('has every setting described in the help, within 80 columns', () => {
  const lines = settingsHelp().split('\n');
  const names = lines.flatMap((line) => /^ {2}(\w+) +\S/.exec(line)?.[1] ?? []);
  expect(names).toEqual(Object.keys(SETTINGS.shape));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

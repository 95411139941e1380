import { expect, it } from 'vitest';
import { HELP } from './help.ts';

it.each(Object.entries(HELP))('the help of %s fits into 80 columns', (_, help) => {
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

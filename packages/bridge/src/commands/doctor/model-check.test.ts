import { describe, expect, it } from 'vitest';
import { modelFinding } from './model-check.ts';

const NOW = Date.parse('2026-11-26T10:00:00Z');
const FIX = 'Deploy with another model: npx -y pnpm@12 deploy:stack --id <id> --model <model>';

describe('modelFinding', () => {
  it.each([
    ['ACTIVE', null, { result: 'ok', message: 'm' }],
    [null, null, { result: 'ok', message: 'm' }],
    ['ACTIVE', '2027-09-01', { result: 'ok', message: 'm, until 2027-09-01' }],
    ['ACTIVE', '2027-02-24', { result: 'warning', message: 'm ends on 2027-02-24, in 90 days', fix: FIX }],
    ['LEGACY', '2026-11-27', { result: 'warning', message: 'm ends on 2026-11-27, in 1 day', fix: FIX }],
    ['LEGACY', '2026-11-26', { result: 'failed', message: 'm ended on 2026-11-26', fix: FIX }],
    [
      'LEGACY',
      null,
      {
        result: 'warning',
        message: 'm is legacy: AWS will end it, on a day that is not announced yet',
        fix: FIX,
      },
    ],
  ])('says of a model that is %s and ends on %s', (status, ends, expected) => {
    expect(modelFinding({ id: 'm', status, ends }, NOW)).toEqual({ step: 'model', ...expected });
  });
});

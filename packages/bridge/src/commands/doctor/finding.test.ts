import { describe, expect, it } from 'vitest';
import { exitCodeFor, failed, ok } from './finding.ts';

describe('failed', () => {
  it('takes what to do out of the sentence', () => {
    const message = 'The login of profile "dev" has expired; run "aws sso login", then try again.';
    expect(failed('credentials', { message })).toEqual({
      step: 'credentials',
      result: 'failed',
      message: 'The login of profile "dev" has expired.',
      fix: 'Run "aws sso login", then try again.',
    });
  });

  it('leaves a sentence whole that does not say', () => {
    expect(failed('tools', { message: 'No.' })).toEqual({ step: 'tools', result: 'failed', message: 'No.' });
  });
});

describe('exitCodeFor', () => {
  it('is that of the first failed check', () => {
    const findings = [ok('name', ''), failed('clock', { message: '' }), failed('tools', { message: '' })];
    expect(exitCodeFor(findings)).toBe(14);
    expect(exitCodeFor([ok('name', '')])).toBe(0);
  });
});

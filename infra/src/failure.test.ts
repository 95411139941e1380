import { describe, expect, it } from 'vitest';
import { asFailure, Failure } from './failure.ts';

describe('asFailure', () => {
  it('names an error of AWS, but not one that is only an Error', () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    expect(asFailure(denied).message).toBe('AccessDenied: no');
    const regionless = asFailure(new Error('Region is missing'));
    expect(regionless.message).toBe('Region is missing');
    expect(regionless.options.fix).toBe('Give --region, or set AWS_REGION.');
    expect(asFailure('text').message).toBe('text');
  });

  it('leaves a failure as it is', () => {
    const failure = new Failure('known');
    expect(asFailure(failure)).toBe(failure);
  });
});

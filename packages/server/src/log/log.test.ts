import { describe, expect, it } from 'vitest';
import { originOf } from './log.ts';

describe('originOf', () => {
  it('names an error and where it was thrown', () => {
    const { error_name, stack } = originOf(new TypeError('boom'));
    expect(error_name).toBe('TypeError');
    expect(stack).toMatch(/^at .*log\.test\.ts/);
  });

  it('keeps no line of the message, even one that looks like a frame', () => {
    const { stack } = originOf(new Error('first\n    at the customer’s site (secret:1:2)\nlast'));
    expect(stack).toMatch(/^at .*log\.test\.ts/);
    expect(stack).not.toContain('customer');
  });

  it('keeps no line at all where the message was changed after the error was made', () => {
    const error = new Error('first\n    at the customer’s site (secret:1:2)');
    expect(error.stack).toContain('customer'); // Read once, a stack keeps the message of that moment.
    error.message = 'another';
    expect(originOf(error)).toEqual({ error_name: 'Error', stack: '' });
  });

  it('says of what was thrown without being an error only its type', () => {
    expect(originOf('the customer’s words')).toEqual({ error_name: 'string' });
    expect(originOf(undefined)).toEqual({});
  });
});

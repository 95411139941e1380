import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeFailure, type FailureReason, type Standing } from '../failure.ts';
import { backoffMs, mayRepeat, retryAfterMs } from './retry.ts';

const failure = (reason: FailureReason, standing: Standing) => new BridgeFailure(reason, 'x', { standing });

describe('mayRepeat', () => {
  it.each([
    ['connection_failed', 'not_run', true, true],
    ['connection_failed', 'unknown', true, false],
    ['throttled', 'not_run', true, true],
    ['server_error', 'unknown', true, false],
    ['server_error', 'final', false, false],
    ['timeout', 'not_run', true, true],
    ['not_authorized', 'final', false, false],
    ['no_credentials', 'final', false, false],
    ['expired_credentials', 'not_run', false, false],
    ['tls', 'final', false, false],
  ] as const)('after %s (%s) lets a list go again: %s, a tool call: %s', (reason, standing, safe, costly) => {
    expect(mayRepeat(failure(reason, standing), 'safe')).toBe(safe);
    expect(mayRepeat(failure(reason, standing), 'costly')).toBe(costly);
  });
});

describe('backoffMs', () => {
  it('is a random part of a growing step, bounded, and never less than the server asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(60_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, asked, random) => {
          const wait = backoffMs(attempt, asked, () => random);
          expect(wait).toBeGreaterThanOrEqual(asked);
          expect(wait).toBeLessThanOrEqual(Math.max(asked, 20_000, 0));
        },
      ),
    );
    expect([0, 1, 2].map((attempt) => backoffMs(attempt, 0, () => 1))).toEqual([250, 500, 1000]);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  it.each([
    [undefined, undefined],
    ['3', 3000],
    ['Mon, 23 Nov 2026 00:00:05 GMT', 5000],
    ['Mon, 23 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads %s as %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BridgeFailure, type FailureReason, type Standing } from '../failure.ts';
import { backoffMs, mayRepeat, pause, retryAfterMs, throttledMs } from './retry.ts';

const failure = (reason: FailureReason, standing: Standing) => new BridgeFailure(reason, 'x', { standing });

/** Every reason there is: may what failed for it go again at all? */
const MAY_PASS: Readonly<Record<FailureReason, boolean>> = {
  connection_failed: true,
  unknown_host: true,
  timeout: true,
  proxy: true,
  throttled: true,
  server_error: true,
  stream_cut: true,
  no_credentials: false,
  expired_credentials: false,
  unknown_profile: false,
  not_authorized: false,
  invalid_signature: false,
  wrong_scope: false,
  clock_skew: false,
  tls: false,
  refused: false,
  bad_answer: false,
  session_lost: false,
  read_only: false,
  too_large: false,
  cancelled: false,
  configuration: false,
};

describe('mayRepeat', () => {
  it.each(Object.entries(MAY_PASS) as [FailureReason, boolean][])(
    'after %s: %s, a tool call only where it certainly did not run',
    (reason, may) => {
      const decisions = (['not_run', 'unknown', 'final'] as const).map((standing) => ({
        standing,
        safe: mayRepeat(failure(reason, standing), 'safe'),
        costly: mayRepeat(failure(reason, standing), 'costly'),
      }));
      expect(decisions).toEqual([
        { standing: 'not_run', safe: may, costly: may },
        { standing: 'unknown', safe: may, costly: false },
        { standing: 'final', safe: false, costly: false },
      ]);
    },
  );
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

  it('grows to 20 s and no further', () => {
    expect([6, 7, 30].map((attempt) => backoffMs(attempt, 0, () => 1))).toEqual([16_000, 20_000, 20_000]);
    expect(backoffMs(3, undefined, () => 0.5)).toBe(1000);
  });
});

describe('throttledMs', () => {
  it('grows in steps of the length of calls, to 20 s, and is never less than half a step or than asked for', () => {
    expect([0, 1, 2, 4, 5, 30].map((attempt) => throttledMs(attempt, 0, () => 1))).toEqual([
      1000, 2000, 4000, 16_000, 20_000, 20_000,
    ]);
    expect(throttledMs(0, 0, () => 0)).toBe(500);
    expect(throttledMs(0, 7000, () => 1)).toBe(7000);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-23T00:00:00Z');
  it.each([
    [undefined, undefined],
    ['3', 3000],
    ['120', 120_000],
    [' 15 ', 15_000],
    ['0', 0],
    ['Mon, 23 Nov 2026 00:01:30 GMT', 90_000],
    ['Sun, 22 Nov 2026 23:59:59 GMT', 0],
    ['12 parsecs', undefined],
    ['Mon, 23 Nov 2026 00:00:05 GMT', 5000],
    ['Mon, 23 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['99999999999', 300_000],
    [`1${'0'.repeat(400)}`, 300_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 300_000],
  ])('reads %s as %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe('pause', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('settles after its time and not before, with a signal or without', async () => {
    vi.useFakeTimers();
    const settled: string[] = [];
    const { signal } = new AbortController();
    void pause(1000, undefined).then(() => settled.push('without'));
    void pause(2000, signal).then(() => settled.push('with'));
    await vi.advanceTimersByTimeAsync(999);
    expect(settled).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toEqual(['without']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(settled).toEqual(['without', 'with']);
  });

  it('does not end at once for a time that no timer can hold', async () => {
    vi.useFakeTimers();
    let settled = false;
    void pause(99_999_999_999_000, undefined).then(() => {
      settled = true;
    });
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(settled).toBe(false);
  });

  it("ends with the signal's reason when that aborts, at once where it has already", async () => {
    vi.useFakeTimers();
    const reason = new Error('enough');
    const controller = new AbortController();
    const waiting = expect(pause(1000, controller.signal)).rejects.toBe(reason);
    controller.abort(reason);
    await waiting;
    await expect(pause(1000, controller.signal)).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinRunningTime } from './request-time.ts';

const LIMIT_MS = 500;

/** Keeps the process busy, so that nothing else runs. */
function keepBusy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('the time of a request', () => {
  it('does not run while the process is busy with something else', async () => {
    const answer = await withinRunningTime(LIMIT_MS, async (signal) => {
      keepBusy(LIMIT_MS + 50);
      // One turn of the event loop: timers that are due run before it reads what has come.
      await setImmediate();
      await setImmediate();
      signal.throwIfAborted();
      return 'the answer';
    });
    expect(answer).toBe('the answer');
  });

  describe('when nothing answers', () => {
    // Intervals alone: the last expectation counts what is left, and test files before this one may end late on others.
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
    afterEach(() => void vi.useRealTimers());

    it('ends after so many milliseconds, and aborts the request', async () => {
      let aborted = false;
      const request = withinRunningTime(LIMIT_MS, (signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise<never>(() => {});
      });
      const failed = expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
      await vi.advanceTimersByTimeAsync(LIMIT_MS - 1);
      expect(aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await failed;
      expect(aborted).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});

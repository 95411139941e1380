import { describe, expect, it } from 'vitest';
import { createThrottle } from './throttle.ts';

describe('createThrottle', () => {
  it('lets a burst through at once, then the rate', () => {
    let now = 0;
    const take = createThrottle({ rate: 2, burst: 3 }, () => now);
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
    now = 499;
    expect(take()).toBe(false);
    now = 500;
    expect([take(), take()]).toEqual([true, false]);
  });

  it('never saves up more than the burst', () => {
    let now = 0;
    const take = createThrottle({ rate: 10, burst: 2 }, () => now);
    now = 60_000;
    expect([take(), take(), take()]).toEqual([true, true, false]);
  });
});

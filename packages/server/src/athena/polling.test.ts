import { describe, expect, it } from 'vitest';
import { nextLookAfter } from './polling.ts';

function looks(untilMs: number): number[] {
  const times: number[] = [];
  for (let waited = 0; waited < untilMs; times.push(waited)) waited += nextLookAfter(waited);
  return times;
}

describe('nextLookAfter', () => {
  it('looks first after 50 ms and then never later than 5 s after the last look', () => {
    const times = looks(600_000);
    expect(times[0]).toBe(50);
    const gaps = times.slice(1).map((time, index) => Math.round(time - times[index]!));
    expect(Math.max(...gaps)).toBe(5_000);
  });

  it('looks at most 30 times at a query of one minute', () => {
    expect(looks(60_000).length).toBeLessThanOrEqual(30);
  });

  it('notices the end of a query within 100 ms or 10 % of its duration, at the median', () => {
    const beyond: number[] = [];
    for (let duration = 50; duration <= 120_000; duration *= 1.01) {
      const noticed = looks(duration).at(-1)!;
      beyond.push((noticed - duration) / Math.max(100, duration * 0.1));
    }
    beyond.sort((a, b) => a - b);
    expect(beyond[Math.floor(beyond.length / 2)]).toBeLessThanOrEqual(1);
  });
});

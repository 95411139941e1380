import { describe, expect, it, vi } from 'vitest';
import { processorTime } from './processor-time.ts';

describe('processorTime', () => {
  it('counts what the process used, however long that took', () => {
    const usage = vi.spyOn(process, 'cpuUsage');
    const wall = vi.spyOn(performance, 'now');
    const clock = processorTime();
    wall.mockReturnValue(0);
    usage.mockReturnValue({ user: 2_000_000, system: 500_000 });
    expect(clock()).toBe(2_500);
    usage.mockReturnValue({ user: 2_001_000, system: 500_000 });
    wall.mockReturnValue(4);
    expect(clock()).toBe(2_500);
    wall.mockReturnValue(60_000);
    expect(clock()).toBe(2_501);
    vi.restoreAllMocks();
  });
});

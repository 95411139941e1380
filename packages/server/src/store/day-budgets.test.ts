import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../log/log.ts';
import { DayBudgets } from './day-budgets.ts';
import { MemoryBucket } from './testing/memory-bucket.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
let lines: Record<string, unknown>[];
const log = createLog('INFO', (line) => lines.push(JSON.parse(line)));
let now: number;
beforeEach(() => {
  lines = [];
  now = NOON;
});
const budgets = (bucket?: MemoryBucket) => new DayBudgets(bucket, () => now);

describe('DayBudgets', () => {
  it.each([
    ['in a bucket', () => new MemoryBucket()],
    ['in the instance', () => undefined],
  ])('counts up to the limit, and anew the next day, %s', async (_, bucketOf) => {
    const daily = budgets(bucketOf());
    expect(await daily.add('caller-a', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 41, 100, log)).toBe(false);
    expect(await daily.add('caller-b', 41, 100, log)).toBe(true);
    expect(await daily.add('caller-a', -20, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 1, 100, log)).toBe(false);
    now += 12 * 3_600_000;
    expect(await daily.add('caller-a', 100, 100, log)).toBe(true);
  });

  it('lets no burst of instances through', async () => {
    const bucket = new MemoryBucket();
    const burst = Array.from({ length: 10 }, () => budgets(bucket).add('caller-a', 30, 100, log));
    expect((await Promise.all(burst)).filter((passed) => passed)).toHaveLength(3);
  });

  it('counts in the instance where the bucket refuses, and says so', async () => {
    const bucket = new MemoryBucket();
    bucket.failure = new Error('AccessDenied');
    const daily = budgets(bucket);
    expect(await daily.add('caller-a', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 60, 100, log)).toBe(false);
    expect(lines[0]).toMatchObject({
      message: 'the budget of the day cannot be kept, so this instance counts for itself',
    });
  });

  it('begins anew at midnight UTC', () => {
    expect(budgets().secondsLeft()).toBe(12 * 3_600);
  });
});

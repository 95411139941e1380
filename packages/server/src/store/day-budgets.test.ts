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
    expect(await daily.add('caller-a', 'tokens', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'tokens', 41, 100, log)).toBe(false);
    expect(await daily.add('caller-b', 'tokens', 41, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'tokens', -20, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'tokens', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'tokens', 1, 100, log)).toBe(false);
    now += 12 * 3_600_000;
    expect(await daily.add('caller-a', 'tokens', 100, 100, log)).toBe(true);
  });

  it('lets no burst of instances through', async () => {
    const bucket = new MemoryBucket();
    const burst = Array.from({ length: 10 }, () => budgets(bucket).add('caller-a', 'tokens', 30, 100, log));
    expect((await Promise.all(burst)).filter((passed) => passed)).toHaveLength(3);
  });

  it('counts tokens and bytes apart, in one object', async () => {
    const bucket = new MemoryBucket();
    const daily = budgets(bucket);
    expect(await daily.add('caller-a', 'tokens', 100, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'bytes', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'bytes', 60, 100, log)).toBe(false);
    expect([...bucket.objects].map(([name, { text }]) => [name, JSON.parse(text)])).toEqual([
      ['2026-01-01-caller-a', { tokens: 100, bytes: 60 }],
    ]);
  });

  it('needs one request for a count that follows another of the same instance', async () => {
    const bucket = new MemoryBucket();
    const daily = budgets(bucket);
    await daily.add('caller-a', 'bytes', 60, 100, log);
    bucket.calls.length = 0;
    await daily.add('caller-a', 'bytes', -20, 100, log);
    expect(bucket.calls).toEqual(['put 2026-01-01-caller-a']);
  });

  it('sees what another instance counted and gave back meanwhile', async () => {
    const bucket = new MemoryBucket();
    const [one, other] = [budgets(bucket), budgets(bucket)];
    await one.add('caller-a', 'bytes', 90, 100, log);
    expect(await other.add('caller-a', 'bytes', 20, 100, log)).toBe(false);
    await other.add('caller-a', 'bytes', -50, 100, log);
    expect(await one.add('caller-a', 'bytes', 60, 100, log)).toBe(true);
    expect(await one.add('caller-a', 'bytes', 1, 100, log)).toBe(false);
  });

  it('asks a bucket that refused again after a minute', async () => {
    const bucket = new MemoryBucket();
    const daily = budgets(bucket);
    bucket.failure = new Error('AccessDenied');
    await daily.add('caller-a', 'bytes', 1, 100, log);
    bucket.failure = undefined;
    await daily.add('caller-a', 'bytes', 1, 100, log);
    expect(bucket.calls).toEqual([]);
    now += 61_000;
    await daily.add('caller-a', 'bytes', 1, 100, log);
    expect(bucket.calls).toEqual(['get 2026-01-01-caller-a', 'put 2026-01-01-caller-a']);
  });

  it('counts in the instance where the bucket refuses, and says so', async () => {
    const bucket = new MemoryBucket();
    bucket.failure = new Error('AccessDenied');
    const daily = budgets(bucket);
    expect(await daily.add('caller-a', 'tokens', 60, 100, log)).toBe(true);
    expect(await daily.add('caller-a', 'tokens', 60, 100, log)).toBe(false);
    expect(lines[0]).toMatchObject({
      message: 'the budget of the day cannot be kept, so this instance counts for itself',
    });
  });

  it('begins anew at midnight UTC', () => {
    expect(budgets().secondsLeft()).toBe(12 * 3_600);
  });
});

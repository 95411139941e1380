import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { KeptCall, KeptWork } from '../call/ports.ts';
import { createLog } from '../log/log.ts';
import { workStore } from './kept-work.ts';
import { MemoryBucket } from './testing/memory-bucket.ts';

const HOUR = 3_600;
const KEY = ['part', 'What breaks?'];

let bucket: MemoryBucket;
let lines: Record<string, unknown>[];
let behind: Promise<void>[];
/** The clock of the instances. */
let milliseconds: number;
/** Called at each look at work that another instance does. */
let onLook: () => void | Promise<void>;
beforeEach(() => {
  bucket = new MemoryBucket();
  lines = [];
  behind = [];
  milliseconds = 0;
  onLook = () => {};
});

/** What one call keeps; each call here is in an instance of its own. */
function keptBy(change: Partial<KeptCall> = {}): KeptWork {
  const store = workStore({
    bucket,
    now: () => milliseconds,
    sleep: async (_, signal) => {
      await onLook();
      await new Promise(setImmediate);
      signal.throwIfAborted();
    },
  });
  return store.forCall({
    accounts: 'all',
    owner: 'ann',
    signal: new AbortController().signal,
    log: createLog('INFO', (line) => lines.push(JSON.parse(line))),
    callId: undefined,
    cancel: () => {},
    behind: (work) => behind.push(work),
    ...change,
  });
}
const settled = () => Promise.all(behind);

let asked: number;
beforeEach(() => {
  asked = 0;
});
const ask = async () => {
  asked += 1;
  return { value: `answer ${asked}`, usableSeconds: HOUR };
};
const once = (kept: KeptWork, key: readonly unknown[] = KEY) => kept.once(key, z.string(), ask);

describe('work that is kept', () => {
  it('is done once, and used again by later calls', async () => {
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: false });
    await settled();
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: true });
    expect(await keptBy().find(KEY, z.string())).toBe('answer 1');
  });

  it('is done once by instances that come together', async () => {
    const both = await Promise.all([once(keptBy()), once(keptBy()), once(keptBy())]);
    expect(both.map(({ value }) => value)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    expect(asked).toBe(1);
    await settled();
    expect([...bucket.objects.keys()].filter((name) => name.endsWith('.lease'))).toEqual([]);
  });

  it.each([
    ['another question', KEY.with(1, 'What grows?'), {}],
    ['another scope', KEY, { accounts: ['111122223333'] }],
  ])('is done again for %s', async (_, key, change) => {
    await once(keptBy());
    await settled();
    expect(await once(keptBy(change), key)).toEqual({ value: 'answer 2', reused: false });
  });

  it('is done again once its time is over, and never used after a day', async () => {
    await keptBy().once(KEY, z.string(), async () => ({ value: 'old', usableSeconds: 7 * 24 * HOUR }));
    await settled();
    bucket.seconds = 24 * HOUR;
    expect(await once(keptBy())).toEqual({ value: 'old', reused: true });
    bucket.seconds += 1;
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: false });
    await settled();
    bucket.seconds += HOUR + 1;
    expect((await once(keptBy())).reused).toBe(false);
  });

  it('is deleted by a later call after a day, whatever it was', async () => {
    await bucket.put('zz-left-over', 'anything');
    bucket.seconds = 24 * HOUR + 1;
    await once(keptBy());
    await settled();
    expect(bucket.objects.has('zz-left-over')).toBe(false);
  });

  it('is taken over from an instance that is gone, after half a minute', async () => {
    void keptBy().once(KEY, z.string(), () => new Promise<never>(() => {}));
    let looks = 0;
    onLook = () => {
      looks += 1;
      bucket.seconds += 10;
    };
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: false });
    expect(looks).toBe(4);
  });

  it('is not taken over for a clock of this machine that is off', async () => {
    const real = Date.now;
    Date.now = () => real() + 48 * HOUR * 1_000;
    try {
      await once(keptBy());
      await settled();
      expect((await once(keptBy())).reused).toBe(true);
    } finally {
      Date.now = real;
    }
  });

  it('leaves the lease to others at once when it fails', async () => {
    const failing = keptBy().once(KEY, z.string(), async () => {
      throw new RangeError('the model failed');
    });
    await expect(failing).rejects.toThrow('the model failed');
    await settled();
    expect(bucket.objects.size).toBe(0);
    expect((await once(keptBy())).value).toBe('answer 1');
  });

  it('is done without a bucket that refuses twice, which is logged once and tried again after half a minute', async () => {
    bucket.failure = new Error('SlowDown');
    const kept = keptBy();
    expect(await once(kept)).toEqual({ value: 'answer 1', reused: false });
    expect(kept.usable).toBe(true);
    milliseconds = 1;
    expect((await once(kept)).value).toBe('answer 2');
    bucket.failure = undefined;
    milliseconds = 30_000;
    expect(kept.usable).toBe(false);
    expect((await once(kept)).value).toBe('answer 3');
    expect(bucket.calls).toEqual([]);
    milliseconds = 30_001;
    expect(kept.usable).toBe(true);
    expect((await once(kept)).value).toBe('answer 4');
    await settled();
    expect(await once(keptBy())).toEqual({ value: 'answer 4', reused: true });
    expect(lines).toMatchObject([
      {
        level: 'WARN',
        message: 'unfinished work cannot be kept at the moment, so this call goes on without',
      },
    ]);
  });

  it('is kept after a moment in which nothing answered, however many requests were under way', async () => {
    bucket.failure = new Error('TimeoutError');
    const kept = keptBy();
    await Promise.all(['a', 'b', 'c'].map((key) => kept.find([key], z.string())));
    bucket.failure = undefined;
    expect((await once(kept)).value).toBe('answer 1');
    await settled();
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: true });
  });

  it('is begun at once by an instance whose write of the lease was refused for what it had written before', async () => {
    const put = bucket.put.bind(bucket);
    bucket.put = async (...write) => {
      await put(...write);
      return undefined;
    };
    onLook = () => expect.unreachable('it waits for itself');
    expect(await once(keptBy())).toEqual({ value: 'answer 1', reused: false });
  });

  it('ends its wait for another instance when the call ends', async () => {
    void keptBy().once(KEY, z.string(), () => new Promise<never>(() => {}));
    const controller = new AbortController();
    onLook = () => controller.abort(new Error('the time is over'));
    await expect(once(keptBy({ signal: controller.signal }))).rejects.toThrow('the time is over');
  });

  it('is stopped by a cancel that came to another instance, for the same owner and scope only', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const cancelled: string[] = [];
      const begin = (callId: string, accounts: KeptCall['accounts'], owner = 'ann') =>
        void keptBy({ callId, accounts, owner, cancel: () => cancelled.push(callId) }).once(
          KEY,
          z.string(),
          () => new Promise<never>(() => {}),
        );
      begin('call-0001', ['111122223333']);
      begin('call-0002', ['111122223333']);
      begin('call-0001', ['444455556666']);
      begin('call-0001', ['111122223333'], 'bob');
      const of = { accounts: ['111122223333'], owner: 'ann' };
      await workStore({ bucket, sleep: async () => {} }).cancel(of, ['call-0001']);
      await vi.advanceTimersByTimeAsync(9_999);
      expect(cancelled).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      await vi.waitFor(() => expect(cancelled).toEqual(['call-0001']), 30_000);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is stopped with the analysis that it is part of, which is not cancelled again by that', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const cancelled = vi.fn(() => works.cancelled());
      const works = keptBy({ cancel: cancelled });
      works.partOf('analysis-0001');
      void works.once(KEY, z.string(), () => new Promise<never>(() => {}));
      const waits = keptBy();
      waits.partOf('analysis-0001');
      waits.cancelled();
      await settled();
      const written = [...bucket.objects].filter(([name]) => !name.endsWith('.lease'));
      vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 20_000);
      await vi.advanceTimersByTimeAsync(10_000);
      await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce(), 30_000);
      await settled();
      expect([...bucket.objects].filter(([name]) => !name.endsWith('.lease'))).toEqual(written);
    } finally {
      vi.restoreAllMocks();
      vi.useRealTimers();
    }
  });

  it('is named without what it holds', async () => {
    await once(keptBy());
    await settled();
    for (const call of bucket.calls)
      expect(call).toMatch(/^(?:get|put|remove|list) [0-9a-f]{16,64}(?:\.lease)?$/);
  });
});

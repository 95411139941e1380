import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallQueue } from './call-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lets `count` calls into the queue and returns the numbers of those that went. */
function enterAll(queue: CallQueue, count: number, went: number[] = [], wasRefused = false): number[] {
  for (let call = 0; call < count; call++) {
    const turn = queue.enter(undefined, wasRefused);
    if (turn === undefined) went.push(call);
    else void turn.then(() => went.push(call));
  }
  return went;
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('CallQueue', () => {
  it('lets every call go at once while none is refused', () => {
    expect(enterAll(new CallQueue(), 1000)).toHaveLength(1000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a call go for each that ends, once the server has told how many it takes', async () => {
    const queue = new CallQueue();
    enterAll(queue, 10);
    for (let refusal = 0; refusal < 7; refusal++) queue.refused();
    const went = enterAll(queue, 7);
    await settle();
    expect(went).toEqual([]);
    queue.leave();
    queue.leave();
    await settle();
    expect(went).toEqual([0, 1]);
  });

  it('lets a refused call go before those that were never tried', async () => {
    const queue = new CallQueue();
    enterAll(queue, 2);
    queue.refused();
    const order: string[] = [];
    void queue.enter(undefined, false)?.then(() => order.push('new'));
    void queue.enter(undefined, true)?.then(() => order.push('refused'));
    queue.leave();
    await settle();
    expect(order).toEqual(['refused']);
  });

  it('tries one more from time to time, more rarely while that is refused', async () => {
    const queue = new CallQueue(() => 1);
    enterAll(queue, 1);
    queue.refused();
    const tries: number[] = [];
    const start = performance.now();
    const enter = (): void => {
      void queue.enter(undefined, true)?.then(() => {
        tries.push(performance.now() - start);
        queue.refused();
        enter();
      });
    };
    enter();
    await vi.advanceTimersByTimeAsync(80_000);
    expect(tries).toEqual([1000, 3000, 7000, 15_000, 31_000, 51_000, 71_000]);
  });

  it('forgets a refusal when there has been none for half a minute', async () => {
    const queue = new CallQueue();
    enterAll(queue, 2);
    queue.refused();
    queue.leave();
    await vi.advanceTimersByTimeAsync(31_000);
    expect(enterAll(queue, 50)).toHaveLength(50);
  });

  it('lets a caller leave that waits no longer, and waits for nobody then', async () => {
    const queue = new CallQueue();
    enterAll(queue, 1);
    queue.refused();
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = expect(queue.enter(controller.signal, true)).rejects.toBe(reason);
    controller.abort(reason);
    await waiting;
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { ModelPassedOver, NoModelLeft } from '../call/ports.ts';

/**
 * Runs `work` for each item, at most `width` at once, and returns the settled results in the order of the items. A
 * failure is one of these results, unless the signal has aborted (then its reason is thrown), another model is in use
 * from now on, or none is left: no further item is begun then.
 */
export async function mapInParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
  signal: AbortSignal,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  const queue = items.entries();
  let ended = false;
  const worker = async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      if (ended) return;
      try {
        results[index] = { status: 'fulfilled', value: await work(item, index) };
      } catch (reason) {
        signal.throwIfAborted();
        if (reason instanceof ModelPassedOver || reason instanceof NoModelLeft) {
          ended = true;
          throw reason;
        }
        results[index] = { status: 'rejected', reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

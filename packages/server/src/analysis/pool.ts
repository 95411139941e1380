/**
 * Runs a piece of work for each item, at most `width` at once, and returns what each came to in the order of the
 * items. A failure is a result like any other, unless the signal has aborted: then the whole throws its reason.
 */
export async function mapInParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
  signal: AbortSignal,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      try {
        results[index] = { status: 'fulfilled', value: await work(item, index) };
      } catch (reason) {
        signal.throwIfAborted();
        results[index] = { status: 'rejected', reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

import { untilAborted } from '../call/call-signal.ts';

/** An answer that comes while the process is busy is seen after that: so the time runs in steps, each counted once. */
const STEP_MS = 250;

/** A request was not answered in its time. */
export class RequestTimeout extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * What a request answers within `ms` (to the next 250) in which this process could have read it. Time in which the process
 * was busy with something else, or frozen between two invocations, counts as one step however long it was. Aborts the
 * request after that, and throws RequestTimeout.
 */
export async function withinRunningTime<T>(
  ms: number,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let steps = Math.ceil(ms / STEP_MS);
  const timer = setInterval(() => {
    steps -= 1;
    if (steps === 0) controller.abort(new RequestTimeout(`The request was not answered within ${ms} ms`));
  }, STEP_MS);
  try {
    return await untilAborted(request(controller.signal), controller.signal);
  } finally {
    clearInterval(timer);
  }
}

import { CallCancelled, InstanceStopping } from './call-errors.ts';

/** Whether the client cancelled the call or its instance stops, as opposed to its deadline having passed. */
export function wasCancelled(signal: AbortSignal): boolean {
  return (
    signal.aborted && (signal.reason instanceof CallCancelled || signal.reason instanceof InstanceStopping)
  );
}

/** The work's own outcome, or the reason of the abort as soon as the signal says so. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** How long a handler may take after the abort to throw its own, more precise error. */
const GRACE_MS = 250;

/** Gives the handler a moment after the abort to throw its own error, then ends the call without it. */
export async function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const overdue = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => overdue.abort(signal.reason), GRACE_MS);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await untilAborted(work, overdue.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

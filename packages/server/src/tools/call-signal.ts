import { CaseInsightsError } from '@case-insights/core/errors';

/** Why a call was aborted when its client no longer wants the answer. Work that costs money must stop then. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
  constructor() {
    super('The call was cancelled by the client.');
  }
}

/** Why a call was aborted when its time is over. */
export function deadlineError(): CaseInsightsError {
  return new CaseInsightsError(
    'deadline',
    'The time for this call is over; ask for less at once (a shorter period or fewer cases), or try again.',
  );
}

/** Whether the client gave the call up, as opposed to its time being over. */
export function wasCancelled(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof CallCancelled;
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

import type { ServerResponse } from 'node:http';
import { BridgeFailure } from '../../failure.ts';
import type { RpcMessage } from '../../json-rpc.ts';
import { type Throttleable, type TimeLimits, timeLimit } from '../../upstream/time-limit.ts';

/** What may end a relayed request before its answer does. */
export interface RequestEnd {
  /** Aborts with the failure to tell. */
  readonly signal: AbortSignal;
  /** Whether it was the client that has gone. */
  readonly abandoned: boolean;
  /** Nothing ends it any more. */
  clear(): void;
}

/** Watches over a relayed request: its time may be up, its client may go, and everything may stop. */
export function watchRequest(
  response: ServerResponse,
  messages: readonly RpcMessage[],
  calls: readonly Throttleable[],
  limits: TimeLimits,
  stop: AbortSignal,
): RequestEnd {
  const end = new AbortController();
  let abandoned = false;
  const onClose = () => {
    abandoned = !response.writableFinished;
    if (abandoned) end.abort(new BridgeFailure('cancelled', 'The client has gone.'));
  };
  const onStop = () => end.abort(stop.reason);
  const limit = timeLimit(messages, limits);
  const timer = limit === undefined ? undefined : setTimeout(() => end.abort(limit.failure(calls)), limit.ms);
  response.once('close', onClose);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  return {
    signal: end.signal,
    get abandoned() {
      return abandoned;
    },
    clear() {
      clearTimeout(timer);
      response.off('close', onClose);
      stop.removeEventListener('abort', onStop);
    },
  };
}

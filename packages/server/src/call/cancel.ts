import { nameOf } from '../aws/service-error.ts';
import { CallCancelled } from './call-errors.ts';
import type { AthenaService } from './ports.ts';
import type { RequestContext } from './request-context.ts';

/** A client's random id of a call. It becomes part of SQL, so nothing else is taken for one. */
const CALL_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The call id that a client sent, or undefined for what cannot be one. */
export function validCallId(value: unknown): string | undefined {
  return typeof value === 'string' && CALL_ID.test(value) ? value : undefined;
}

/** Calls that run in this instance of the function, by caller and by the id that the client gave them. */
export class RunningCalls {
  readonly #controllers = new Map<string, AbortController>();

  /** Makes the call cancellable until the returned function is called. A call without an id cannot be named. */
  add(callerHash: string, callId: string | undefined, controller: AbortController): () => void {
    if (callId === undefined) return () => {};
    const key = `${callerHash} ${callId}`;
    this.#controllers.set(key, controller);
    return () => {
      if (this.#controllers.get(key) === controller) this.#controllers.delete(key);
    };
  }

  /** Cancels the caller's call by this id. Returns whether it ran here. */
  cancel(callerHash: string, callId: string): boolean {
    const controller = this.#controllers.get(`${callerHash} ${callId}`);
    controller?.abort(new CallCancelled());
    return controller !== undefined;
  }
}

/** What cancelling needs of the services. */
export interface CancelServices {
  readonly running: RunningCalls;
  readonly athena: Pick<AthenaService, 'stopStatements'>;
  /** Waits `ms`, or rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Another instance may be about to start the statement of the call, so there is a second look after this. */
const SECOND_LOOK_AFTER_MS = 1_500;

/**
 * Stops the caller's call by the id the client gave it: in this instance of the function, and its `query_athena`
 * statement wherever it was started. Never fails: a cancel is a notification, to which there is no answer.
 */
export async function cancelCall(
  { running, athena, sleep }: CancelServices,
  request: RequestContext,
  id: unknown,
): Promise<void> {
  const callId = validCallId(id);
  if (callId === undefined) return;
  const { caller, log } = request;
  if (running.cancel(caller.hash, callId)) return;
  const look = () => athena.stopStatements({ callId, callerHash: caller.hash });
  try {
    let stopped = await look();
    if (stopped === 0) {
      await sleep(SECOND_LOOK_AFTER_MS, new AbortController().signal);
      stopped = await look();
    }
    log.info('cancel looked for statements of the call', { statements_stopped: stopped });
  } catch (error) {
    log.warn('cancel could not reach athena', { error_name: nameOf(error) });
  }
}

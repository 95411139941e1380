import type { Scopes } from '../access/scopes.ts';
import { nameOf } from '../aws/service-error.ts';
import { CallCancelled, InstanceStopping } from './call-errors.ts';
import type { AthenaService, WorkStore } from './ports.ts';
import { principalHash, type RequestContext } from './request-context.ts';
import { MAX_CALLS } from './request-work.ts';

/** A client's random id of a call. It becomes part of SQL, so nothing else is taken for one. */
const CALL_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The call id that a client sent, or undefined for what cannot be one. */
export function validCallId(value: unknown): string | undefined {
  return typeof value === 'string' && CALL_ID.test(value) ? value : undefined;
}

/** Calls that run in this instance of the function, by caller and by the id that the client gave them. */
export class RunningCalls {
  readonly #controllers = new Map<string, AbortController>();
  readonly #all = new Set<AbortController>();

  /** Makes the call cancellable until the returned function is called. A call without an id cannot be named. */
  add(callerHash: string, callId: string | undefined, controller: AbortController): () => void {
    this.#all.add(controller);
    if (callId === undefined) return () => this.#all.delete(controller);
    const key = `${callerHash} ${callId}`;
    this.#controllers.set(key, controller);
    return () => {
      this.#all.delete(controller);
      if (this.#controllers.get(key) === controller) this.#controllers.delete(key);
    };
  }

  /** Stops every call, whose instance is about to end. */
  stopAll(): void {
    for (const controller of this.#all) controller.abort(new InstanceStopping());
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
  readonly scopes: Scopes;
  readonly athena: Pick<AthenaService, 'stopStatements'>;
  /** Absent where the deployment keeps no unfinished work. */
  readonly store?: WorkStore;
  /** Waits `ms`, or rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Another instance may be about to start the statement of the call, so there is a second look after this. */
const SECOND_LOOK_AFTER_MS = 1_500;

/**
 * Stops the caller's calls by the ids the client gave them: in this instance of the function, analyses in any other
 * through what is kept, and `query_athena` statements wherever they were started. However many ids there are, Athena is
 * asked once for all of them and once more for what was started meanwhile, and the store is told of as many calls as one
 * request may hold; for a caller that the access policy does not admit, neither. Never fails: a cancel is a
 * notification, to which there is no answer.
 */
export async function cancelCalls(
  { running, scopes, athena, store, sleep }: CancelServices,
  request: RequestContext,
  ids: readonly unknown[],
): Promise<void> {
  const { caller, log } = request;
  const valid = new Set(ids.map(validCallId).filter((id) => id !== undefined));
  const elsewhere = new Set([...valid].filter((id) => !running.cancel(caller.hash, id)));
  if (elsewhere.size === 0) return;
  const stopStatements = async () => {
    const look = (among: 'recent' | 'newest') =>
      athena.stopStatements({ callIds: elsewhere, callerHash: caller.hash }, among);
    let stopped = await look('recent');
    if (stopped < elsewhere.size) {
      await sleep(SECOND_LOOK_AFTER_MS, new AbortController().signal);
      stopped += await look('newest');
    }
    log.info('cancel looked for statements of calls', { statements_stopped: stopped });
  };
  const unlessItFails = (work: Promise<unknown> | undefined, message: string) =>
    work?.catch((error: unknown) => log.warn(message, { error_name: nameOf(error) }));
  try {
    const scope = await scopes.scopeOf(caller.id, caller.groups);
    if (scope === 'denied') return;
    await Promise.all([
      unlessItFails(stopStatements(), 'cancel could not look for statements'),
      unlessItFails(
        store?.cancel({ accounts: scope, owner: principalHash(caller) }, [...elsewhere].slice(0, MAX_CALLS)),
        'cancel could not be kept for other instances',
      ),
    ]);
  } catch (error) {
    log.warn('cancel could not tell what the caller may see', { error_name: nameOf(error) });
  }
}

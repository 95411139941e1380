import { CallCancelled } from './call-signal.ts';

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

import { stopTaggedStatements } from '../athena/cancel.ts';
import { validCallId } from '../athena/tag.ts';
import { nameOf } from '../aws/service-error.ts';
import type { RequestContext } from '../http/request-context.ts';
import type { ToolServices } from './call.ts';

/** A call that another instance took up a moment ago has yet to be checked and started; so there is a second look. */
const SECOND_LOOK_AFTER_MS = 1_500;

/**
 * Stops the caller's call by the id the client gave it: in this instance of the function, and its `query_athena`
 * statement wherever it was started. Never fails: a cancel is a notification, to which there is no answer.
 */
export async function cancelCall(
  services: ToolServices,
  request: RequestContext,
  id: unknown,
): Promise<void> {
  const callId = validCallId(id);
  if (callId === undefined) return;
  const { caller, log } = request;
  if (services.running.cancel(caller.hash, callId)) return;
  const { athena } = services;
  const look = () => stopTaggedStatements(athena, { callId, callerHash: caller.hash });
  try {
    let stopped = await look();
    if (stopped === 0) {
      await athena.sleep(SECOND_LOOK_AFTER_MS, new AbortController().signal);
      stopped = await look();
    }
    log.info('cancel looked for statements of the call', { statements_stopped: stopped });
  } catch (error) {
    log.warn('cancel could not reach athena', { error_name: nameOf(error) });
  }
}

import { stopTaggedStatements } from '../athena/cancel.ts';
import { validCallId } from '../athena/tag.ts';
import { nameOf } from '../aws/service-error.ts';
import type { RequestContext } from '../http/request-context.ts';
import type { ToolServices } from './call.ts';

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
  try {
    const stopped = await stopTaggedStatements(services.athena, { callId, callerHash: caller.hash });
    log.info('cancel looked for statements of the call', { statements_stopped: stopped });
  } catch (error) {
    log.warn('cancel could not reach athena', { error_name: nameOf(error) });
  }
}

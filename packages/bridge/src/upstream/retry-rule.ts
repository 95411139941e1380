import type { RetryRule } from '../http/retry.ts';
import type { RpcMessage } from '../json-rpc.ts';

/**
 * Methods that change nothing at the server, or the same as once (`initialize` leaves a session that expires, the two
 * notifications say again what is known), so that they may be sent again after any failure that may pass. `tools/call`
 * is none of them: an analysis costs money.
 */
const SAFE_METHODS = new Set([
  'initialize',
  'server/discover',
  'ping',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
  'notifications/initialized',
  'notifications/cancelled',
]);

/** Which failures permit sending these messages again; one that is not safe decides for all. */
export function retryRule(messages: readonly RpcMessage[]): RetryRule {
  const isSafe = (message: RpcMessage) => message.kind !== 'response' && SAFE_METHODS.has(message.method);
  return messages.every(isSafe) ? 'safe' : 'costly';
}

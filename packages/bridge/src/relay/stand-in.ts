import { version } from '../../package.json';
import type { BridgeFailure } from '../failure.ts';
import type { JsonObject, RequestId } from '../json-rpc.ts';
import type { PendingCall } from '../upstream/pending-calls.ts';

/** Revisions of the 2025 era, the newest first. */
const REVISIONS_2025 = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];
const SERVER_INFO = { name: 'case-insights-bridge', version };
/** `_meta` key that ties a 2026-era notification to the subscription it is sent on. */
const SUBSCRIPTION_KEY = 'io.modelcontextprotocol/subscriptionId';

/**
 * The bridge's own answer to an opening that fails for want of credentials or takes longer than a client waits, so that
 * the client can start: a server with tools that will change, and instructions that say what to do. Undefined for a
 * request that opens nothing.
 */
export function standInAnswer(
  request: PendingCall,
  params: JsonObject | undefined,
  failure: BridgeFailure,
): string | undefined {
  const capabilities = { tools: { listChanged: true } };
  const instructions = `The server cannot be reached yet. ${failure.message} Its tools appear as soon as it answers.`;
  if (request.method === 'initialize') {
    const wanted = REVISIONS_2025.find((revision) => revision === params?.protocolVersion);
    const protocolVersion = wanted ?? REVISIONS_2025[0];
    return resultLine(request.id, { protocolVersion, capabilities, serverInfo: SERVER_INFO, instructions });
  }
  if (request.method !== 'server/discover' || request.revision === undefined) return undefined;
  return resultLine(request.id, {
    resultType: 'complete',
    supportedVersions: [request.revision],
    capabilities,
    instructions,
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { 'io.modelcontextprotocol/serverInfo': SERVER_INFO },
  });
}

/** Tells the client that the tools are there now; on a 2026-era subscription, by its id. */
export function toolsChangedLine(subscription?: RequestId): string {
  const params =
    subscription === undefined ? {} : { params: { _meta: { [SUBSCRIPTION_KEY]: subscription } } };
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/tools/list_changed', ...params });
}

/** Acknowledges a 2026-era subscription in the server's place, for the one notification the bridge can promise. */
export function subscribedLine(subscription: RequestId): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { _meta: { [SUBSCRIPTION_KEY]: subscription }, notifications: { toolsListChanged: true } },
  });
}

/** Answers a `ping`, which asks whether the bridge is alive as much as whether the server is. */
export function pongLine(id: RequestId): string {
  return resultLine(id, {});
}

function resultLine(id: RequestId, result: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

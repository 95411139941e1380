import { version } from '../../package.json';
import type { BridgeFailure } from '../failure.ts';
import { isObject, type JsonObject, type RequestId } from '../json-rpc.ts';
import type { PendingCall } from '../upstream/pending-calls.ts';

/** Revisions of the 2025 era, the newest first. */
const REVISIONS_2025 = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];
const SERVER_INFO = { name: 'case-insights-bridge', version };
/**
 * What a server may list. It is not known which of them this one has, and the SDK's clients never ask for what an opening
 * did not promise; a server without one answers that it has no such method.
 */
const LISTS = ['tools', 'prompts', 'resources'] as const;
type List = (typeof LISTS)[number];

/** `_meta` key that ties a 2026-era notification to the subscription it is sent on. */
const SUBSCRIPTION_KEY = 'io.modelcontextprotocol/subscriptionId';

/**
 * The bridge's own answer to an opening that fails for want of credentials or takes longer than a client waits, so that
 * the client can start: a server whose lists will change, and instructions that say what to do. Undefined for a
 * request that opens nothing.
 */
export function standInAnswer(
  request: PendingCall,
  params: JsonObject | undefined,
  failure: BridgeFailure,
): string | undefined {
  const lists = LISTS.map((list) => [list, { listChanged: true }] as const);
  const capabilities = { ...Object.fromEntries(lists), completions: {} };
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

/** Tells the client that the lists can be asked for now. */
export function changedLines(): string[] {
  return LISTS.map((list) => JSON.stringify({ jsonrpc: '2.0', method: changed(list) }));
}

/** The same on a 2026-era subscription, for what it asked for. */
export function changedLinesOn(subscription: RequestId, params: JsonObject | undefined): string[] {
  return wanted(params).map((list) =>
    JSON.stringify({
      jsonrpc: '2.0',
      method: changed(list),
      params: { _meta: { [SUBSCRIPTION_KEY]: subscription } },
    }),
  );
}

/** Acknowledges a 2026-era subscription in the server's place, for the notifications that the bridge can promise. */
export function subscribedLine(subscription: RequestId, params: JsonObject | undefined): string {
  const notifications = Object.fromEntries(wanted(params).map((list) => [filterOf(list), true]));
  return JSON.stringify({
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { _meta: { [SUBSCRIPTION_KEY]: subscription }, notifications },
  });
}

function changed(list: List): string {
  return `notifications/${list}/list_changed`;
}

/** `toolsListChanged`, as a subscription names it. */
function filterOf(list: List): string {
  return `${list}ListChanged`;
}

/** The lists of whose changes a subscription wants to hear. */
function wanted(params: JsonObject | undefined): readonly List[] {
  const filter = isObject(params?.notifications) ? params.notifications : {};
  return LISTS.filter((list) => filter[filterOf(list)] === true);
}

/** Answers a `ping`, which asks whether the bridge is alive as much as whether the server is. */
export function pongLine(id: RequestId): string {
  return resultLine(id, {});
}

function resultLine(id: RequestId, result: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

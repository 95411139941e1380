import { isObject, type JsonObject } from '../json-rpc.ts';
import { ask, ownRequest, RpcError, refusedBy } from './ask.ts';
import { listPages } from './tool-list.ts';
import type { Upstream } from './upstream.ts';

/** What a server can list beside its tools: the method, and the member of its answer. */
const LISTS = {
  prompts: ['prompts/list', 'prompts'],
  resources: ['resources/list', 'resources'],
  templates: ['resources/templates/list', 'resourceTemplates'],
} as const;

export type OfferKind = keyof typeof LISTS;

/** JSON-RPC 2.0, section 5.1. */
const METHOD_NOT_FOUND = -32601;

/** Everything of one kind that the server lists, or undefined where it has no such list. Throws a `BridgeFailure`. */
export async function listOffers(upstream: Upstream, kind: OfferKind): Promise<JsonObject[] | undefined> {
  const [method, member] = LISTS[kind];
  const offers: JsonObject[] = [];
  try {
    for await (const page of listPages((params) => ask(upstream, ownRequest(method, params)))) {
      const listed = isObject(page) ? page[member] : undefined;
      if (Array.isArray(listed)) offers.push(...listed.filter(isObject));
    }
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    if (error.code === METHOD_NOT_FOUND) return undefined;
    throw refusedBy(error, method);
  }
  return offers;
}

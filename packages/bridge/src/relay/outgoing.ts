import { randomUUID } from 'node:crypto';
import { PROFILE_KEY } from '@case-insights/core/names';
import type { AbortSignalLike } from '../http/light-abort.ts';
import { type JsonObject, metaOf, type RpcMessage, type RpcRequest } from '../json-rpc.ts';
import { revisionOf } from './headers.ts';
import { addMembers, elements } from './json-splice.ts';
import type { PendingRequest } from './pending.ts';

/** One POST: a message, or the messages of a batch. */
export interface Outgoing {
  readonly body: string;
  readonly messages: readonly RpcMessage[];
  /** The requests among the messages. */
  readonly requests: readonly PendingRequest[];
  /** Ends the HTTP request, and what may be resumed of it. */
  readonly signal: AbortSignalLike;
  /** Called when the body has left the process, or never will. */
  readonly onSent?: () => void;
}

/** The record of a client's request, with a call id of its own. */
export function pendingRequest(request: RpcRequest): PendingRequest {
  const profile = metaOf(request.params)[PROFILE_KEY];
  const tool = request.method === 'tools/call' ? request.params?.name : undefined;
  return {
    id: request.id,
    method: request.method,
    callId: randomUUID(),
    revision: revisionOf(request),
    profile: typeof profile === 'string' ? profile : undefined,
    tool: typeof tool === 'string' ? tool : undefined,
    sent: false,
    settled: false,
    end: () => undefined,
  };
}

/** Whether the message is the request that opens a 2025-era connection. */
export function isInitialize(message: RpcMessage | undefined): message is RpcRequest {
  return message?.kind === 'request' && message.method === 'initialize';
}

/** The revision of a single 2026-era message; its era knows no batches. */
export function revisionIn(outgoing: Outgoing): string | undefined {
  const [first] = outgoing.messages;
  return first === undefined || outgoing.messages.length > 1 ? undefined : revisionOf(first);
}

/**
 * The text to send for what the client wrote: the same, with `additions` put into the `_meta` of each message. What
 * the client has set there itself wins.
 */
export function outgoingText(
  text: string,
  batch: boolean,
  messages: readonly RpcMessage[],
  additions: (message: RpcMessage) => JsonObject,
): string {
  const amended = (element: string, message: RpcMessage): string => {
    if (message.kind === 'response') return element;
    const present = metaOf(message.params);
    const members = Object.entries(additions(message)).filter(([key]) => !Object.hasOwn(present, key));
    return members.length === 0
      ? element
      : addMembers(element, ['params', '_meta'], Object.fromEntries(members));
  };
  const [first] = messages;
  if (!batch) return first === undefined ? text : amended(text, first);
  const parts = elements(text);
  return `[${messages.map((message, index) => amended(parts[index] ?? '', message)).join(',')}]`;
}

import type { AbortSignalLike } from '../http/light-abort.ts';
import type { RpcMessage, RpcRequest } from '../json-rpc.ts';
import { revisionOf } from './headers.ts';
import type { PendingCall } from './pending-calls.ts';

/** One POST: a message, or the messages of a batch. */
export interface Outgoing {
  readonly body: string;
  readonly messages: readonly RpcMessage[];
  /** The requests among the messages that somebody waits for. */
  readonly requests: readonly PendingCall[];
  /** Ends the HTTP request, and what may be resumed of it. */
  readonly signal: AbortSignalLike;
  /** Which of the listed profiles signs it; that of the first request when left out. */
  readonly profile?: string;
  /** MCP headers as the client sent them, which pass in place of those that the bridge would set. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the body has left the process, or never will. */
  readonly onSent?: () => void;
}

/** Whether the message is the request that opens a 2025-era connection. */
export function isInitialize(message: RpcMessage | undefined): message is RpcRequest {
  return message?.kind === 'request' && message.method === 'initialize';
}

const OPENINGS = new Set(['initialize', 'server/discover']);

/** Whether the message is the request with which a client of either era looks whether the server is there. */
export function isOpening(message: RpcMessage | undefined): message is RpcRequest {
  return message?.kind === 'request' && OPENINGS.has(message.method);
}

/** The revision of a single 2026-era message; its era knows no batches. */
export function revisionIn({ messages }: Pick<Outgoing, 'messages'>): string | undefined {
  const [first] = messages;
  return first === undefined || messages.length > 1 ? undefined : revisionOf(first);
}

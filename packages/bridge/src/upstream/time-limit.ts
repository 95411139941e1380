import { BridgeFailure } from '../failure.ts';
import type { RpcMessage } from '../json-rpc.ts';

export interface TimeLimits {
  /** The longest time for any request but a tool call, in ms. */
  readonly timeoutMs: number;
  readonly toolTimeoutMs: number;
}

export interface TimeLimit {
  readonly ms: number;
  /** What to tell those who wait when the time is up; made only then, since an error with its stack costs 32 µs. */
  failure(): BridgeFailure;
  /** Whether a tool may be running, which the server should be told to stop. */
  readonly isToolCall: boolean;
}

/** How long a message that asks for nothing may take to be accepted, in ms. */
const NOTICE_MS = 60_000;

/** The longest time for what one POST holds; undefined for a subscription, which is meant to stay open. */
export function timeLimit(messages: readonly RpcMessage[], limits: TimeLimits): TimeLimit | undefined {
  const methods = messages.flatMap((message) => (message.kind === 'request' ? [message.method] : []));
  if (methods.includes('subscriptions/listen')) return undefined;
  const isToolCall = methods.includes('tools/call');
  const longest = isToolCall ? limits.toolTimeoutMs : limits.timeoutMs;
  const ms = methods.length === 0 ? Math.min(longest, NOTICE_MS) : longest;
  const option = isToolCall ? '--tool-timeout' : '--timeout';
  const sentence = `No answer within ${ms / 1000} s; ask for less at once, or raise ${option}.`;
  return { ms, isToolCall, failure: () => new BridgeFailure('timeout', sentence) };
}

import { BridgeFailure } from '../failure.ts';
import type { RpcMessage } from '../json-rpc.ts';
import type { PendingCall } from './pending-calls.ts';

export interface TimeLimits {
  /** The longest time for any request but a tool call, in ms. */
  readonly timeoutMs: number;
  readonly toolTimeoutMs: number;
}

/** A call that may wait because the server is full. */
export type Throttleable = Pick<PendingCall, 'throttled'>;

export interface TimeLimit {
  readonly ms: number;
  /**
   * What to tell those who wait for `calls` when the time is up; made only then, since an error with its stack costs 32 µs.
   */
  failure(calls: readonly Throttleable[]): BridgeFailure;
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
  const sentence = `No answer within ${ms / 1000} s; request less at once, or raise ${option}.`;
  return {
    ms,
    isToolCall,
    failure: (calls) => throttled(calls, ms) ?? new BridgeFailure('timeout', sentence),
  };
}

/** Notes that a call begins to wait because the server is full, or goes out again. */
export function noteThrottled(call: Throttleable, waits: boolean): void {
  call.throttled = { since: call.throttled?.since ?? performance.now(), waits };
}

/** What to tell of a call whose time of `ms` is up while the server has no room for it; undefined when it has. */
export function throttled(calls: readonly Throttleable[], ms: number): BridgeFailure | undefined {
  const state = calls.find((call) => call.throttled?.waits)?.throttled;
  if (state === undefined) return undefined;
  const seconds = Math.round((performance.now() - state.since) / 100) / 10;
  return new BridgeFailure(
    'timeout',
    `The server is throttling (429): the call waited ${seconds} s of its ${ms / 1000} s for room and was not run; ask again later, make fewer calls at once, or raise --tool-timeout.`,
    { standing: 'not_run' },
  );
}

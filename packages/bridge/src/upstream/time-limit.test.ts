import { describe, expect, it } from 'vitest';
import { classify } from '../json-rpc.ts';
import { timeLimit } from './time-limit.ts';

const LIMITS = { timeoutMs: 90_000, toolTimeoutMs: 5000 };
const message = (method: string, id?: number) => classify({ jsonrpc: '2.0', method, id })!;

describe('timeLimit', () => {
  it.each([
    ['a tool call', [message('tools/call', 1)], 5000, '--tool-timeout'],
    ['a batch with a tool call', [message('ping', 1), message('tools/call', 2)], 5000, '--tool-timeout'],
    ['any other request', [message('tools/list', 1)], 90_000, '--timeout'],
    ['a notification, 60 s at most', [message('notifications/progress')], 60_000, '--timeout'],
  ])('of %s', (_name, messages, ms, option) => {
    const limit = timeLimit(messages, LIMITS);
    expect(limit?.ms).toBe(ms);
    expect(limit?.isToolCall).toBe(option === '--tool-timeout');
    expect(limit?.failure([]).message).toBe(
      `No answer within ${ms / 1000} s; request less at once, or raise ${option}.`,
    );
  });

  it('lets a notification have less where requests have less', () => {
    expect(timeLimit([message('notifications/progress')], { ...LIMITS, timeoutMs: 100 })?.ms).toBe(100);
  });

  it('is none for a subscription', () => {
    expect(timeLimit([message('subscriptions/listen', 1)], LIMITS)).toBeUndefined();
  });
});

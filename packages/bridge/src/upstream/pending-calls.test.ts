import { describe, expect, it } from 'vitest';
import { classify, type RpcMessage } from '../json-rpc.ts';
import { PendingCalls } from './pending-calls.ts';

const request = (id: number): RpcMessage =>
  classify({ jsonrpc: '2.0', id, method: 'tools/call', params: {} })!;
const CANCEL = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };

function cancelText(calls: PendingCalls, sessionId?: string): unknown {
  const text = calls.text(JSON.stringify(CANCEL), false, [classify(CANCEL)!], [], {}, sessionId);
  return JSON.parse(text).params._meta?.['case-insights/call'];
}

describe('PendingCalls', () => {
  it('gives each request an id of its own, beside the metadata, and leaves what the client has set', () => {
    const calls = new PendingCalls();
    const messages = [request(1), request(2)];
    const begun = calls.begin(messages, undefined);
    const written = messages.map((_message, index) => ({
      jsonrpc: '2.0',
      id: index + 1,
      method: 'tools/call',
      params: { _meta: { team: 'mine' } },
    }));
    const own = written.map((message) => classify(message)!);
    const sent = JSON.parse(
      calls.text(JSON.stringify(written), true, own, begun, { team: 'ops', x: '1' }, undefined),
    );
    expect(sent.map(({ params }: { params: { _meta: unknown } }) => params._meta)).toEqual(
      begun.map(({ callId }) => ({ team: 'mine', x: '1', 'case-insights/call': callId })),
    );
    expect(begun[0]?.callId).not.toBe(begun[1]?.callId);
  });

  it('names in a cancellation the call that is meant', () => {
    const calls = new PendingCalls();
    const [call] = calls.begin([request(1)], undefined);
    expect(cancelText(calls)).toBe(call?.callId);
    calls.settle(call!);
    expect(cancelText(calls)).toBeUndefined();
  });

  it('names none where two clients may be meant', () => {
    const calls = new PendingCalls();
    calls.begin([request(1)], undefined);
    calls.begin([request(1)], undefined);
    expect(cancelText(calls)).toBeUndefined();
  });

  it('tells clients apart by their sessions', () => {
    const calls = new PendingCalls();
    const [first] = calls.begin([request(1)], 'a');
    calls.begin([request(1)], 'b');
    expect(cancelText(calls, 'a')).toBe(first?.callId);
  });
});

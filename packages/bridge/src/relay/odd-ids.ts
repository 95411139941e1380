import { elements, memberText, replaceMember } from '@case-insights/core/json-text';
import type { RpcMessage } from '../json-rpc.ts';
import type { Messages } from './inbound.ts';

/** Whether an id is a number that JavaScript does not print as it was written, or that servers in it refuse. */
function isOdd(id: unknown): id is number {
  return typeof id === 'number' && !Number.isSafeInteger(id);
}

/**
 * Gives requests whose id is a number beyond 2^53 or a fraction a text for an id within the bridge and towards the server,
 * and puts back what the client wrote, to the digit: parsed, two such ids may be one, and servers refuse them.
 */
export class OddIds {
  /** The id within the bridge → the id as the client wrote it. */
  readonly #written = new Map<string, string>();
  #count = 0;

  /** What a line holds, with such ids replaced; the same when it has none. */
  incoming(inbound: Messages): Messages {
    const { text, batch, messages } = inbound;
    if (!messages.some((message) => oddPath(message) !== undefined)) return inbound;
    const texts = batch ? elements(text) : [text];
    const replaced = messages.map((message, index) => this.#replace(message, texts[index] ?? ''));
    const parts = replaced.map((part) => part.text);
    return {
      ...inbound,
      messages: replaced.map((part) => part.message),
      text: batch ? `[${parts.join(',')}]` : (parts[0] ?? text),
    };
  }

  /** A message for the client, with the id that it wrote. */
  outgoing(text: string): string {
    if (this.#written.size === 0) return text;
    const id = memberText(text, ['id']);
    const written = id === undefined ? undefined : this.#written.get(id);
    if (id === undefined || written === undefined) return text;
    this.#written.delete(id);
    return replaceMember(text, ['id'], written);
  }

  #replace(message: RpcMessage, text: string): { message: RpcMessage; text: string } {
    const path = oddPath(message);
    const written = path === undefined ? undefined : memberText(text, path);
    if (path === undefined || written === undefined) return { message, text };
    if (message.kind === 'request') {
      const id = `case-insights-id-${++this.#count}`;
      this.#written.set(JSON.stringify(id), written);
      return { message: { ...message, id }, text: replaceMember(text, path, JSON.stringify(id)) };
    }
    const id = [...this.#written].find(([, other]) => other === written)?.[0];
    if (id === undefined || message.kind !== 'notification') return { message, text };
    // A cancelled request gets no answer.
    this.#written.delete(id);
    const params = { ...message.params, requestId: JSON.parse(id) };
    return { message: { ...message, params }, text: replaceMember(text, path, id) };
  }
}

/** Where such an id is in a message: that of a request, or of the request that a notification cancels. */
function oddPath(message: RpcMessage): readonly string[] | undefined {
  if (message.kind === 'request') return isOdd(message.id) ? ['id'] : undefined;
  if (message.kind !== 'notification' || message.method !== 'notifications/cancelled') return undefined;
  return isOdd(message.params?.requestId) ? ['params', 'requestId'] : undefined;
}

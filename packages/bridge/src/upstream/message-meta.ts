import { type JsonObject, metaOf, type RpcMessage } from '../json-rpc.ts';
import { addMembers, elements } from './json-splice.ts';

/**
 * The text to send for what the client wrote: the same, with `additions` put into the `_meta` of each message. What
 * the client has set there itself wins.
 */
export function textWithMeta(
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

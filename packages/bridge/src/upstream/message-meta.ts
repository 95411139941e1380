import { addMembers, elements } from '@case-insights/core/json-text';
import { type JsonObject, metaOf, type RpcMessage } from '../json-rpc.ts';

const META_PATH = ['params', '_meta'];

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
    const members: Record<string, unknown> = {};
    let some = false;
    for (const [key, value] of Object.entries(additions(message))) {
      if (Object.hasOwn(present, key)) continue;
      members[key] = value;
      some = true;
    }
    return some ? addMembers(element, META_PATH, members) : element;
  };
  const [first] = messages;
  if (!batch) return first === undefined ? text : amended(text, first);
  const parts = elements(text);
  return `[${messages.map((message, index) => amended(parts[index] ?? '', message)).join(',')}]`;
}

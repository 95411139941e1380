import { isUtf8 } from 'node:buffer';
import { classify, errorLine, INVALID_REQUEST, PARSE_ERROR, type RpcMessage } from '../json-rpc.ts';
import { type Line, MAX_LINE_BYTES } from './lines.ts';

/** What one line from the client holds: messages (several in a batch), nothing, or something to refuse. */
export type Inbound =
  | {
      readonly kind: 'messages';
      readonly text: string;
      readonly batch: boolean;
      readonly messages: RpcMessage[];
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'garbage'; readonly answer: string };

/** Reads one line of stdin. What is no JSON-RPC gets the error answer that JSON-RPC 2.0 asks for. */
export function readLine(line: Line): Inbound {
  if ('oversized' in line) {
    return refuse(INVALID_REQUEST, `A message may have ${MAX_LINE_BYTES} bytes at most; this one is longer.`);
  }
  if (!isUtf8(line.bytes)) return refuse(PARSE_ERROR, 'The line is not valid UTF-8.');
  const text = line.bytes.toString('utf8').trim();
  if (text === '') return { kind: 'empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(PARSE_ERROR, 'The line is not JSON; messages are single lines of JSON.');
  }
  const batch = Array.isArray(value);
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  if (elements.length === 0) return refuse(INVALID_REQUEST, 'A batch must hold at least one message.');
  const messages: RpcMessage[] = [];
  for (const element of elements) {
    const message = classify(element);
    if (message === undefined) {
      return refuse(INVALID_REQUEST, 'The line is JSON but not a JSON-RPC 2.0 message.', idOf(element));
    }
    messages.push(message);
  }
  return { kind: 'messages', text, batch, messages };
}

function idOf(element: unknown): string | number | null {
  if (typeof element !== 'object' || element === null || !('id' in element)) return null;
  return typeof element.id === 'string' || typeof element.id === 'number' ? element.id : null;
}

function refuse(code: number, message: string, id: string | number | null = null): Inbound {
  return { kind: 'garbage', answer: errorLine(id, { code, message }) };
}

import { isUtf8 } from 'node:buffer';
import { memberText, replaceMember } from '@case-insights/core/json-text';
import { classify, errorLine, INVALID_REQUEST, PARSE_ERROR, type RpcMessage } from '../json-rpc.ts';
import { type Line, MAX_LINE_BYTES } from './lines.ts';

export interface Messages {
  readonly kind: 'messages';
  /** The line as the client wrote it. */
  readonly text: string;
  readonly batch: boolean;
  readonly messages: readonly RpcMessage[];
}

/** What one line from the client holds: messages (several in a batch), nothing, or something to refuse. */
export type Inbound =
  | Messages
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
      return refuse(
        INVALID_REQUEST,
        'The line is JSON but not a JSON-RPC 2.0 message.',
        batch ? undefined : idOf(element, text),
      );
    }
    messages.push(message);
  }
  return { kind: 'messages', text, batch, messages };
}

/** The id of what is no message, as it was written; undefined when there is none. */
function idOf(element: unknown, text: string): string | undefined {
  if (typeof element !== 'object' || element === null || !('id' in element)) return undefined;
  return typeof element.id === 'string' || typeof element.id === 'number'
    ? memberText(text, ['id'])
    : undefined;
}

function refuse(code: number, message: string, id = 'null'): Inbound {
  return { kind: 'garbage', answer: replaceMember(errorLine(null, { code, message }), ['id'], id) };
}

import type { IncomingMessage } from 'node:http';
import { idsAsText } from '@case-insights/core/json-text';
import {
  classify,
  errorLine,
  INVALID_REQUEST,
  isObject,
  PARSE_ERROR,
  type RequestId,
  type RpcMessage,
} from '../../json-rpc.ts';

/** The largest body taken from a client, in bytes: API Gateway's limit is 10 MB, and says so in better words. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** The body as text; undefined when it is too long. */
export async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** What a body holds. */
export interface Messages {
  readonly messages: readonly RpcMessage[];
  readonly batch: boolean;
  /** The body, with a text in the place of each id that JavaScript would change. */
  readonly text: string;
  /** Puts such ids back into whole lines of the answer; undefined where there are none. */
  readonly restore: ((lines: string) => string) | undefined;
}

/** The messages of a body, or the JSON-RPC error to answer with. */
export type Read = Messages | { readonly error: string };

/** Reads a body: one message, or a batch of them. */
export function readMessages(body: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { error: errorLine(null, { code: PARSE_ERROR, message: 'The body is not JSON.' }) };
  }
  const ids = idsAsText(body, value);
  const text = ids?.text ?? body;
  if (ids !== undefined) value = JSON.parse(text);
  const batch = Array.isArray(value);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const messages = values.flatMap((element) => classify(element) ?? []);
  if (messages.length === values.length && messages.length > 0) {
    return { messages, batch, text, restore: ids?.restore };
  }
  const message = 'The body holds what is no JSON-RPC message.';
  const error = errorLine(batch ? null : idOf(value), { code: INVALID_REQUEST, message });
  return { error: ids?.restore(error) ?? error };
}

/** The id of what is no message; null when there is none. */
function idOf(value: unknown): RequestId | null {
  if (!isObject(value)) return null;
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
}

/** Whether a text is a JSON-RPC message, or a batch. */
export function isJsonRpc(text: string): boolean {
  const read = readMessages(text);
  return 'messages' in read;
}

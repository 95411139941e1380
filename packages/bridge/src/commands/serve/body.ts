import type { IncomingMessage } from 'node:http';
import { classify, errorLine, INVALID_REQUEST, PARSE_ERROR, type RpcMessage } from '../../json-rpc.ts';

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

/** The messages of a body, or the JSON-RPC error to answer with. */
export type Read =
  | { readonly messages: readonly RpcMessage[]; readonly batch: boolean }
  | { readonly error: string };

/** Reads a body: one message, or a batch of them. */
export function readMessages(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: errorLine(null, { code: PARSE_ERROR, message: 'The body is not JSON.' }) };
  }
  const batch = Array.isArray(value);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const messages = values.flatMap((element) => classify(element) ?? []);
  if (messages.length === values.length && messages.length > 0) return { messages, batch };
  return {
    error: errorLine(null, { code: INVALID_REQUEST, message: 'The body holds what is no JSON-RPC message.' }),
  };
}

/** Whether a text is a JSON-RPC message, or a batch. */
export function isJsonRpc(text: string): boolean {
  const read = readMessages(text);
  return 'messages' in read;
}

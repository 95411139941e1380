import { isObject, metaOf, type RpcMessage } from '../json-rpc.ts';
import type { ToolFacts } from './tool-catalog.ts';

/** Headers of every POST; a client's own take their place. */
export const POST_HEADERS = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
} as const;

/** `_meta` key that names the revision of a 2026-era message. */
export const PROTOCOL_VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
/** `_meta` key with the name and version of a 2026-era client. */
export const CLIENT_INFO_KEY = 'io.modelcontextprotocol/clientInfo';

/** The revision that a message's own envelope names; undefined for a 2025-era message. */
export function revisionOf(message: RpcMessage): string | undefined {
  if (message.kind === 'response') return undefined;
  const revision = metaOf(message.params)[PROTOCOL_VERSION_KEY];
  return typeof revision === 'string' ? revision : undefined;
}

/**
 * The headers that mirror the body of a 2026-era message, without which the server refuses it (revision 2026-07-28,
 * Streamable HTTP). `revision` is the message's own, or the connection's where a notification names none.
 */
export function mirrorHeaders(
  message: RpcMessage,
  revision: string,
  tool: ToolFacts | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { 'mcp-protocol-version': headerValue(revision) };
  if (message.kind === 'response') return headers;
  headers['mcp-method'] = headerValue(message.method);
  if (message.kind === 'notification') return headers;
  const name = message.method === 'resources/read' ? message.params?.uri : message.params?.name;
  if (typeof name === 'string') headers['mcp-name'] = headerValue(name);
  if (message.method === 'tools/call')
    Object.assign(headers, parameterHeaders(message.params?.arguments, tool));
  return headers;
}

function parameterHeaders(args: unknown, tool: ToolFacts | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, path } of tool?.headers ?? []) {
    const value = path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), args);
    const unsafe = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
    if (typeof value === 'string' || typeof value === 'boolean' || (Number.isFinite(value) && !unsafe)) {
      headers[`mcp-param-${name}`] = headerValue(String(value));
    }
  }
  return headers;
}

/** A text as a header value: as it is when plain ASCII, else as `=?base64?…?=` over its UTF-8 bytes. */
export function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/.test(text);
  const sentinel = text.startsWith('=?base64?') && text.endsWith('?=');
  return plain && !sentinel ? text : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

import { isObject } from '@case-insights/core/json-text';
import { badIntegration } from './refusal.ts';

/** Status and headers a function answers with; the same shape in a prelude and in a buffered answer. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers: [name: string, value: string][];
}

/** The metadata of a streamed answer, and its delimiter, must come within the first 16 KB. */
const MAX_PRELUDE_BYTES = 16 * 1024;
const DELIMITER = Buffer.alloc(8);

/** Headers that API Gateway renames in a function's response, and those it sets itself. */
const REMAPPED = new Set(['authorization', 'date', 'host', 'server', 'user-agent', 'www-authenticate']);
const DROPPED = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Splits a streamed answer (JSON metadata, eight NUL bytes, body) as it arrives: returns a function that takes each
 * chunk. `onHead` is called once, `onBody` for every piece of the body. Throws a Refusal when no head can be read.
 */
export function preludeReader(
  onHead: (head: ResponseHead) => void,
  onBody: (chunk: Uint8Array) => void,
): (chunk: Uint8Array) => void {
  let pending: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (pending === undefined) {
      onBody(chunk);
      return;
    }
    pending = Buffer.concat([pending, chunk]);
    const end = pending.indexOf(DELIMITER);
    if (end === -1) {
      if (pending.length > MAX_PRELUDE_BYTES) throw badIntegration();
      return;
    }
    onHead(readHead(pending.subarray(0, end).toString('utf8')).head);
    const body = pending.subarray(end + DELIMITER.length);
    pending = undefined;
    if (body.length > 0) onBody(body);
  };
}

/** Reads a buffered response, `{statusCode, headers, multiValueHeaders, body, isBase64Encoded}`. Throws a Refusal. */
export function readBuffered(payload: Uint8Array): { head: ResponseHead; body: Buffer } {
  const { head, raw } = readHead(Buffer.from(payload).toString('utf8'));
  if (raw.body !== undefined && raw.body !== null && typeof raw.body !== 'string') throw badIntegration();
  return { head, body: Buffer.from(raw.body ?? '', raw.isBase64Encoded === true ? 'base64' : 'utf8') };
}

function readHead(json: string): { head: ResponseHead; raw: Record<string, unknown> } {
  const raw = parseObject(json);
  const statusCode = Number(raw.statusCode ?? 200);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) throw badIntegration();
  const headers: [string, string][] = [
    ...entries(raw.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...entries(raw.multiValueHeaders).flatMap(([name, values]) =>
      Array.isArray(values) ? values.map((value): [string, string] => [name, String(value)]) : [],
    ),
    ...(Array.isArray(raw.cookies) ? raw.cookies : []).map((cookie): [string, string] => [
      'Set-Cookie',
      String(cookie),
    ]),
  ];
  return { head: { statusCode, headers: headers.flatMap(asSentByGateway) }, raw };
}

function asSentByGateway([name, value]: [string, string]): [string, string][] {
  const lower = name.toLowerCase();
  if (DROPPED.has(lower)) return [];
  return [[REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name, value]];
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw badIntegration();
  }
  if (!isObject(value)) throw badIntegration();
  return { ...value };
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireRequest } from './canonical-request.ts';
import type { ResponseHead } from './proxy-response.ts';
import { type GatewayResponse, type Refusal, requestTooLong } from './refusal.ts';

/** The payload limit of a REST API. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** Reads the whole request. Throws a Refusal when its body is longer than API Gateway takes. */
export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  // Only now, since clients read the response after they have sent everything.
  if (length > MAX_REQUEST_BYTES) throw requestTooLong();
  const { method = 'GET', url = '/', rawHeaders } = request;
  return { method, target: url, rawHeaders, body: Buffer.concat(chunks) };
}

/** The response of one request: writes and counts its bytes, and does not wait for a client that has disconnected. */
export class Answer {
  bytes = 0;

  constructor(
    private readonly response: ServerResponse,
    private readonly ownHeaders: readonly [name: string, value: string][],
  ) {}

  get status(): number {
    return this.response.statusCode;
  }

  get begun(): boolean {
    return this.response.headersSent;
  }

  head({ statusCode, headers }: ResponseHead): void {
    if (this.begun || this.response.destroyed) return;
    this.response.statusCode = statusCode;
    for (const [name, value] of [...this.ownHeaders, ...headers]) this.response.appendHeader(name, value);
    this.response.flushHeaders();
  }

  /** On AWS a slow client does not slow the function down, so unread data is buffered here too. */
  body(chunk: Uint8Array): void {
    if (this.response.destroyed) return;
    this.bytes += chunk.length;
    this.response.write(chunk);
  }

  end(): void {
    this.response.end();
  }

  /** Closes the connection of an incomplete response, so that the client sees an error and not its end. */
  cut(): void {
    this.response.destroy();
  }

  refuse(refusal: Refusal, requestId: string, changes: GatewayResponse): void {
    if (this.begun) {
      this.cut();
      return;
    }
    const errorType: [string, string][] =
      refusal.errorType === undefined ? [] : [['x-amzn-ErrorType', refusal.errorType]];
    const { statusCode = refusal.status, headers = [], body: template } = changes;
    const text =
      template === undefined ? refusal.body : JSON.stringify({ ...template, request_id: requestId });
    const body = Buffer.from(text);
    this.head({
      statusCode,
      headers: [
        ['Content-Type', 'application/json'],
        ['Content-Length', String(body.length)],
        ...errorType,
        ...headers,
      ],
    });
    this.body(body);
    this.end();
  }
}

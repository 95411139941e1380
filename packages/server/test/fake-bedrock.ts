import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => new Uint8Array(Buffer.from(text)),
);

/** How the model answers one request. */
export interface FakeAnswer {
  readonly parts?: readonly string[];
  readonly stopReason?: string;
  /** An exception instead: before the answer, or in the middle of the stream. */
  readonly exception?: {
    readonly type: string;
    readonly message: string;
    readonly status?: number;
    readonly afterParts?: boolean;
  };
  /** Never answers. */
  readonly hangs?: boolean;
}

interface ConverseBody {
  readonly system: readonly { readonly text: string }[];
  readonly messages: readonly { readonly content: readonly { readonly text: string }[] }[];
  readonly inferenceConfig?: { readonly maxTokens: number };
}

/** The Bedrock Runtime API over HTTP, answering from a script instead of a model. */
export class FakeBedrock {
  script: (body: ConverseBody) => FakeAnswer = () => ({ parts: ['All ', 'good.'] });
  readonly requests: { readonly path: string; readonly body: ConverseBody }[] = [];
  onRequest: () => void = () => {};
  #server: Server | undefined;

  async listen(): Promise<string> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const path = request.url ?? '';
      const body = JSON.parse(Buffer.concat(chunks).toString());
      this.requests.push({ path, body });
      this.onRequest();
      if (path.endsWith('/count-tokens')) return json(response, 200, { inputTokens: 1_234 });
      const answer = this.script(body);
      const { exception } = answer;
      if (answer.hangs) return;
      if (exception !== undefined && !exception.afterParts) {
        response.setHeader('x-amzn-errortype', exception.type);
        return json(response, exception.status ?? 400, { message: exception.message });
      }
      return path.endsWith('/converse-stream') ? stream(response, answer) : whole(response, answer);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

const USAGE = { inputTokens: 100, outputTokens: 20, totalTokens: 120 };

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function whole(response: ServerResponse, { parts = [], stopReason = 'end_turn' }: FakeAnswer): void {
  json(response, 200, {
    output: { message: { role: 'assistant', content: [{ text: parts.join('') }] } },
    stopReason,
    usage: USAGE,
    metrics: { latencyMs: 1 },
  });
}

function stream(
  response: ServerResponse,
  { parts = [], stopReason = 'end_turn', exception }: FakeAnswer,
): void {
  const send = (kind: 'event' | 'exception', type: string, payload: object) =>
    response.write(
      codec.encode({
        headers: {
          ':message-type': { type: 'string', value: kind },
          [`:${kind}-type`]: { type: 'string', value: type },
          ':content-type': { type: 'string', value: 'application/json' },
        },
        body: new Uint8Array(Buffer.from(JSON.stringify(payload))),
      }),
    );
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  send('event', 'messageStart', { role: 'assistant' });
  for (const text of parts) send('event', 'contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  if (exception !== undefined) {
    send('exception', exception.type, { message: exception.message });
  } else {
    send('event', 'contentBlockStop', { contentBlockIndex: 0 });
    send('event', 'messageStop', { stopReason });
    send('event', 'metadata', { usage: USAGE, metrics: { latencyMs: 1 } });
  }
  response.end();
}

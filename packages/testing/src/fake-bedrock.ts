import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { closeServer, listen } from './loopback.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => new Uint8Array(Buffer.from(text)),
);

/** How the model answers one request. */
export interface FakeAnswer {
  readonly parts?: readonly string[];
  readonly stopReason?: string;
  /** Answers through a tool, in Converse only. */
  readonly toolInput?: object;
  /** What the model thinks before it answers. */
  readonly reasoning?: string;
  /** Ends the stream before `messageStop`. */
  readonly breaksOff?: boolean;
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
  readonly toolConfig?: object;
}

/** The Bedrock Runtime API over HTTP, answering from a script instead of a model. */
export class FakeBedrock {
  script: (body: ConverseBody) => FakeAnswer | Promise<FakeAnswer> = () => ({ parts: ['All ', 'good.'] });
  readonly requests: { readonly path: string; readonly body: ConverseBody }[] = [];
  onRequest: () => void = () => {};
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  listen(): Promise<string> {
    return listen(this.#server);
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = (await json(request)) as ConverseBody;
    this.requests.push({ path, body });
    this.onRequest();
    if (path.endsWith('/count-tokens')) return sendJson(response, 200, { inputTokens: 1_234 });
    const answer = await this.script(body);
    const { exception } = answer;
    if (answer.hangs) return;
    if (exception !== undefined && !exception.afterParts) {
      response.setHeader('x-amzn-errortype', exception.type);
      return sendJson(response, exception.status ?? 400, { message: exception.message });
    }
    return path.endsWith('/converse-stream') ? stream(response, answer) : whole(response, answer);
  }
}

const USAGE = { inputTokens: 100, outputTokens: 20, totalTokens: 120 };

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function whole(response: ServerResponse, { parts = [], stopReason, toolInput, reasoning }: FakeAnswer): void {
  const thoughts =
    reasoning === undefined ? [] : [{ reasoningContent: { reasoningText: { text: reasoning } } }];
  const used =
    toolInput === undefined ? [] : [{ toolUse: { toolUseId: 'use-1', name: 'tool', input: toolInput } }];
  sendJson(response, 200, {
    output: { message: { role: 'assistant', content: [...thoughts, { text: parts.join('') }, ...used] } },
    stopReason: stopReason ?? (toolInput === undefined ? 'end_turn' : 'tool_use'),
    usage: USAGE,
    metrics: { latencyMs: 1 },
  });
}

function stream(
  response: ServerResponse,
  { parts = [], stopReason = 'end_turn', reasoning, breaksOff, exception }: FakeAnswer,
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
  if (reasoning !== undefined) {
    const delta = { reasoningContent: { text: reasoning } };
    send('event', 'contentBlockDelta', { contentBlockIndex: 0, delta });
  }
  for (const text of parts) send('event', 'contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  if (exception !== undefined) {
    send('exception', exception.type, { message: exception.message });
  } else if (!breaksOff) {
    send('event', 'contentBlockStop', { contentBlockIndex: 0 });
    send('event', 'messageStop', { stopReason });
    send('event', 'metadata', { usage: USAGE, metrics: { latencyMs: 1 } });
  }
  response.end();
}

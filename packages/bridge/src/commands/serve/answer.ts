import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { asFailure, type BridgeFailure } from '../../failure.ts';
import { readBody } from '../../http/body.ts';
import { BRIDGE_FAILURE, classify, errorLine, failureLine, type RequestId } from '../../json-rpc.ts';
import { unanswered } from '../../upstream/answer-reader.ts';
import { SseParser } from '../../upstream/sse.ts';

/** The headers of the server's answer that a client has a use for. */
const PASSED = ['content-type', 'mcp-session-id', 'allow', 'retry-after', 'x-amzn-requestid'] as const;

/** The headers to pass on to the client. Nothing may keep an answer: it holds case data. */
export function passedHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const passed = PASSED.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  );
  return { ...Object.fromEntries(passed), 'cache-control': 'no-store' };
}

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text);
}

/**
 * Tells a failure. To requests it is a JSON-RPC error under status 200, which clients hand to whoever made the request:
 * for another status they would report the transport, and for 401 try to log in somewhere.
 */
export function sendFailure(
  response: ServerResponse,
  ids: readonly RequestId[],
  batch: boolean,
  failure: BridgeFailure,
): void {
  const lines = ids.map((id) => failureLine(id, failure));
  if (lines.length === 0)
    sendJson(response, 502, errorLine(null, { code: BRIDGE_FAILURE, message: failure.message }));
  else sendJson(response, 200, batch ? `[${lines.join(',')}]` : (lines[0] ?? ''));
}

/**
 * Passes the body of an answer on as it comes, no faster than the client reads. A stream that ends without an answer to
 * one of `ids`, and without an event id to resume from, ends with an error for it: the client would wait for ever.
 */
export async function passBody(
  answer: IncomingMessage,
  response: ServerResponse,
  ids: readonly RequestId[],
): Promise<void> {
  const watch = isEventStream(answer) ? new AnswerWatch(ids) : undefined;
  let failure: BridgeFailure | undefined;
  try {
    await readBody(answer, (chunk) => {
      watch?.see(chunk);
      return response.write(chunk) ? undefined : roomIn(response);
    });
  } catch (error) {
    failure = asFailure(error);
  }
  if (response.destroyed) return;
  for (const id of watch?.unanswered ?? []) {
    response.write(`\n\nevent: message\ndata: ${failureLine(id, failure ?? unanswered())}\n\n`);
  }
  // Half a JSON text cannot be completed: a broken connection says so, a clean end would not.
  if (failure !== undefined && watch === undefined) response.destroy();
  else response.end();
}

export function isEventStream(answer: IncomingMessage): boolean {
  return /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
}

/** Reads along in a stream of events to know what has been answered. */
class AnswerWatch {
  readonly #parser = new SseParser();
  readonly #open: Set<RequestId>;

  constructor(ids: readonly RequestId[]) {
    this.#open = new Set(ids);
  }

  see(chunk: Buffer): void {
    if (this.#open.size === 0) return;
    for (const { data } of this.#parser.push(chunk)) {
      const message = classify(parsed(data));
      if (message?.kind === 'response' && message.id !== null) this.#open.delete(message.id);
    }
  }

  /** The requests without an answer; none where the client can ask for the rest of the stream. */
  get unanswered(): RequestId[] {
    return this.#parser.lastEventId === '' ? [...this.#open] : [];
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not for us to judge: it passes as it came.
    return undefined;
  }
}

function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

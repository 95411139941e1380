import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { asFailure, BridgeFailure } from '../../failure.ts';
import { MAX_ANSWER_BYTES, readBody } from '../../http/body.ts';
import { BRIDGE_FAILURE, classify, errorLine, failureLine, type RequestId } from '../../json-rpc.ts';
import { unanswered } from '../../upstream/answer-reader.ts';
import { SseParser } from '../../upstream/sse.ts';

/** The headers of the server's answer that a client has a use for. */
const PASSED = [
  ...['content-type', 'mcp-session-id', 'allow', 'retry-after', 'x-amzn-requestid'],
  'case-insights-next-token',
] as const;

/** The headers to pass on to the client. Nothing may keep an answer: it holds case data. */
export function passedHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const passed = PASSED.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  );
  return { ...Object.fromEntries(passed), 'cache-control': 'no-store' };
}

/** Puts ids back into whole lines of an answer as the client wrote them. */
export type Restore = (lines: string) => string;

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
  restore?: Restore,
): void {
  const lines = ids.map((id) => {
    const line = failureLine(id, failure);
    return restore?.(line) ?? line;
  });
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
  restore?: Restore,
): Promise<void> {
  const watch = isEventStream(answer) ? new AnswerWatch(ids) : undefined;
  const lines = restore === undefined ? undefined : new RestoredLines(restore);
  let failure: BridgeFailure | undefined;
  try {
    await readBody(answer, (chunk) => {
      watch?.see(chunk);
      const passed = lines === undefined ? chunk : lines.push(chunk);
      return passed.length === 0 || response.write(passed) ? undefined : roomIn(response);
    });
  } catch (error) {
    failure = asFailure(error);
  }
  if (response.destroyed) return;
  if (lines !== undefined) response.write(lines.end());
  for (const id of watch?.unanswered ?? []) {
    const line = failureLine(id, failure ?? unanswered());
    response.write(`\n\nevent: message\ndata: ${restore?.(line) ?? line}\n\n`);
  }
  // Half a JSON text cannot be completed: a broken connection says so, a clean end would not.
  if (failure !== undefined && watch === undefined) response.destroy();
  else response.end();
}

/** Holds a body back up to its last whole line, so that no id is cut where it is put back. */
class RestoredLines {
  readonly #restore: Restore;
  readonly #decoder = new StringDecoder('utf8');
  /** The pieces of the line that is still arriving. */
  #line: string[] = [];
  #length = 0;

  constructor(restore: Restore) {
    this.#restore = restore;
  }

  /** The lines that `chunk` completes. Throws a `bad_answer` failure where a line exceeds the bound of an answer. */
  push(chunk: Buffer): string {
    const text = this.#decoder.write(chunk);
    const end = text.lastIndexOf('\n') + 1;
    const whole = end === 0 ? '' : this.#restore(this.#line.join('') + text.slice(0, end));
    if (end > 0) {
      this.#line = [];
      this.#length = 0;
    }
    this.#line.push(text.slice(end));
    this.#length += text.length - end;
    if (this.#length > MAX_ANSWER_BYTES) {
      throw new BridgeFailure('bad_answer', `A line of the server is longer than ${MAX_ANSWER_BYTES} bytes.`);
    }
    return whole;
  }

  /** The last line, which nothing ends. */
  end(): string {
    return this.#restore(this.#line.join('') + this.#decoder.end());
  }
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

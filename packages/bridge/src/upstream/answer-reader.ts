import type { IncomingMessage } from 'node:http';
import { elements } from '@case-insights/core/json-text';
import { asFailure, BridgeFailure } from '../failure.ts';
import { readBody, readText } from '../http/body.ts';
import { classify, type RpcMessage } from '../json-rpc.ts';
import { SseParser } from './sse.ts';

/** Where the messages of an answer go. */
export interface AnswerSink {
  /** One message of the server: as it was sent, and what it is. */
  message(text: string, message: RpcMessage): void;
  /** Settles when the client has room for more; undefined when it has. */
  drained(): Promise<void> | undefined;
}

/** How an answer ended: what the stream left to resume from, and what went wrong if something did. */
export interface AnswerEnd {
  readonly failure: BridgeFailure | undefined;
  /** The last event id the server gave; empty when it gave none. */
  readonly lastEventId: string;
  /** How long the server wants a client to wait before it asks for the rest, in ms. */
  readonly retryMs: number | undefined;
}

/** Hands the messages of a 2xx answer to `sink` as they come, JSON or event stream, and tells how it ended. */
export async function readAnswer(response: IncomingMessage, sink: AnswerSink): Promise<AnswerEnd> {
  const type = (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'text/event-stream') return readEvents(response, sink);
  try {
    const text = (await readText(response, () => sink.drained())).trim();
    if (text !== '') readJson(text, type ?? '', sink);
    return { failure: undefined, lastEventId: '', retryMs: undefined };
  } catch (error) {
    return { failure: asFailure(error), lastEventId: '', retryMs: undefined };
  }
}

async function readEvents(response: IncomingMessage, sink: AnswerSink): Promise<AnswerEnd> {
  const parser = new SseParser();
  let failure: BridgeFailure | undefined;
  try {
    await readBody(response, (chunk) => {
      for (const event of parser.push(chunk)) {
        if (event.data === '' || event.type !== 'message') continue;
        failure = readEvent(event.data, sink) ?? failure;
      }
      return sink.drained();
    });
  } catch (error) {
    failure = asFailure(error);
  }
  return { failure, lastEventId: parser.lastEventId, retryMs: parser.retryMs };
}

/** A malformed event does not end the stream: the answer may still come. It is told if it does not. */
function readEvent(data: string, sink: AnswerSink): BridgeFailure | undefined {
  try {
    readJson(data, 'text/event-stream', sink);
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}

function readJson(text: string, type: string, sink: AnswerSink): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notJsonRpc(type === '' ? 'something without a content type' : `${type} that is not JSON`, error);
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const texts = Array.isArray(value) ? elements(text) : [text];
  for (const [index, element] of values.entries()) {
    const message = classify(element);
    if (message === undefined) throw notJsonRpc('JSON that is no JSON-RPC message');
    sink.message(texts[index] ?? JSON.stringify(element), message);
  }
}

/** For a request whose answer ended without its result. */
export function unanswered(): BridgeFailure {
  return new BridgeFailure(
    'stream_cut',
    'The server ended its answer without a result; the call may have run, so look before you repeat it.',
  );
}

function notJsonRpc(what: string, cause?: unknown): BridgeFailure {
  return new BridgeFailure(
    'bad_answer',
    `The server answered ${what}; check that --url leads to the MCP server and not to a web page or a proxy.`,
    { standing: 'unknown', ...(cause === undefined ? {} : { cause }) },
  );
}

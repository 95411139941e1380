import { asFailure, BridgeFailure } from '../failure.ts';
import { pause, type RetryRule } from '../http/retry.ts';
import type { Answer, SignedClient } from '../http/signed-client.ts';
import { classify, type RpcMessage } from '../json-rpc.ts';
import { type AnswerEnd, type AnswerSink, readAnswer } from './answer-reader.ts';
import type { Delivery } from './delivery.ts';
import { mirrorHeaders, revisionOf } from './headers.ts';
import type { PendingRequest } from './pending.ts';
import type { Session } from './session.ts';

/** One POST: a message, or the messages of a batch. */
export interface Outgoing {
  readonly body: Buffer;
  readonly messages: readonly RpcMessage[];
  /** The requests among the messages. */
  readonly requests: readonly PendingRequest[];
  readonly signal: AbortSignal | undefined;
  readonly onSent?: () => void;
}

export const POST_HEADERS = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
} as const;

/** How often in a row the rest of a broken stream is asked for, and after how long at first, in ms. */
const RESUME_ATTEMPTS = 3;
const RESUME_WAIT_MS = 1000;

/** Methods that change nothing, so that they may be sent again after any failure that may pass. */
const SAFE_METHODS = new Set([
  'initialize',
  'server/discover',
  'ping',
  'tools/list',
  'prompts/list',
  'prompts/get',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
  'notifications/initialized',
  'notifications/cancelled',
]);

export interface UpstreamParts {
  readonly client: SignedClient;
  readonly session: Session;
  readonly delivery: Delivery;
  readonly userAgent: () => string;
  /** Opens a session anew when the server has forgotten `lost`. */
  readonly reopen: (lost: string) => Promise<void>;
}

/** The journey of one POST to the server and of its answer back, resumed where it broke if the server can. */
export class Upstream {
  readonly #parts: UpstreamParts;

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  /** Sends `outgoing` and delivers what comes back. When it settles, each of its requests has been answered. */
  async post(outgoing: Outgoing): Promise<void> {
    let failure: BridgeFailure | undefined;
    try {
      failure = await this.#journey(outgoing);
    } catch (error) {
      failure = asFailure(error);
    }
    for (const request of outgoing.requests) this.#parts.delivery.fail(request, failure ?? unanswered());
  }

  async #journey(outgoing: Outgoing): Promise<BridgeFailure | undefined> {
    const { session, reopen } = this.#parts;
    const [first] = outgoing.messages;
    const sessionId = isInitialize(first) ? undefined : session.sessionId;
    let answer = await this.#send(outgoing);
    if (
      !answer.ok &&
      answer.status === 404 &&
      sessionId !== undefined &&
      revisionIn(outgoing) === undefined
    ) {
      await reopen(sessionId);
      answer = await this.#send(outgoing);
    }
    const sink = this.#sink(outgoing, answer);
    if (!answer.ok) return deliverRefusal(answer, outgoing, sink);
    const end = await this.#read(await readAnswer(answer.response, sink), outgoing, sink);
    return end.failure;
  }

  /** Asks for the rest of a stream that ended before all answers came, as long as the server gives it. */
  async #read(end: AnswerEnd, outgoing: Outgoing, sink: AnswerSink): Promise<AnswerEnd> {
    let last = end;
    let lastEventId = end.lastEventId;
    for (let attempt = 0; attempt < RESUME_ATTEMPTS; attempt++) {
      if (lastEventId === '' || outgoing.requests.every((request) => request.settled)) break;
      await pause(last.retryMs ?? RESUME_WAIT_MS * 2 ** attempt, outgoing.signal);
      const answer = await this.#parts.client.send({
        method: 'GET',
        headers: { ...this.#headers(outgoing), accept: 'text/event-stream', 'last-event-id': lastEventId },
        profile: outgoing.requests[0]?.profile,
        retry: 'safe',
        signal: outgoing.signal,
      });
      if (!answer.ok) break;
      last = await readAnswer(answer.response, sink);
      if (last.lastEventId !== '') {
        lastEventId = last.lastEventId;
        attempt = -1;
      }
    }
    return last;
  }

  #send(outgoing: Outgoing): Promise<Answer> {
    for (const request of outgoing.requests) request.sent = true;
    return this.#parts.client.send({
      method: 'POST',
      headers: { ...POST_HEADERS, ...this.#headers(outgoing) },
      body: outgoing.body,
      profile: outgoing.requests[0]?.profile,
      retry: retryRule(outgoing.messages),
      signal: outgoing.signal,
      onSent: outgoing.onSent,
    });
  }

  #headers(outgoing: Outgoing): Record<string, string> {
    const { session, userAgent } = this.#parts;
    const [first] = outgoing.messages;
    const revision =
      revisionIn(outgoing) ?? (session.protocolVersion === undefined ? session.revision : undefined);
    if (first !== undefined && revision !== undefined) {
      return { ...mirrorHeaders(first, revision), 'user-agent': userAgent() };
    }
    return { ...(isInitialize(first) ? {} : session.headers()), 'user-agent': userAgent() };
  }

  #sink(outgoing: Outgoing, answer: Answer): AnswerSink {
    const sink = this.#parts.delivery.sink(outgoing.requests);
    if (!isInitialize(outgoing.messages[0])) return sink;
    const sessionId = answer.ok ? answer.response.headers['mcp-session-id'] : undefined;
    return {
      ...sink,
      message: (text, message) => {
        if (message.kind === 'response') {
          this.#parts.session.established(message, typeof sessionId === 'string' ? sessionId : undefined);
        }
        sink.message(text, message);
      },
    };
  }
}

function retryRule(messages: readonly RpcMessage[]): RetryRule {
  return messages.every((message) => message.kind !== 'response' && SAFE_METHODS.has(message.method))
    ? 'safe'
    : 'costly';
}

function isInitialize(message: RpcMessage | undefined): boolean {
  return message?.kind === 'request' && message.method === 'initialize';
}

/** The revision of a single 2026-era message; its era knows no batches. */
function revisionIn(outgoing: Outgoing): string | undefined {
  const [first] = outgoing.messages;
  return first === undefined || outgoing.messages.length > 1 ? undefined : revisionOf(first);
}

/** Hands on a refusal that is itself a JSON-RPC error, whatever its status; else returns what to say. */
function deliverRefusal(
  answer: Answer & { ok: false },
  outgoing: Outgoing,
  sink: AnswerSink,
): BridgeFailure | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch {
    return answer.failure;
  }
  const message = classify(value);
  if (message?.kind !== 'response' || message.error === undefined || outgoing.requests.length === 0) {
    return answer.failure;
  }
  sink.message(answer.text.trim(), message);
  return undefined;
}

function unanswered(): BridgeFailure {
  return new BridgeFailure(
    'stream_cut',
    'The server ended its answer without a result; the call may have run, so look before you repeat it.',
  );
}

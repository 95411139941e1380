import { BridgeFailure } from '../failure.ts';
import type { AbortSignalLike } from '../http/light-abort.ts';
import type { RetryRule } from '../http/retry.ts';
import { pause } from '../http/retry.ts';
import type { Answer, SignedClient } from '../http/signed-client.ts';
import { classify, type RpcMessage, type RpcRequest, type RpcResponse } from '../json-rpc.ts';
import { type AnswerEnd, type AnswerSink, readAnswer } from './answer-reader.ts';
import { mirrorHeaders } from './headers.ts';
import { isInitialize, type Outgoing, revisionIn } from './outgoing.ts';
import type { Session } from './session.ts';
import type { ToolCatalog } from './tool-catalog.ts';

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

export interface TransmitterParts {
  readonly client: SignedClient;
  readonly session: Session;
  readonly tools: ToolCatalog;
  readonly userAgent: () => string;
}

/** Puts messages on the wire with the headers they need, and reads the answers, resumed where a stream broke. */
export class Transmitter {
  readonly #parts: TransmitterParts;

  constructor(parts: TransmitterParts) {
    this.#parts = parts;
  }

  /** Posts a message or batch. A refusal is returned; a `BridgeFailure` is thrown when there is no answer. */
  post(outgoing: Outgoing): Promise<Answer> {
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

  /** Hands the messages of an answer to `sink`; of a stream that ends too early, the rest as far as the server has it. */
  async read(answer: Answer, outgoing: Outgoing, sink: AnswerSink): Promise<AnswerEnd> {
    if (!answer.ok)
      return { failure: readRefusal(answer, outgoing, sink), lastEventId: '', retryMs: undefined };
    let end = await readAnswer(answer.response, this.#noting(answer, outgoing, sink));
    let { lastEventId } = end;
    for (let attempt = 0; attempt < RESUME_ATTEMPTS; attempt++) {
      if (lastEventId === '' || outgoing.requests.every((request) => request.settled)) break;
      await pause(end.retryMs ?? RESUME_WAIT_MS * 2 ** attempt, outgoing.signal);
      const rest = await this.#resume(lastEventId, outgoing);
      if (!rest.ok) break;
      end = await readAnswer(rest.response, sink);
      if (end.lastEventId !== '' && end.lastEventId !== lastEventId) attempt = -1;
      lastEventId = end.lastEventId || lastEventId;
    }
    return end;
  }

  /**
   * Sends a request of the bridge's own and returns the server's response. Other messages in the answer go to `sink`.
   * Throws a `BridgeFailure` when there is none.
   */
  async ask(
    text: string,
    request: RpcRequest,
    signal: AbortSignalLike,
    sink: AnswerSink,
  ): Promise<RpcResponse> {
    const outgoing: Outgoing = { body: text, messages: [request], requests: [], signal };
    const answer = await this.post(outgoing);
    let response: RpcResponse | undefined;
    const end = await this.read(answer, outgoing, {
      ...sink,
      message: (part, message) => {
        if (message.kind === 'response') response ??= message;
        else sink.message(part, message);
      },
    });
    if (response !== undefined) return response;
    throw (
      end.failure ??
      new BridgeFailure('bad_answer', `The server gave no answer to ${request.method}; try again.`)
    );
  }

  #resume(lastEventId: string, outgoing: Outgoing): Promise<Answer> {
    return this.#parts.client.send({
      method: 'GET',
      headers: { ...this.#headers(outgoing), accept: 'text/event-stream', 'last-event-id': lastEventId },
      profile: outgoing.requests[0]?.profile,
      retry: 'safe',
      signal: outgoing.signal,
    });
  }

  #headers(outgoing: Outgoing): Record<string, string> {
    const { session, tools, userAgent } = this.#parts;
    const [first] = outgoing.messages;
    const revision =
      revisionIn(outgoing) ?? (session.protocolVersion === undefined ? session.revision : undefined);
    if (first === undefined || revision === undefined || isInitialize(first)) {
      return { ...(isInitialize(first) ? {} : session.headers()), 'user-agent': userAgent() };
    }
    const tool = outgoing.requests[0]?.tool;
    const facts = tool === undefined ? undefined : tools.get(tool);
    return { ...mirrorHeaders(first, revision, facts), 'user-agent': userAgent() };
  }

  /** Takes the session from the answer to `initialize`, before the client can send the next message. */
  #noting(answer: Answer & { ok: true }, outgoing: Outgoing, sink: AnswerSink): AnswerSink {
    if (!isInitialize(outgoing.messages[0])) return sink;
    const sessionId = answer.response.headers['mcp-session-id'];
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
  const isSafe = (message: RpcMessage) => message.kind !== 'response' && SAFE_METHODS.has(message.method);
  return messages.every(isSafe) ? 'safe' : 'costly';
}

/** Hands on a refusal that is itself a JSON-RPC error, whatever its status; else returns what to say. */
function readRefusal(
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
  const asked = outgoing.messages.some(({ kind }) => kind === 'request');
  if (message?.kind !== 'response' || message.error === undefined || !asked) return answer.failure;
  sink.message(answer.text.trim(), message);
  return undefined;
}

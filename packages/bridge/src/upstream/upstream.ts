import { BridgeFailure } from '../failure.ts';
import type { AbortSignalLike } from '../http/light-abort.ts';
import { pause } from '../http/retry.ts';
import type { Answer, SignedClient } from '../http/signed-client.ts';
import { classify, type RpcRequest, type RpcResponse } from '../json-rpc.ts';
import { type AnswerEnd, type AnswerSink, readAnswer } from './answer-reader.ts';
import { CANCELLED, cancelMeta, cancelText } from './cancel.ts';
import { mirrorHeaders, POST_HEADERS } from './headers.ts';
import { isInitialize, type Outgoing, revisionIn } from './outgoing.ts';
import type { PendingCall } from './pending-calls.ts';
import { retryRule } from './retry-rule.ts';
import { Session } from './session.ts';
import { noteThrottled } from './time-limit.ts';
import { ToolCatalog } from './tool-catalog.ts';
import { OWN_USER_AGENT } from './user-agent.ts';

/** How often in a row the rest of a broken stream is asked for, and after how long at first, in ms. */
const RESUME_ATTEMPTS = 3;
const RESUME_WAIT_MS = 1000;
/**
 * How long telling the server of a cancel may take, in ms. It is one round trip, for the server accepts a notification
 * before it acts on it: a second or two where the function starts cold, a little more for a repetition. After Ctrl-C in
 * `call` a person waits for it.
 */
const CANCEL_MS = 5000;

export interface UpstreamParts {
  readonly client: SignedClient;
  /** What a 2025-era client has agreed with the server; a session of its own when left out. */
  readonly session?: Session;
  /** The tools that have been listed, for arguments that travel as headers. */
  readonly tools?: ToolCatalog;
  /** Who asks; the bridge itself when left out. */
  readonly userAgent?: () => string;
}

/** What a request of the bridge's own may come with. */
export interface AskOptions {
  readonly signal: AbortSignalLike;
  /** Takes the messages that come before the response, such as progress. */
  readonly sink: AnswerSink;
  /** The record of the request, for one that may be cancelled or has a stream that may be resumed. */
  readonly call?: PendingCall;
}

/**
 * The one way to the server, for the relays and the commands alike: puts messages on the wire with the headers they
 * need, repeats what may be repeated, reads the answers, resumes broken streams, and tells of cancelled calls.
 */
export class Upstream {
  readonly #client: SignedClient;
  readonly #session: Session;
  readonly #tools: ToolCatalog;
  readonly #userAgent: () => string;

  constructor({ client, session, tools, userAgent }: UpstreamParts) {
    this.#client = client;
    this.#session = session ?? new Session();
    this.#tools = tools ?? new ToolCatalog();
    this.#userAgent = userAgent ?? (() => OWN_USER_AGENT);
  }

  /** Posts a message or batch. A refusal is returned; a `BridgeFailure` is thrown when there is no answer. */
  post(outgoing: Outgoing): Promise<Answer> {
    for (const request of outgoing.requests) request.sent = true;
    return this.#client.send({
      method: 'POST',
      headers: outgoing.headers ?? { ...POST_HEADERS, ...this.#headers(outgoing) },
      body: outgoing.body,
      profile: outgoing.profile ?? outgoing.requests[0]?.profile,
      retry: retryRule(outgoing.messages),
      isCall: outgoing.requests.some(({ method }) => method === 'tools/call'),
      signal: outgoing.signal,
      onSent: outgoing.onSent,
      onThrottled: (waits) => {
        for (const request of outgoing.requests) noteThrottled(request, waits);
      },
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

  /** Sends a request of the bridge's own and returns the server's response. Throws a `BridgeFailure` when there is none. */
  async ask(text: string, request: RpcRequest, { signal, sink, call }: AskOptions): Promise<RpcResponse> {
    const requests = call === undefined ? [] : [call];
    const outgoing: Outgoing = { body: text, messages: [request], requests, signal };
    const answer = await this.post(outgoing);
    let response: RpcResponse | undefined;
    const end = await this.read(answer, outgoing, {
      ...sink,
      message: (part, message) => {
        if (message.kind !== 'response') {
          sink.message(part, message);
          return;
        }
        response ??= message;
        if (call !== undefined) call.settled = true;
      },
    });
    if (response !== undefined) return response;
    throw (
      end.failure ??
      new BridgeFailure('bad_answer', `The server gave no answer to ${request.method}; try again.`)
    );
  }

  /**
   * Tells the server that the caller no longer waits for `call`, with the notification `text` that names it by its call id:
   * ids of JSON-RPC collide between clients that share a role, and a gateway does not tell its function that a client
   * has hung up. Signed as the call was, for the server ends only calls of the same caller. Never rejects: the
   * caller no longer needs the call, and without the cancel the server's own time limit ends it.
   */
  async tellCancelled(call: PendingCall, text = cancelText(call)): Promise<void> {
    if (!call.sent) return;
    const params = { _meta: cancelMeta(call) };
    const { profile, sessionId } = call;
    const session =
      call.revision === undefined && sessionId !== undefined
        ? { headers: { ...POST_HEADERS, 'mcp-session-id': sessionId, 'user-agent': this.#userAgent() } }
        : {};
    try {
      const answer = await this.post({
        body: text,
        messages: [{ kind: 'notification', method: CANCELLED, params }],
        requests: [],
        ...(profile === undefined ? {} : { profile }),
        ...session,
        signal: AbortSignal.timeout(CANCEL_MS),
      });
      if (answer.ok) answer.response.resume();
    } catch {
      // See above: a failed cancel has no consequence for the caller.
    }
  }

  #resume(lastEventId: string, outgoing: Outgoing): Promise<Answer> {
    return this.#client.send({
      method: 'GET',
      headers: { ...this.#headers(outgoing), accept: 'text/event-stream', 'last-event-id': lastEventId },
      profile: outgoing.requests[0]?.profile,
      retry: 'safe',
      signal: outgoing.signal,
    });
  }

  #headers(outgoing: Outgoing): Record<string, string> {
    const session = this.#session;
    const [first] = outgoing.messages;
    const agent = { 'user-agent': this.#userAgent() };
    const revision =
      revisionIn(outgoing) ?? (session.protocolVersion === undefined ? session.revision : undefined);
    if (first === undefined || revision === undefined || isInitialize(first)) {
      return isInitialize(first) ? agent : { ...session.headers(), ...agent };
    }
    const tool = outgoing.requests[0]?.tool;
    const facts = tool === undefined ? undefined : this.#tools.get(tool);
    return { ...mirrorHeaders(first, revision, facts), ...agent };
  }

  /** Takes the session from the answer to `initialize`, before the client can send the next message. */
  #noting(answer: Answer & { ok: true }, outgoing: Outgoing, sink: AnswerSink): AnswerSink {
    if (!isInitialize(outgoing.messages[0])) return sink;
    const sessionId = answer.response.headers['mcp-session-id'];
    return {
      ...sink,
      message: (text, message) => {
        if (message.kind === 'response') {
          this.#session.established(message, typeof sessionId === 'string' ? sessionId : undefined);
        }
        sink.message(text, message);
      },
    };
  }
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

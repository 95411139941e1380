import { awsFiles } from '../aws/aws-files.ts';
import { asFailure, type BridgeFailure, isLoginFailure } from '../failure.ts';
import { mayRepeat } from '../http/retry.ts';
import type { Answer } from '../http/signed-client.ts';
import { HEADER_MISMATCH, isObject } from '../json-rpc.ts';
import { type AnswerEnd, unanswered } from '../upstream/answer-reader.ts';
import { isInitialize, isOpening, type Outgoing, revisionIn } from '../upstream/outgoing.ts';
import { isSubscription } from '../upstream/pending-calls.ts';
import type { Session } from '../upstream/session.ts';
import type { ToolGate } from '../upstream/tool-gate.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Delivery } from './delivery.ts';
import { type Opener, refusedOpening } from './opener.ts';
import { changedLines, changedLinesOn, standInAnswer, subscribedLine } from './stand-in.ts';

export interface ForwarderParts {
  readonly upstream: Upstream;
  readonly session: Session;
  readonly delivery: Delivery;
  readonly opener: Opener;
  readonly tools: ToolGate;
  /** How long an opening may take before it is answered in the server's place, in ms. */
  readonly standInAfterMs: number;
  /** What a request waits for that has been waiting so long, in ms. */
  readonly delay: (waitedMs: number) => BridgeFailure;
}

/** Forwards what the client wrote: opens a session first, refuses, repeats or answers in the server's place where that is due. */
export class Forwarder {
  readonly #parts: ForwarderParts;
  /** Subscriptions acknowledged in the server's place, to be made once it can be reached. */
  #held: Outgoing[] = [];

  constructor(parts: ForwarderParts) {
    this.#parts = parts;
  }

  /** Sends `outgoing` and delivers what comes back. When it settles, each of its requests is answered or held. */
  async post(outgoing: Outgoing): Promise<void> {
    const { standInAfterMs, delay } = this.#parts;
    const opens = isOpening(outgoing.messages[0]);
    const files = opens ? awsFiles().fingerprint : '';
    const timer = opens
      ? setTimeout(() => this.#standIn(outgoing, delay(standInAfterMs)), standInAfterMs)
      : undefined;
    let failure: BridgeFailure | undefined;
    try {
      failure = (await this.#forward(outgoing)).failure;
    } catch (error) {
      failure = asFailure(error);
    }
    clearTimeout(timer);
    if (failure !== undefined && (isLoginFailure(failure) || (opens && mayRepeat(failure, 'safe')))) {
      this.#standIn(outgoing, failure);
    }
    if (opens && this.#parts.session.standIn) {
      if (failure === undefined) this.#announce();
      else this.#parts.opener.keepTrying(failure, files, () => this.#announce());
    }
    if (this.#held.includes(outgoing)) return;
    for (const request of outgoing.requests) {
      if (!request.settled) this.#parts.delivery.fail(request, failure ?? unanswered());
    }
  }

  async #forward(outgoing: Outgoing): Promise<AnswerEnd> {
    const { session, upstream, delivery, opener, tools } = this.#parts;
    outgoing.signal.throwIfAborted();
    const is2025 = revisionIn(outgoing) === undefined && !isInitialize(outgoing.messages[0]);
    if (session.standIn && is2025) {
      if (outgoing.requests.length === 0) return NOTHING;
      await opener.open();
      this.#announce();
    }
    if (tools.mustCheck) await tools.check(outgoing.messages, outgoing.signal);
    const sessionId = is2025 ? session.sessionId : undefined;
    let answer = await upstream.post(outgoing);
    if (!answer.ok && answer.status === 404 && sessionId !== undefined) {
      await opener.reopen(sessionId);
      answer = await upstream.post(outgoing);
    }
    if (isHeaderMismatch(answer) && (await tools.learnFor(outgoing))) answer = await upstream.post(outgoing);
    if (answer.ok && session.standIn && !isOpening(outgoing.messages[0])) this.#announce();
    const sink = delivery.sink(outgoing.requests);
    if (!isOpening(outgoing.messages[0])) return upstream.read(answer, outgoing, sink);
    let refused: BridgeFailure | undefined = unanswered();
    const end = await upstream.read(answer, outgoing, {
      ...sink,
      message: (text, message) => {
        if (message.kind === 'response') refused = refusedOpening(message);
        sink.message(text, message);
      },
    });
    return { ...end, failure: end.failure ?? refused };
  }

  /** Answers in the server's place what can be answered without it. */
  #standIn(outgoing: Outgoing, failure: BridgeFailure): void {
    const { session, delivery } = this.#parts;
    const [request] = outgoing.requests;
    const [message] = outgoing.messages;
    if (request === undefined || request.settled || message?.kind !== 'request') return;
    if (session.standIn && isSubscription(request)) {
      this.#held.push(outgoing);
      delivery.write(subscribedLine(request.id, message.params));
      return;
    }
    const answer = standInAnswer(request, message.params, failure);
    if (answer === undefined) return;
    session.standIn = true;
    session.opening ??= { text: outgoing.body, request: message };
    delivery.answer(request, answer);
  }

  /** The server can be reached at last: the client is told to ask for its lists, and its subscriptions are made. */
  #announce(): void {
    const { session, delivery } = this.#parts;
    if (!session.standIn) return;
    session.standIn = false;
    const held = this.#held.splice(0).filter(({ requests }) => requests.some((request) => !request.settled));
    if (held.length === 0) for (const line of changedLines()) delivery.write(line);
    for (const outgoing of held) {
      const [message] = outgoing.messages;
      if (message?.kind !== 'request') continue;
      for (const line of changedLinesOn(message.id, message.params)) delivery.write(line);
      void this.post(outgoing);
    }
  }
}

const NOTHING: AnswerEnd = { failure: undefined, lastEventId: '', retryMs: undefined };

function isHeaderMismatch(answer: Answer): boolean {
  if (answer.ok || answer.status !== 400) return false;
  try {
    const value: unknown = JSON.parse(answer.text);
    return isObject(value) && isObject(value.error) && value.error.code === HEADER_MISMATCH;
  } catch {
    return false;
  }
}

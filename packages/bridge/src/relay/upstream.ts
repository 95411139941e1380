import { asFailure, BridgeFailure, isLoginFailure } from '../failure.ts';
import type { Answer } from '../http/signed-client.ts';
import { HEADER_MISMATCH, isObject } from '../json-rpc.ts';
import type { AnswerEnd } from './answer-reader.ts';
import type { Delivery } from './delivery.ts';
import type { Opener } from './opener.ts';
import { isInitialize, type Outgoing, revisionIn } from './outgoing.ts';
import { isSubscription } from './pending.ts';
import type { Session } from './session.ts';
import { standInAnswer, subscribedLine, toolsChangedLine } from './stand-in.ts';
import type { ToolGate } from './tool-gate.ts';
import type { Transmitter } from './transmitter.ts';

export interface UpstreamParts {
  readonly transmitter: Transmitter;
  readonly session: Session;
  readonly delivery: Delivery;
  readonly opener: Opener;
  readonly tools: ToolGate;
}

/** The journey of one POST: opened, refused, repeated or answered in the server's place where that is due. */
export class Upstream {
  readonly #parts: UpstreamParts;
  /** Subscriptions acknowledged in the server's place, to be made once it can be reached. */
  #held: Outgoing[] = [];

  constructor(parts: UpstreamParts) {
    this.#parts = parts;
  }

  /** Sends `outgoing` and delivers what comes back. When it settles, each of its requests is answered or held. */
  async post(outgoing: Outgoing): Promise<void> {
    let failure: BridgeFailure | undefined;
    try {
      failure = (await this.#journey(outgoing)).failure;
    } catch (error) {
      failure = asFailure(error);
    }
    if (failure !== undefined && isLoginFailure(failure) && this.#standIn(outgoing, failure)) return;
    for (const request of outgoing.requests) {
      if (!request.settled) this.#parts.delivery.fail(request, failure ?? unanswered());
    }
  }

  async #journey(outgoing: Outgoing): Promise<AnswerEnd> {
    const { session, transmitter, delivery, opener, tools } = this.#parts;
    outgoing.signal.throwIfAborted();
    const is2025 = revisionIn(outgoing) === undefined && !isInitialize(outgoing.messages[0]);
    if (session.standIn && is2025) {
      if (outgoing.requests.length === 0) return NOTHING;
      await opener.open();
      this.#announce();
    }
    if (tools.mustCheck) await tools.check(outgoing);
    const sessionId = is2025 ? session.sessionId : undefined;
    let answer = await transmitter.post(outgoing);
    if (!answer.ok && answer.status === 404 && sessionId !== undefined) {
      await opener.reopen(sessionId);
      answer = await transmitter.post(outgoing);
    }
    if (isHeaderMismatch(answer) && (await tools.learnFor(outgoing)))
      answer = await transmitter.post(outgoing);
    if (answer.ok && session.standIn) this.#announce();
    return transmitter.read(answer, outgoing, delivery.sink(outgoing.requests));
  }

  /** Answers in the server's place what can be answered without it; false when that is nothing. */
  #standIn(outgoing: Outgoing, failure: BridgeFailure): boolean {
    const { session, delivery } = this.#parts;
    const [request] = outgoing.requests;
    const [message] = outgoing.messages;
    if (request === undefined || message?.kind !== 'request') return false;
    if (session.standIn && isSubscription(request)) {
      this.#held.push(outgoing);
      delivery.write(subscribedLine(request.id));
      return true;
    }
    const answer = standInAnswer(request, message.params, failure);
    if (answer === undefined) return false;
    session.standIn = true;
    delivery.answer(request, answer);
    return true;
  }

  /** The server can be reached at last: the client is told that there are tools now, and its subscriptions are made. */
  #announce(): void {
    const { session, delivery } = this.#parts;
    if (!session.standIn) return;
    session.standIn = false;
    const held = this.#held.splice(0).filter(({ requests }) => requests.some((request) => !request.settled));
    if (held.length === 0) delivery.write(toolsChangedLine());
    for (const outgoing of held) {
      for (const { id } of outgoing.requests) delivery.write(toolsChangedLine(id));
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

function unanswered(): BridgeFailure {
  return new BridgeFailure(
    'stream_cut',
    'The server ended its answer without a result; the call may have run, so look before you repeat it.',
  );
}

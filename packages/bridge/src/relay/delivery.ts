import type { BridgeFailure } from '../failure.ts';
import { failureLine, type RpcMessage, type RpcResponse } from '../json-rpc.ts';
import type { Log } from '../log.ts';
import type { AnswerSink } from '../upstream/answer-reader.ts';
import type { PendingCall, PendingCalls } from '../upstream/pending-calls.ts';
import type { OddIds } from './odd-ids.ts';
import type { Output } from './output.ts';

/** Sees what the server says before the client does. */
export interface Observer {
  /** Returns the text to write in place of an answer, mostly the same. */
  answer(method: string, response: RpcResponse, text: string): string;
  notification(method: string): void;
}

/** Delivers to the client what the server sends: each answer goes to the request it belongs to, once; everything else passes as it came. */
export class Delivery {
  readonly #output: Output;
  readonly #pending: PendingCalls;
  readonly #observer: Observer;
  readonly #ids: OddIds;
  readonly #log: Log;

  constructor(output: Output, pending: PendingCalls, observer: Observer, ids: OddIds, log: Log) {
    this.#output = output;
    this.#pending = pending;
    this.#observer = observer;
    this.#ids = ids;
    this.#log = log;
  }

  /** A sink for the messages that arrive in answer to `requests`; none for a stream of its own. */
  sink(requests: readonly PendingCall[]): AnswerSink {
    return {
      message: (text, message) => this.#deliver(text, message, requests),
      drained: () => this.#output.drained,
    };
  }

  /** Writes a message of the bridge itself. */
  write(text: string): void {
    this.#output.write(text);
  }

  /** Answers `request` with a text of the bridge itself, unless it was answered before. */
  answer(request: PendingCall, text: string): void {
    if (this.#pending.settle(request)) this.#output.write(this.#ids.outgoing(text));
  }

  /** Answers `request` with a failure, unless it was answered before. */
  fail(request: PendingCall, failure: BridgeFailure): void {
    this.answer(request, failureLine(request.id, failure));
  }

  #deliver(text: string, message: RpcMessage, requests: readonly PendingCall[]): void {
    if (message.kind !== 'response') {
      if (message.kind === 'notification') this.#observer.notification(message.method);
      this.#output.write(text);
      return;
    }
    if (message.id === null) {
      for (const request of requests) this.#answer(request, message, withId(message, request));
      return;
    }
    const request =
      requests.find((candidate) => candidate.id === message.id && !candidate.settled) ??
      this.#pending.matching(message.id).at(-1);
    if (request === undefined) this.#log.debug('Dropped an answer that no open request asked for.');
    else this.#answer(request, message, text);
  }

  #answer(request: PendingCall, response: RpcResponse, text: string): void {
    if (this.#pending.settle(request))
      this.#output.write(this.#ids.outgoing(this.#observer.answer(request.method, response, text)));
  }
}

/** An error about no request in particular, as the answer to `request`. */
function withId(response: RpcResponse, request: PendingCall): string {
  return JSON.stringify({ jsonrpc: '2.0', id: request.id, error: response.error });
}

import type { IncomingMessage } from 'node:http';
import { asFailure } from '../failure.ts';
import { pause } from '../http/retry.ts';
import type { SignedClient } from '../http/signed-client.ts';
import type { Log } from '../log.ts';
import { type AnswerSink, readAnswer } from '../upstream/answer-reader.ts';
import type { Session } from '../upstream/session.ts';

export interface ServerStreamParts {
  readonly client: SignedClient;
  readonly session: Session;
  readonly userAgent: () => string;
  readonly sink: AnswerSink;
  readonly log: Log;
}

const REOPEN_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** How many brief streams in a row are opened again as soon as the server asks; after that the wait grows. */
const OBEYED_RETRIES = 3;
/** After so many failures in a row the server is taken to have no such stream. */
const MAX_FAILURES = 5;

/**
 * The stream of a 2025-era server that belongs to no request: notifications, and requests such as elicitation. Opened
 * after `initialized` and again whenever it ends; a server without one answers 405, which is fine.
 */
export class ServerStream {
  readonly #parts: ServerStreamParts;
  #controller: AbortController | undefined;

  constructor(parts: ServerStreamParts) {
    this.#parts = parts;
  }

  /** Opens the stream in the background, in place of an earlier one. */
  open(): void {
    this.close();
    if (this.#parts.session.protocolVersion === undefined) return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#run(controller.signal).catch((error) => {
      if (!controller.signal.aborted) this.#parts.log.info(`No server stream: ${asFailure(error).message}`);
    });
  }

  close(): void {
    this.#controller?.abort();
    this.#controller = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { sink, log } = this.#parts;
    let lastEventId = '';
    let brief = 0;
    for (let failures = 0; ; ) {
      const openedAt = Date.now();
      let retryMs: number | undefined;
      try {
        const response = await this.#get(lastEventId, signal);
        if (response === undefined) return;
        failures = 0;
        const end = await readAnswer(response, sink);
        retryMs = end.retryMs;
        if (end.lastEventId !== '') lastEventId = end.lastEventId;
      } catch (error) {
        signal.throwIfAborted();
        if (++failures >= MAX_FAILURES) throw error;
        log.debug(`The server stream is down: ${asFailure(error).message}`);
      }
      signal.throwIfAborted();
      brief = Date.now() - openedAt > LONGEST_WAIT_MS ? 0 : brief + 1;
      const own = Math.min(LONGEST_WAIT_MS, REOPEN_WAIT_MS * 2 ** (brief - 1));
      const least = retryMs === undefined || brief > OBEYED_RETRIES ? own : 0;
      await pause(Math.max(retryMs ?? 0, least), signal);
    }
  }

  /** The stream's response; undefined when the server has none to give. */
  async #get(lastEventId: string, signal: AbortSignal): Promise<IncomingMessage | undefined> {
    const { client, session, userAgent } = this.#parts;
    const answer = await client.send({
      method: 'GET',
      headers: {
        accept: 'text/event-stream',
        ...session.headers(),
        'user-agent': userAgent(),
        ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
      },
      retry: 'safe',
      signal,
    });
    if (answer.ok) {
      if (answer.response.headers['content-type']?.startsWith('text/event-stream')) return answer.response;
      answer.response.resume();
      return undefined;
    }
    if (answer.status === 405 || answer.status === 409) return undefined;
    throw answer.failure;
  }
}

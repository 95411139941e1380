import { awsFiles } from '../aws/aws-files.ts';
import { asFailure, BridgeFailure, isLoginFailure } from '../failure.ts';
import { mayRepeat, pause } from '../http/retry.ts';
import type { RpcMessage, RpcResponse } from '../json-rpc.ts';
import type { Log } from '../log.ts';
import type { AnswerSink } from '../upstream/answer-reader.ts';
import { isInitialize } from '../upstream/outgoing.ts';
import type { Session } from '../upstream/session.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { ServerStream } from './server-stream.ts';

export interface OpenerParts {
  readonly session: Session;
  readonly upstream: Upstream;
  readonly serverStream: ServerStream;
  /** For what the server says beside its answers. */
  readonly sink: AnswerSink;
  /** The longest time for one attempt, in ms. */
  readonly attemptMs: number;
  readonly log: Log;
}

/** How long to wait after a failed attempt, at first and at most, in ms. */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;
/** How often to look whether somebody has logged in, in ms. */
const LOGIN_LOOK_MS = 2000;

/** Opens a connection in the client's place: after a stand-in answer, or when the server lost the session. */
export class Opener {
  readonly #parts: OpenerParts;
  #running: Promise<void> | undefined;
  #trying: AbortController | undefined;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Opens with the client's own opening, once for all that wait. Throws the failure that kept it from opening. */
  open(): Promise<void> {
    this.#running ??= this.#open().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Opens again unless that has happened since `lost` was the session. */
  async reopen(lost: string): Promise<void> {
    if (this.#parts.session.sessionId === lost) await this.open();
    else await this.#running;
  }

  /**
   * Goes on trying after `failure`, until the connection is open: after a while where the failure may pass, after a login
   * where one is missing. Any other failure ends it, and the next request of the client tries again. `files` is the
   * fingerprint of the AWS files before the attempt that failed, so that a login during it is not missed.
   */
  keepTrying(failure: BridgeFailure, files: string, onOpen: () => void): void {
    this.close();
    const controller = new AbortController();
    this.#trying = controller;
    this.#try(failure, files, onOpen, controller.signal).catch(() => undefined);
  }

  /** Ends the attempts in the background. */
  close(): void {
    this.#trying?.abort();
    this.#trying = undefined;
  }

  async #try(first: BridgeFailure, seen: string, onOpen: () => void, signal: AbortSignal): Promise<void> {
    const { session, log } = this.#parts;
    let failure = first;
    let files = seen;
    for (let attempt = 0; session.standIn; attempt++) {
      if (isLoginFailure(failure)) await fileChange(files, signal);
      else if (!mayRepeat(failure, 'safe')) return;
      else await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt), signal);
      if (!session.standIn) return;
      files = awsFiles().fingerprint;
      try {
        await this.open();
        onOpen();
      } catch (error) {
        failure = asFailure(error);
        log.info(`The connection cannot be opened yet: ${failure.message}`);
      }
      signal.throwIfAborted();
    }
  }

  async #open(): Promise<void> {
    const { session, upstream, serverStream, sink, attemptMs } = this.#parts;
    const { opening } = session;
    if (opening === undefined) {
      throw new BridgeFailure(
        'session_lost',
        'The server has forgotten the session; restart the MCP client.',
      );
    }
    const signal = AbortSignal.timeout(attemptMs);
    const response = await upstream.ask(opening.text, opening.request, { signal, sink }).catch((error) => {
      throw signal.aborted ? tooLong(attemptMs) : error;
    });
    const refused = refusedOpening(response);
    if (refused !== undefined) throw refused;
    if (!isInitialize(opening.request)) return;
    const initialized: RpcMessage = {
      kind: 'notification',
      method: 'notifications/initialized',
      params: undefined,
    };
    const body = JSON.stringify({ jsonrpc: '2.0', method: initialized.method });
    const answer = await upstream.post({ body, messages: [initialized], requests: [], signal });
    if (!answer.ok) throw answer.failure;
    answer.response.resume();
    serverStream.open();
  }
}

/** The failure that an error answer to the opening means; undefined for a result. */
export function refusedOpening({ error }: RpcResponse): BridgeFailure | undefined {
  if (error === undefined) return undefined;
  return new BridgeFailure('session_lost', `The server refused to open the connection (${error.message}).`);
}

function tooLong(limitMs: number): BridgeFailure {
  return new BridgeFailure(
    'timeout',
    `The server has not answered the opening within ${limitMs / 1000} s; check network and VPN, and try again.`,
    { standing: 'unknown' },
  );
}

/** Settles when the files to which a login writes are no longer those of that fingerprint. */
async function fileChange(fingerprint: string, signal: AbortSignal): Promise<void> {
  while (awsFiles().fingerprint === fingerprint) await pause(LOGIN_LOOK_MS, signal);
}

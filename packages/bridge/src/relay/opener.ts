import { BridgeFailure } from '../failure.ts';
import type { RpcMessage } from '../json-rpc.ts';
import { isObject } from '../json-rpc.ts';
import type { AnswerSink } from '../upstream/answer-reader.ts';
import type { Session } from '../upstream/session.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { ServerStream } from './server-stream.ts';

export interface OpenerParts {
  readonly session: Session;
  readonly upstream: Upstream;
  readonly serverStream: ServerStream;
  /** For what the server says beside its answers. */
  readonly sink: AnswerSink;
  readonly timeoutMs: number;
}

/** Opens a 2025-era connection transparently: after a stand-in answer, or when the server lost the session. */
export class Opener {
  readonly #parts: OpenerParts;
  #running: Promise<void> | undefined;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Opens with the client's own `initialize`, once for all that wait. Throws the failure that kept it from opening. */
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

  async #open(): Promise<void> {
    const { session, upstream, serverStream, sink, timeoutMs } = this.#parts;
    const { opening } = session;
    if (opening === undefined) {
      throw new BridgeFailure(
        'session_lost',
        'The server has forgotten the session; restart the MCP client.',
      );
    }
    const signal = AbortSignal.timeout(timeoutMs);
    const initialize = { kind: 'request', id: opening.id, method: 'initialize', params: undefined } as const;
    const response = await upstream.ask(opening.text, initialize, { signal, sink });
    if (response.error !== undefined) {
      const message = isObject(response.error) ? response.error.message : undefined;
      throw new BridgeFailure(
        'session_lost',
        `The server refused to open the connection again (${message}).`,
      );
    }
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

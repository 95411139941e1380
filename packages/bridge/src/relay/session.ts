import { isObject, type JsonObject, type RequestId, type RpcResponse } from '../json-rpc.ts';

/** What a 2025-era connection has agreed with the server. A 2026-era one has no such state. */
export class Session {
  /** The client's `initialize`, to open again when the server forgets the session. */
  #opening: { readonly text: string; readonly id: RequestId } | undefined;
  /** Settles when nothing that must come first is under way; undefined when nothing is. */
  #gate: Promise<unknown> | undefined;
  sessionId: string | undefined;
  protocolVersion: string | undefined;
  /** The revision of the last 2026-era message, for notifications that name none. */
  revision: string | undefined;

  /** Remembers the client's `initialize`; a new one starts without a session. */
  begin(text: string, id: RequestId): void {
    this.#opening = { text, id };
    this.sessionId = undefined;
    this.protocolVersion = undefined;
    this.revision = undefined;
  }

  get opening(): { readonly text: string; readonly id: RequestId } | undefined {
    return this.#opening;
  }

  /** Takes the session id and the revision from the answer to `initialize`. An error leaves all as it is. */
  established(response: RpcResponse, sessionId: string | undefined): void {
    const version = versionOf(response);
    if (version === undefined) return;
    this.protocolVersion = version;
    this.sessionId = sessionId;
  }

  /** Headers of every 2025-era message after `initialize`. */
  headers(): Record<string, string> {
    return {
      ...(this.protocolVersion === undefined ? {} : { 'mcp-protocol-version': this.protocolVersion }),
      ...(this.sessionId === undefined ? {} : { 'mcp-session-id': this.sessionId }),
    };
  }

  /** Makes later 2025-era messages wait for `work`: a server must see `initialize` and `initialized` first. */
  hold(work: Promise<unknown>): void {
    const gate: Promise<void> = work.then(
      () => this.#release(gate),
      () => this.#release(gate),
    );
    this.#gate = gate;
  }

  /** What a message has to wait for; undefined when it may go at once. */
  get gate(): Promise<unknown> | undefined {
    return this.#gate;
  }

  #release(gate: Promise<unknown>): void {
    if (this.#gate === gate) this.#gate = undefined;
  }
}

function versionOf(response: RpcResponse): string | undefined {
  const result: JsonObject | undefined = isObject(response.result) ? response.result : undefined;
  return typeof result?.protocolVersion === 'string' ? result.protocolVersion : undefined;
}

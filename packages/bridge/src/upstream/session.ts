import { isObject, type JsonObject, type RpcRequest, type RpcResponse } from '../json-rpc.ts';

/** The request by which a client opens its connection, as it is sent. */
export interface Opening {
  readonly text: string;
  readonly request: RpcRequest;
}

/** What a 2025-era connection has agreed with the server. A 2026-era one has no such state but its revision. */
export class Session {
  /**
   * The client's `initialize`, to open again with when the server forgets the session; or the `server/discover` that was
   * answered in the server's place.
   */
  opening: Opening | undefined;
  /** Settles when nothing that must come first is under way; undefined when nothing is. */
  #gate: Promise<void> | undefined;
  /** Who the 2025-era client is and what it can do, as it said in `initialize`: `{ name, version, capabilities }`. */
  client: JsonObject | undefined;
  sessionId: string | undefined;
  protocolVersion: string | undefined;
  /** The revision of the last 2026-era message, for notifications that name none. */
  revision: string | undefined;
  /** The bridge has answered the opening itself, and the server knows nothing of it yet. */
  standIn = false;

  /** Remembers the client's `initialize`; a new one starts without a session. */
  begin(opening: Opening): void {
    this.opening = opening;
    this.client = clientOf(opening.request.params);
    this.sessionId = undefined;
    this.protocolVersion = undefined;
    this.revision = undefined;
    this.standIn = false;
  }

  /** Takes the session id and the revision from the answer to `initialize`. An error leaves all as it is. */
  established(response: RpcResponse, sessionId: string | undefined): void {
    const version = isObject(response.result) ? response.result.protocolVersion : undefined;
    if (typeof version !== 'string') return;
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
    const release = () => {
      if (this.#gate === gate) this.#gate = undefined;
    };
    const gate: Promise<void> = work.then(release, release);
    this.#gate = gate;
  }

  /** What a message has to wait for; undefined when it may go at once. */
  get gate(): Promise<void> | undefined {
    return this.#gate;
  }
}

function clientOf(params: JsonObject | undefined): JsonObject | undefined {
  const info = params?.clientInfo;
  const capabilities = params?.capabilities;
  if (!isObject(info) || typeof info.name !== 'string') return undefined;
  return {
    name: info.name,
    version: typeof info.version === 'string' ? info.version : '',
    capabilities: isObject(capabilities) ? capabilities : {},
  };
}

import { BridgeFailure } from '../failure.ts';
import type { SignedClient } from '../http/signed-client.ts';
import type { JsonObject, RequestId, RpcMessage, RpcNotification } from '../json-rpc.ts';
import type { Log } from '../log.ts';
import { Delivery } from './delivery.ts';
import { PROTOCOL_VERSION_KEY, revisionOf } from './headers.ts';
import { type Inbound, readLine } from './inbound.ts';
import type { Line } from './lines.ts';
import { CALL_KEY, outgoingText, pendingRequest } from './outgoing.ts';
import type { Output } from './output.ts';
import { type PendingRequest, PendingRequests } from './pending.ts';
import { ServerStream } from './server-stream.ts';
import { Session } from './session.ts';
import { type Outgoing, Upstream } from './upstream.ts';
import { OWN_USER_AGENT, userAgentOf } from './user-agent.ts';

export interface RelaySettings {
  /** Merged into the `_meta` of every request. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The longest time for any request but a tool call, in ms. */
  readonly timeoutMs: number;
  readonly toolTimeoutMs: number;
}

export interface RelayParts {
  readonly client: SignedClient;
  readonly output: Output;
  readonly settings: RelaySettings;
  readonly log: Log;
}

type Messages = Extract<Inbound, { kind: 'messages' }>;

/** Carries messages between the client on stdio and the server on HTTP. It knows the transport, not the tools. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #pending = new PendingRequests();
  readonly #session = new Session();
  readonly #delivery: Delivery;
  readonly #upstream: Upstream;
  readonly #serverStream: ServerStream;
  #userAgent = OWN_USER_AGENT;
  /** The last message that is no request: these reach the server in the order in which they came. */
  #tail: Promise<unknown> = Promise.resolve();
  #uploading = 0;
  #onUploaded: (() => void)[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#delivery = new Delivery(
      parts.output,
      this.#pending,
      (_request, _response, text) => text,
      parts.log,
    );
    const connection = { client: parts.client, session: this.#session, userAgent: () => this.#userAgent };
    this.#upstream = new Upstream({ ...connection, delivery: this.#delivery, reopen: async () => undefined });
    this.#serverStream = new ServerStream({ ...connection, sink: this.#delivery.sink([]), log: parts.log });
  }

  /** Bytes taken from the client that have not left for the server yet; the reader pauses while they are many. */
  get uploadingBytes(): number {
    return this.#uploading;
  }

  /** Settles when no more than `limit` bytes wait to leave. */
  async roomToUpload(limit: number): Promise<void> {
    while (this.#uploading > limit) await new Promise<void>((resolve) => this.#onUploaded.push(resolve));
  }

  /** Takes one line from the client. */
  receive(line: Line): void {
    const inbound = readLine(line);
    if (inbound.kind === 'garbage') this.#parts.output.write(inbound.answer);
    if (inbound.kind !== 'messages') return;
    const [first] = inbound.messages;
    if (!inbound.batch && first?.kind === 'notification' && first.method === 'notifications/cancelled') {
      this.#cancel(first, inbound);
    } else {
      this.#dispatch(inbound);
    }
  }

  /** Settles when every request has its answer and the server knows that this client has left. */
  async finish(): Promise<void> {
    await this.#pending.whenIdle();
    await this.#tail;
    await this.#leave();
  }

  /** Gives up what is under way, telling the server to stop working on it. */
  async abandon(): Promise<void> {
    const open = this.#pending.all();
    await Promise.all(open.map((request) => this.#stop(request, 'The client has closed the connection.')));
    await this.#leave();
  }

  async #leave(): Promise<void> {
    this.#serverStream.close();
    if (this.#session.sessionId === undefined) return;
    const headers = { ...this.#session.headers(), 'user-agent': this.#userAgent };
    const signal = AbortSignal.timeout(2000);
    await this.#parts.client
      .send({ method: 'DELETE', headers, retry: 'costly', signal })
      .catch(() => undefined);
  }

  #dispatch(inbound: Messages): void {
    const requests: PendingRequest[] = [];
    const text = outgoingText(inbound.text, inbound.batch, inbound.messages, (message) => {
      if (message.kind !== 'request') return {};
      const request = pendingRequest(message);
      requests.push(request);
      return { [CALL_KEY]: request.callId, ...this.#parts.settings.metadata };
    });
    for (const request of requests) this.#pending.add(request);
    const [first] = inbound.messages;
    if (first === undefined) return;
    this.#userAgent = userAgentOf(first) ?? this.#userAgent;
    this.#session.revision = revisionOf(first) ?? this.#session.revision;
    if (first.kind === 'request' && first.method === 'initialize') this.#session.begin(text, first.id);
    const work = this.#start(text, inbound.messages, requests);
    if (first.kind === 'request' && first.method === 'initialize') this.#session.hold(work);
    if (first.kind === 'notification' && first.method === 'notifications/initialized') {
      this.#session.hold(work.then(() => this.#serverStream.open()));
    }
  }

  #start(text: string, messages: readonly RpcMessage[], requests: readonly PendingRequest[]): Promise<void> {
    const body = Buffer.from(text, 'utf8');
    this.#uploading += body.byteLength;
    let uploading = body.byteLength;
    const [request] = requests;
    const outgoing: Outgoing = {
      body,
      messages,
      requests,
      signal: request?.controller.signal,
      onSent: () => {
        this.#uploading -= uploading;
        uploading = 0;
        for (const settle of this.#onUploaded.splice(0)) settle();
      },
    };
    const gate = requests.some((pending) => pending.revision !== undefined) ? undefined : this.#session.gate;
    const before = requests.length > 0 ? gate : Promise.all([gate, this.#tail]);
    const timer = request === undefined ? undefined : this.#limit(request, requests);
    const post =
      before === undefined ? this.#upstream.post(outgoing) : before.then(() => this.#upstream.post(outgoing));
    const work = post.finally(() => {
      clearTimeout(timer);
      outgoing.onSent?.();
    });
    if (requests.length === 0) this.#tail = work;
    return work;
  }

  /** Ends a request that takes too long. A subscription is meant to stay open. */
  #limit(request: PendingRequest, requests: readonly PendingRequest[]): NodeJS.Timeout | undefined {
    if (request.method === 'subscriptions/listen') return undefined;
    const { timeoutMs, toolTimeoutMs } = this.#parts.settings;
    const isTool = requests.some((one) => one.method === 'tools/call');
    const limitMs = isTool ? toolTimeoutMs : timeoutMs;
    return setTimeout(() => {
      const failure = new BridgeFailure(
        'timeout',
        `No answer within ${limitMs / 1000} s; ask for less at once, or raise ${isTool ? '--tool-timeout' : '--timeout'}.`,
      );
      for (const one of requests) {
        this.#delivery.fail(one, failure);
        if (isTool) void this.#tellCancelled(one, failure.message);
      }
      request.controller.abort(failure);
    }, limitMs);
  }

  /** The client takes back a request: 2025-era servers are told, 2026-era streams are closed and the server told. */
  #cancel(notification: RpcNotification, inbound: Messages): void {
    const id = notification.params?.requestId;
    const request = isId(id) ? this.#pending.get(id) : undefined;
    if (request === undefined) {
      this.#dispatch(inbound);
      return;
    }
    void this.#stop(
      request,
      '',
      outgoingText(inbound.text, false, [notification], () => ({ [CALL_KEY]: request.callId })),
    );
  }

  async #stop(request: PendingRequest, reason: string, notification?: string): Promise<void> {
    this.#pending.settle(request);
    if (request.revision !== undefined) request.controller.abort(CANCELLED);
    if (request.sent) await this.#tellCancelled(request, reason, notification);
    request.controller.abort(CANCELLED);
  }

  /** Tells the server, at once and past everything that waits, to stop what runs under the request's call id. */
  async #tellCancelled(request: PendingRequest, reason: string, notification?: string): Promise<void> {
    const params: JsonObject = {
      requestId: request.id,
      reason,
      _meta: {
        [CALL_KEY]: request.callId,
        ...(request.revision === undefined ? {} : { [PROTOCOL_VERSION_KEY]: request.revision }),
      },
    };
    const message: RpcNotification = { kind: 'notification', method: 'notifications/cancelled', params };
    const text = notification ?? JSON.stringify({ jsonrpc: '2.0', method: message.method, params });
    await this.#upstream.post({
      body: Buffer.from(text),
      messages: [message],
      requests: [],
      signal: undefined,
    });
  }
}

const CANCELLED = new BridgeFailure('cancelled', 'The client cancelled the request.');

function isId(value: unknown): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}

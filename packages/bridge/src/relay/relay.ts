import { CALL_KEY } from '@case-insights/core/names';
import { BridgeFailure } from '../failure.ts';
import { LightAbortController } from '../http/light-abort.ts';
import type { SignedClient } from '../http/signed-client.ts';
import type { RequestId, RpcMessage } from '../json-rpc.ts';
import type { Log } from '../log.ts';
import { Canceller } from './canceller.ts';
import { Delivery } from './delivery.ts';
import { revisionOf } from './headers.ts';
import { type Inbound, readLine } from './inbound.ts';
import type { Line } from './lines.ts';
import { Opener } from './opener.ts';
import { isInitialize, outgoingText, pendingRequest } from './outgoing.ts';
import type { Output } from './output.ts';
import { isSubscription, type PendingRequest, PendingRequests } from './pending.ts';
import { ServerStream } from './server-stream.ts';
import { Session } from './session.ts';
import { ToolCatalog } from './tool-catalog.ts';
import { ToolGate } from './tool-gate.ts';
import { Transmitter } from './transmitter.ts';
import { Upstream } from './upstream.ts';
import { OWN_USER_AGENT, userAgentOf } from './user-agent.ts';

export interface RelaySettings {
  /** Merged into the `_meta` of every request. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
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

/** How long a message that asks for nothing may take to be accepted, in ms. */
const NOTICE_MS = 60_000;
/** How long the server may take to be told that this client leaves, in ms. */
const LEAVE_MS = 2000;

/** Carries messages between the client on stdio and the server on HTTP. It knows the transport, not the tools. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #pending = new PendingRequests();
  readonly #session = new Session();
  readonly #delivery: Delivery;
  readonly #upstream: Upstream;
  readonly #serverStream: ServerStream;
  readonly #canceller: Canceller;
  #userAgent = OWN_USER_AGENT;
  /** The last message that asks for nothing: these reach the server in the order in which they came. */
  #tail: Promise<void> | undefined;
  #uploading = 0;
  #onUploaded: (() => void)[] = [];

  constructor(parts: RelayParts) {
    this.#parts = parts;
    const { client, output, settings, log } = parts;
    const session = this.#session;
    const userAgent = () => this.#userAgent;
    const catalog = new ToolCatalog();
    const transmitter = new Transmitter({ client, session, tools: catalog, userAgent });
    const tools = new ToolGate({ catalog, transmitter, readOnly: settings.readOnly, sink: NO_SINK });
    this.#delivery = new Delivery(output, this.#pending, tools, log);
    const sink = this.#delivery.sink([]);
    this.#serverStream = new ServerStream({ client, session, userAgent, sink, log });
    const timeoutMs = settings.timeoutMs;
    const opener = new Opener({ session, transmitter, serverStream: this.#serverStream, sink, timeoutMs });
    this.#upstream = new Upstream({ transmitter, session, delivery: this.#delivery, opener, tools });
    this.#canceller = new Canceller(this.#pending, this.#upstream);
  }

  /** Characters taken from the client that have not left for the server yet; the reader pauses while they are many. */
  get uploading(): number {
    return this.#uploading;
  }

  /** Settles when no more than `limit` characters wait to leave. */
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
      const id = first.params?.requestId;
      const request = isId(id) ? this.#pending.get(id) : undefined;
      if (request !== undefined) {
        void this.#canceller.cancel(request, first, inbound.text);
        return;
      }
    }
    this.#dispatch(inbound);
  }

  /** Settles when every request has its answer and the server knows that this client has left. */
  async finish(): Promise<void> {
    await this.#pending.whenIdle();
    await this.#tail;
    await this.abandon();
  }

  /** Gives up what is under way, telling the server to stop working on it and that this client has left. */
  async abandon(): Promise<void> {
    this.#serverStream.close();
    const left = Promise.all([
      ...this.#pending.all().map((request) => this.#canceller.giveUp(request, 'The client has left.')),
      this.#deleteSession(),
    ]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, LEAVE_MS);
    });
    await Promise.race([left, late]);
    clearTimeout(timer);
  }

  async #deleteSession(): Promise<void> {
    if (this.#session.sessionId === undefined) return;
    const headers = { ...this.#session.headers(), 'user-agent': this.#userAgent };
    const signal = AbortSignal.timeout(LEAVE_MS);
    // A server that keeps no sessions to delete says 405, and one that is gone says nothing: both are fine by now.
    const answer = await this.#parts.client
      .send({ method: 'DELETE', headers, retry: 'costly', signal })
      .catch(() => undefined);
    if (answer?.ok) answer.response.resume();
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
    if (isInitialize(first)) this.#session.begin(text, first.id);
    const work = this.#start(text, inbound, requests);
    if (isInitialize(first)) this.#session.hold(work);
    if (first.kind === 'notification' && first.method === 'notifications/initialized') {
      this.#session.hold(work.then(() => this.#serverStream.open()));
    }
  }

  /** Sends what a line holds, when its turn has come. */
  #start(text: string, { messages, batch }: Messages, requests: readonly PendingRequest[]): Promise<void> {
    const controller = new LightAbortController();
    const onSent = this.#countUpload(text.length);
    const timer = this.#limit(controller, messages, requests);
    const [request] = requests;
    if (request !== undefined && !batch) request.end = (reason) => controller.abort(reason);
    const post = () =>
      this.#upstream.post({ body: text, messages, requests, signal: controller.signal, onSent });
    const waits = request?.revision === undefined ? this.#session.gate : undefined;
    const turn = requests.length > 0 || this.#tail === undefined ? waits : Promise.all([waits, this.#tail]);
    const work = (turn === undefined ? post() : turn.then(post)).finally(() => {
      clearTimeout(timer);
      onSent();
      if (this.#tail === work) this.#tail = undefined;
    });
    if (requests.length === 0) this.#tail = work;
    return work;
  }

  /** Counts a body as under way until the returned function is called. */
  #countUpload(length: number): () => void {
    let counted = length;
    this.#uploading += counted;
    return () => {
      this.#uploading -= counted;
      counted = 0;
      for (const settle of this.#onUploaded.splice(0)) settle();
    };
  }

  /** Ends what takes too long. A subscription is meant to stay open. */
  #limit(
    controller: LightAbortController,
    messages: readonly RpcMessage[],
    requests: readonly PendingRequest[],
  ): NodeJS.Timeout | undefined {
    if (requests.some(isSubscription)) return undefined;
    const { timeoutMs, toolTimeoutMs } = this.#parts.settings;
    const isCall = messages.some((message) => message.kind === 'request' && message.method === 'tools/call');
    const limitMs =
      requests.length === 0 ? Math.min(timeoutMs, NOTICE_MS) : isCall ? toolTimeoutMs : timeoutMs;
    return setTimeout(() => {
      const failure = new BridgeFailure(
        'timeout',
        `No answer within ${limitMs / 1000} s; ask for less at once, or raise ${isCall ? '--tool-timeout' : '--timeout'}.`,
      );
      for (const request of requests) {
        this.#delivery.fail(request, failure);
        if (isCall) void this.#canceller.giveUp(request, failure.message);
      }
      controller.abort(failure);
    }, limitMs);
  }
}

/** For requests of the bridge's own whose other messages concern nobody. */
const NO_SINK = { message: () => undefined, drained: () => undefined };

function isId(value: unknown): value is RequestId {
  return typeof value === 'string' || typeof value === 'number';
}

import { CLIENT_KEY } from '@case-insights/core/names';
import { BridgeFailure } from '../failure.ts';
import { LightAbortController } from '../http/light-abort.ts';
import type { SignedClient } from '../http/signed-client.ts';
import type { JsonObject, RpcMessage } from '../json-rpc.ts';
import type { Log } from '../log.ts';
import { revisionOf } from '../upstream/headers.ts';
import { isInitialize, isOpening } from '../upstream/outgoing.ts';
import { isSubscription, type PendingCall, PendingCalls } from '../upstream/pending-calls.ts';
import { Session } from '../upstream/session.ts';
import { type TimeLimits, timeLimit } from '../upstream/time-limit.ts';
import { ToolCatalog } from '../upstream/tool-catalog.ts';
import { ToolGate } from '../upstream/tool-gate.ts';
import { Upstream } from '../upstream/upstream.ts';
import { OWN_USER_AGENT, userAgentOf } from '../upstream/user-agent.ts';
import { Canceller } from './canceller.ts';
import { Delivery } from './delivery.ts';
import { Forwarder } from './forwarder.ts';
import { type Messages, readLine } from './inbound.ts';
import type { Line } from './lines.ts';
import { OddIds } from './odd-ids.ts';
import { Opener } from './opener.ts';
import type { Output } from './output.ts';
import { ServerStream } from './server-stream.ts';
import { pongLine } from './stand-in.ts';

export interface RelaySettings extends TimeLimits {
  /** Merged into the `_meta` of every request. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
}

export interface RelayParts {
  readonly client: SignedClient;
  readonly output: Output;
  readonly settings: RelaySettings;
  readonly log: Log;
  readonly opening?: OpeningLimits;
}

/** How long an opening may take, in ms. */
export interface OpeningLimits {
  /** After this the client has an answer, from the bridge if need be. */
  readonly answerMs: number;
  /** One attempt to reach the server. */
  readonly attemptMs: number;
  /** So long a request waits for a server that has not answered the opening. */
  readonly waitMs: number;
}

/**
 * Clients give an opening 10 to 60 s. Many ask for the tools once, right after it, and ignore that the list has changed:
 * their request waits for a server that starts cold or a login that is under way.
 */
const OPENING: OpeningLimits = { answerMs: 4000, attemptMs: 30_000, waitMs: 30_000 };

/** How long the server may take to be told that this client leaves, in ms. */
const LEAVE_MS = 2000;

/** Carries messages between the client on stdio and the server on HTTP. It knows the transport, not the tools. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #pending = new PendingCalls();
  readonly #session = new Session();
  readonly #ids = new OddIds();
  readonly #delivery: Delivery;
  readonly #forwarder: Forwarder;
  readonly #serverStream: ServerStream;
  readonly #canceller: Canceller;
  readonly #opener: Opener;
  readonly #opening: OpeningLimits;
  #userAgent = OWN_USER_AGENT;
  /** The settings' metadata with what the client told of itself; kept, since every request carries it. */
  #withClient: { readonly client: JsonObject; readonly metadata: JsonObject } | undefined;
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
    const upstream = new Upstream({ client, session, tools: catalog, userAgent });
    const tools = new ToolGate({ catalog, upstream, readOnly: settings.readOnly });
    this.#delivery = new Delivery(output, this.#pending, tools, this.#ids, log);
    const sink = this.#delivery.sink([]);
    this.#serverStream = new ServerStream({ client, session, userAgent, sink, log });
    this.#opening = parts.opening ?? OPENING;
    const attemptMs = Math.min(settings.timeoutMs, this.#opening.attemptMs);
    const { answerMs: standInAfterMs } = this.#opening;
    const opener = new Opener({ session, upstream, serverStream: this.#serverStream, sink, attemptMs, log });
    this.#opener = opener;
    const delivery = this.#delivery;
    const delay = (waitedMs: number) => this.#delay(waitedMs);
    this.#forwarder = new Forwarder({ upstream, session, delivery, opener, tools, standInAfterMs, delay });
    this.#canceller = new Canceller(this.#pending, upstream);
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
    const read = readLine(line);
    if (read.kind === 'garbage') this.#parts.output.write(read.answer);
    if (read.kind !== 'messages') return;
    const inbound = this.#ids.incoming(read);
    const [first] = inbound.messages;
    if (!inbound.batch && first?.kind === 'notification' && first.method === 'notifications/cancelled') {
      const request = this.#pending.matching(first.params?.requestId).at(-1);
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
    this.#opener.close();
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
    const { messages, batch } = inbound;
    const requests = this.#pending.begin(messages);
    const [first] = messages;
    if (first === undefined) return;
    const text = this.#pending.text(inbound.text, batch, messages, requests, this.#metadata(first));
    this.#userAgent = userAgentOf(first) ?? this.#userAgent;
    this.#session.revision = revisionOf(first) ?? this.#session.revision;
    if (isInitialize(first)) this.#session.begin({ text, request: first });
    const work = this.#start(text, inbound, requests);
    if (isInitialize(first)) this.#session.hold(work);
    if (first.kind === 'notification' && first.method === 'notifications/initialized') {
      this.#session.hold(work.then(() => this.#serverStream.open()));
    }
  }

  /** What goes into the `_meta` of each request of a line that begins with `first`. */
  #metadata(first: RpcMessage): JsonObject {
    const { metadata } = this.#parts.settings;
    const { client } = this.#session;
    if (client === undefined || revisionOf(first) !== undefined || isInitialize(first)) return metadata;
    if (this.#withClient?.client !== client) {
      this.#withClient = { client, metadata: { ...metadata, [CLIENT_KEY]: client } };
    }
    return this.#withClient.metadata;
  }

  /** Sends what a line holds, when its turn has come. */
  #start(text: string, { messages, batch }: Messages, requests: readonly PendingCall[]): Promise<void> {
    const [request] = requests;
    if (request?.method === 'ping' && this.#session.standIn && !batch) {
      this.#delivery.answer(request, pongLine(request.id));
      return Promise.resolve();
    }
    const controller = new LightAbortController();
    const onSent = this.#countUpload(text.length);
    const timer = this.#limit(controller, messages, requests);
    const patience = this.#limitWait(controller, messages, requests);
    if (request !== undefined && !batch) request.end = (reason) => controller.abort(reason);
    const post = () =>
      this.#forwarder.post({ body: text, messages, requests, signal: controller.signal, onSent });
    const waits = request?.revision === undefined ? this.#session.gate : undefined;
    const turn = requests.length > 0 || this.#tail === undefined ? waits : Promise.all([waits, this.#tail]);
    const work = (turn === undefined ? post() : turn.then(post)).finally(() => {
      clearTimeout(timer);
      clearTimeout(patience);
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

  /** Ends what takes too long. */
  #limit(
    controller: LightAbortController,
    messages: readonly RpcMessage[],
    requests: readonly PendingCall[],
  ): NodeJS.Timeout | undefined {
    const limit = timeLimit(messages, this.#parts.settings);
    if (limit === undefined) return undefined;
    const ms = isOpening(messages[0]) ? Math.min(limit.ms, this.#opening.attemptMs) : limit.ms;
    return setTimeout(() => {
      const failure = limit.failure(requests);
      for (const request of requests) {
        this.#delivery.fail(request, failure);
        if (limit.isToolCall) void this.#canceller.giveUp(request, failure.message);
      }
      controller.abort(failure);
    }, ms);
  }

  /** Answers a request that waits too long for a server whose opening is still under way. */
  #limitWait(
    controller: LightAbortController,
    messages: readonly RpcMessage[],
    requests: readonly PendingCall[],
  ): NodeJS.Timeout | undefined {
    const session = this.#session;
    const waits = session.standIn || session.gate !== undefined;
    if (!waits || requests.length === 0 || isOpening(messages[0])) return undefined;
    const { waitMs } = this.#opening;
    return setTimeout(() => {
      // What has been sent counts as unanswered only while the server has answered nothing at all.
      const isUnanswered = (request: PendingCall) =>
        !request.sent || (session.standIn && request.method !== 'tools/call' && !isSubscription(request));
      if (!requests.every(isUnanswered)) return;
      const failure = this.#delay(waitMs);
      for (const request of requests) this.#delivery.fail(request, failure);
      controller.abort(failure);
    }, waitMs);
  }

  /** What keeps a request that has waited so long. */
  #delay(waitedMs: number): BridgeFailure {
    const { client } = this.#parts;
    const seconds = waitedMs / 1000;
    const message = client.isResolvingCredentials
      ? `There are no AWS credentials after ${seconds} s of asking for them; finish the login if one waits for you, or check the network.`
      : `${client.host} has not answered within ${seconds} s; it may be starting, or network, VPN or proxy keep it away.`;
    return new BridgeFailure('timeout', message, { standing: 'unknown' });
  }
}

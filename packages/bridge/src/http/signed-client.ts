import type { IncomingMessage } from 'node:http';
import type { ResolvedCredentials } from '../aws/credential-chain.ts';
import type { CredentialSource } from '../aws/credentials.ts';
import { Signer, type SigningScope } from '../aws/signer.ts';
import { asFailure, type BridgeFailure, isLoginFailure } from '../failure.ts';
import type { Log } from '../log.ts';
import { readText } from './body.ts';
import { CallQueue } from './call-queue.ts';
import type { Connector } from './connector.ts';
import { exchange } from './exchange.ts';
import type { AbortSignalLike } from './light-abort.ts';
import { clockOffset, refusalFailure } from './refusal.ts';
import { backoffMs, mayRepeat, pause, type RetryRule, retryAfterMs, throttledMs } from './retry.ts';

export interface SendRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Which of the listed profiles signs; the first when undefined. */
  readonly profile?: string | undefined;
  readonly retry: RetryRule;
  /** Whether it is a call that occupies the server, and so waits its turn when the server is full. */
  readonly isCall?: boolean;
  readonly signal?: AbortSignalLike | undefined;
  /** Called when a call begins to wait because the server is full, and when it goes out again. */
  readonly onThrottled?: ((waits: boolean) => void) | undefined;
  /** Called when the body has left the process, or never will; more than once if it is sent again. */
  readonly onSent?: (() => void) | undefined;
}

/** A 2xx with its body still to be read, or a refusal with its body read and told as a failure. */
export type Answer =
  | { readonly ok: true; readonly response: IncomingMessage }
  | { readonly ok: false; readonly status: number; readonly text: string; readonly failure: BridgeFailure };

type Refusal = Answer & { readonly ok: false };

export interface ClientSettings {
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number | undefined;
  /**
   * How often a request is repeated after a failure that may pass. Undefined: 3 times, and where the server is full a call
   * as often as its time allows.
   */
  readonly retries: number | undefined;
  /** Where there are no credentials, send unsigned instead of failing. */
  readonly skipAuth: boolean;
}

export interface SignedClientParts {
  readonly url: URL;
  readonly connector: Connector;
  readonly credentials: CredentialSource;
  readonly scope: () => Promise<SigningScope>;
  readonly settings: ClientSettings;
  readonly log: Log;
  /** Where calls wait while the server is full; clients of the same server share one. */
  readonly queue?: CallQueue | undefined;
}

const RETRIES = 3;
/** Of a request that is no call, after 429: these waits add up to a minute and a half. */
const THROTTLED_RETRIES = 8;
/** A refusal's body is read up to here, in bytes: its sentence is short, and a JSON-RPC error may be longer. */
const MAX_REFUSAL_BYTES = 4 * 1024 * 1024;
/** Below this difference, in ms, the clock is not what AWS refused. */
const LEAST_SKEW_MS = 30_000;
/** Beyond this difference, in ms, it is not this computer's clock that is believed to be wrong, but the answer's. */
const MOST_SKEW_MS = 48 * 3_600_000;

/** What has been tried for one request, so that it is tried once. */
interface Attempts {
  renewed: boolean;
  clockSet: boolean;
}

/** Sends requests to the endpoint, each signed with the caller's credentials; renews, corrects and repeats. */
export class SignedClient {
  readonly #parts: SignedClientParts;
  /** Added to this computer's clock when signing, in ms; learnt from refusals. */
  #clockOffsetMs = 0;
  #scope: SigningScope | undefined;
  /** Kept while the credentials stay the same. */
  #signer: { readonly credentials: ResolvedCredentials; readonly signer: Signer } | undefined;

  /** Where its calls wait while the server is full. */
  readonly queue: CallQueue;
  /** How many requests wait for credentials at the moment. */
  #resolving = 0;

  constructor(parts: SignedClientParts) {
    this.#parts = parts;
    this.queue = parts.queue ?? new CallQueue();
  }

  /** The host that requests go to, with its port where it has one of its own. */
  get host(): string {
    return this.#parts.url.host;
  }

  /** Whether a request waits for credentials, rather than for the server. */
  get isResolvingCredentials(): boolean {
    return this.#resolving > 0;
  }

  /**
   * Sends one request and returns its answer. A failure that may pass is repeated as `request.retry` permits. Throws a
   * `BridgeFailure` when there is no answer at all, or the reason of the aborted signal.
   */
  async send(request: SendRequest): Promise<Answer> {
    const { log } = this.#parts;
    const { signal } = request;
    const attempts: Attempts = { renewed: false, clockSet: false };
    let isThrottled = false;
    for (let attempt = 0; ; attempt++) {
      if (request.isCall) {
        const turn = this.queue.enter(signal, isThrottled);
        if (turn !== undefined) {
          request.onThrottled?.(true);
          await turn;
          request.onThrottled?.(false);
        }
      }
      let refusal: Refusal | undefined;
      let failure: BridgeFailure;
      try {
        const answer = await this.#sendOnce(request, attempts);
        if (answer.ok) {
          if (request.isCall) answer.response.once('close', () => this.queue.leave());
          return answer;
        }
        refusal = answer;
        failure = answer.failure;
      } catch (error) {
        failure = asFailure(error);
      }
      isThrottled = failure.reason === 'throttled';
      if (request.isCall) {
        if (isThrottled) this.queue.refused();
        else this.queue.leave();
      }
      signal?.throwIfAborted();
      const retries = this.#retries(request, isThrottled);
      if (attempt >= retries || !mayRepeat(failure, request.retry)) {
        if (refusal === undefined) throw failure;
        return refusal;
      }
      if (request.isCall && isThrottled) request.onThrottled?.(true);
      const wait = waitMs(request, failure, attempt);
      const count = retries === Number.POSITIVE_INFINITY ? `${attempt + 1}` : `${attempt + 1} of ${retries}`;
      log.info(`${failure.message} Repeating (${count}) in ${Math.round(wait)} ms.`);
      await pause(wait, signal);
    }
  }

  /** How often a request may go again. */
  #retries({ isCall }: SendRequest, isThrottled: boolean): number {
    const { retries } = this.#parts.settings;
    if (retries !== undefined) return retries;
    if (!isThrottled) return RETRIES;
    return isCall ? Number.POSITIVE_INFINITY : THROTTLED_RETRIES;
  }

  /** One answer. A refused signature is corrected and the request sent again where that can help. */
  async #sendOnce(request: SendRequest, attempts: Attempts): Promise<Answer> {
    const { connector, settings, url } = this.#parts;
    for (;;) {
      const credentials =
        this.#parts.credentials.current(request.profile) ?? (await this.#credentials(request));
      const headers = credentials === undefined ? request.headers : await this.#sign(request, credentials);
      const response = await exchange(connector, {
        method: request.method,
        url,
        headers,
        body: request.body,
        signal: request.signal,
        connectTimeoutMs: settings.connectTimeoutMs,
        readTimeoutMs: settings.readTimeoutMs,
        onSent: request.onSent,
      });
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return { ok: true, response };
      const refusal = await this.#refusal(response, credentials);
      if (!(await this.#correct(refusal, response, request, credentials, attempts))) return refusal;
    }
  }

  async #credentials({ profile, signal }: SendRequest): Promise<ResolvedCredentials | undefined> {
    this.#resolving++;
    try {
      return await unlessAborted(this.#parts.credentials.resolve(profile), signal);
    } catch (error) {
      const failure = asFailure(error);
      if (this.#parts.settings.skipAuth && isLoginFailure(failure)) return undefined;
      throw failure;
    } finally {
      this.#resolving--;
    }
  }

  async #sign(request: SendRequest, credentials: ResolvedCredentials): Promise<Record<string, string>> {
    if (this.#signer?.credentials !== credentials) {
      this.#scope ??= await this.#parts.scope();
      this.#signer = { credentials, signer: new Signer(credentials.identity, this.#scope) };
    }
    const { 'content-type': contentType, ...unsigned } = request.headers;
    const { method, body } = request;
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const date = new Date(Date.now() + this.#clockOffsetMs);
    const signed = await this.#signer.signer.sign({ method, url: this.#parts.url, headers, body }, date);
    return Object.assign(signed, unsigned);
  }

  async #refusal(response: IncomingMessage, credentials: ResolvedCredentials | undefined): Promise<Refusal> {
    const scope = this.#scope;
    const status = response.statusCode ?? 0;
    const text = await readText(response, undefined, MAX_REFUSAL_BYTES);
    const errorType = response.headers['x-amzn-errortype'];
    const failure = refusalFailure(
      {
        status,
        errorType: typeof errorType === 'string' ? (errorType.split(':', 1)[0] ?? '') : '',
        retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
        body: text,
      },
      {
        url: this.#parts.url,
        service: scope?.service ?? 'none',
        region: scope?.region ?? 'none',
        source: credentials?.source ?? 'nobody (--skip-auth)',
        renewal: credentials?.renewal ?? 'log in',
      },
    );
    return { ok: false, status, text, failure };
  }

  /** Does what can be done about a refused signature, once each; true when the request is worth sending again. */
  async #correct(
    refusal: Refusal,
    response: IncomingMessage,
    request: SendRequest,
    credentials: ResolvedCredentials | undefined,
    attempts: Attempts,
  ): Promise<boolean> {
    if (refusal.failure.reason === 'clock_skew' && !attempts.clockSet) {
      attempts.clockSet = true;
      return this.#setClock(response.headers.date);
    }
    if (refusal.failure.reason !== 'expired_credentials' || credentials === undefined) return false;
    this.#parts.credentials.invalidate(credentials);
    if (attempts.renewed || this.#parts.settings.retries === 0) return false;
    attempts.renewed = true;
    const { identity } = await this.#parts.credentials.resolve(request.profile);
    const { accessKeyId, sessionToken } = credentials.identity;
    return identity.accessKeyId !== accessKeyId || identity.sessionToken !== sessionToken;
  }

  /** Takes over the server's clock; false when it says nothing new, so that a repetition would fail likewise. */
  #setClock(date: string | undefined): boolean {
    const offset = clockOffset(date, Date.now());
    if (offset === undefined || Math.abs(offset) > MOST_SKEW_MS) return false;
    if (Math.abs(offset - this.#clockOffsetMs) < LEAST_SKEW_MS) return false;
    this.#clockOffsetMs = offset;
    const minutes = Math.round(Math.abs(offset) / 6000) / 10;
    this.#parts.log.warning(
      `This computer's clock is ${minutes} min ${offset > 0 ? 'behind' : 'ahead of'} AWS's; signing with AWS's time, but set it right.`,
    );
    return true;
  }
}

/** How long to wait before a repetition, in ms; the queue decides when a call goes again to a server that is full. */
function waitMs({ isCall }: SendRequest, failure: BridgeFailure, attempt: number): number {
  if (failure.reason !== 'throttled') return backoffMs(attempt, failure.retryAfterMs);
  return isCall ? (failure.retryAfterMs ?? 0) : throttledMs(attempt, failure.retryAfterMs);
}

/** What `work` gives, or the reason of the signal when it aborts first; the work itself goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignalLike | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

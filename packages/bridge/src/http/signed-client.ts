import type { IncomingMessage } from 'node:http';
import type { CredentialSource, ResolvedCredentials } from '../aws/credentials.ts';
import { type SigningScope, sign } from '../aws/signer.ts';
import { asFailure, type BridgeFailure } from '../failure.ts';
import type { Log } from '../log.ts';
import { readText } from './body.ts';
import type { Connector } from './connector.ts';
import { exchange } from './exchange.ts';
import { clockOffset, refusalFailure } from './refusal.ts';
import { backoffMs, mayRepeat, pause, type RetryRule, retryAfterMs } from './retry.ts';

export interface SendRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** Which of the listed profiles signs; the first when undefined. */
  readonly profile?: string | undefined;
  readonly retry: RetryRule;
  readonly signal?: AbortSignal | undefined;
  /** Called when the body has left the process, or never will. */
  readonly onSent?: (() => void) | undefined;
}

/** A 2xx with its body still to be read, or a refusal with its body read and told as a failure. */
export type Answer =
  | { readonly ok: true; readonly response: IncomingMessage }
  | { readonly ok: false; readonly status: number; readonly text: string; readonly failure: BridgeFailure };

export interface ClientSettings {
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number | undefined;
  /** How often a request is repeated after a failure that may pass. */
  readonly retries: number;
}

export interface SignedClientParts {
  readonly url: URL;
  readonly connector: Connector;
  /** Undefined: requests go out unsigned. */
  readonly credentials: CredentialSource | undefined;
  readonly scope: () => Promise<SigningScope>;
  readonly settings: ClientSettings;
  readonly log: Log;
}

/** A refusal's body is read up to here, in bytes: its sentence is short, and a JSON-RPC error may be longer. */
const MAX_REFUSAL_BYTES = 4 * 1024 * 1024;
/** Below this difference, in ms, the clock is not what AWS refused. */
const LEAST_SKEW_MS = 30_000;

/** Sends requests to the endpoint, each signed with the caller's credentials; renews, corrects and repeats. */
export class SignedClient {
  readonly #parts: SignedClientParts;
  /** Added to this computer's clock when signing, in ms; learnt from refusals. */
  #clockOffsetMs = 0;

  constructor(parts: SignedClientParts) {
    this.#parts = parts;
  }

  /**
   * Sends one request and returns its answer. A failure that may pass is repeated as `request.retry` permits. Throws a
   * `BridgeFailure` when there is no answer at all, or the reason of the aborted signal.
   */
  async send(request: SendRequest): Promise<Answer> {
    const { settings, log } = this.#parts;
    const once = { renewed: false, clockSet: false };
    for (let attempt = 0; ; ) {
      const { answer, failure } = await this.#attempt(request, once);
      if (failure === undefined) return answer;
      if (failure === 'again') continue;
      request.signal?.throwIfAborted();
      if (attempt >= settings.retries || !mayRepeat(failure, request.retry)) {
        if (answer !== undefined) return answer;
        throw failure;
      }
      const wait = backoffMs(attempt++, failure.retryAfterMs);
      log.info(
        `${failure.message} Attempt ${attempt} of ${settings.retries} follows in ${Math.round(wait)} ms.`,
      );
      await pause(wait, request.signal);
    }
  }

  async #attempt(
    request: SendRequest,
    once: { renewed: boolean; clockSet: boolean },
  ): Promise<
    | { answer: Answer; failure: undefined }
    | { answer?: Answer; failure: BridgeFailure }
    | { answer?: undefined; failure: 'again' }
  > {
    const { credentials: source, settings, connector, url } = this.#parts;
    const credentials = await source?.resolve(request.profile);
    const scope = credentials === undefined ? undefined : await this.#parts.scope();
    const headers = credentials && scope ? await this.#sign(request, credentials, scope) : request.headers;
    let response: IncomingMessage;
    let text: string;
    try {
      response = await exchange(connector, { ...request, ...settings, url, headers });
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return { answer: { ok: true, response }, failure: undefined };
      text = await readText(response, undefined, MAX_REFUSAL_BYTES);
    } catch (error) {
      return { failure: asFailure(error) };
    }
    const status = response.statusCode ?? 0;
    const failure = refusalFailure(
      {
        status,
        errorType: headerOf(response, 'x-amzn-errortype').split(':')[0] ?? '',
        retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
        body: text,
      },
      {
        url,
        service: scope?.service ?? '',
        region: scope?.region ?? '',
        source: credentials?.source ?? 'no credentials (--skip-auth)',
        login: credentials?.login ?? 'leave out --skip-auth',
      },
    );
    const refused = { answer: { ok: false, status, text, failure } as const, failure };
    if (failure.reason === 'clock_skew' && !once.clockSet) {
      once.clockSet = true;
      return this.#setClock(response) ? { failure: 'again' } : refused;
    }
    if (failure.reason === 'expired_credentials' && source && credentials) {
      source.invalidate(credentials);
      if (!once.renewed && settings.retries > 0) {
        once.renewed = true;
        const renewed = await source.resolve(request.profile);
        if (renewed.identity.sessionToken !== credentials.identity.sessionToken) return { failure: 'again' };
        if (renewed.identity.accessKeyId !== credentials.identity.accessKeyId) return { failure: 'again' };
      }
    }
    return refused;
  }

  async #sign(
    request: SendRequest,
    credentials: ResolvedCredentials,
    scope: SigningScope,
  ): Promise<Record<string, string>> {
    const { 'content-type': contentType, ...unsigned } = request.headers;
    const signed = await sign(
      {
        method: request.method,
        url: this.#parts.url,
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        body: request.body,
      },
      credentials.identity,
      scope,
      new Date(Date.now() + this.#clockOffsetMs),
    );
    return { ...signed, ...unsigned };
  }

  /** Takes over the server's clock; false when it says nothing new, so that a repetition would fail likewise. */
  #setClock(response: IncomingMessage): boolean {
    const offset = clockOffset(response.headers.date, Date.now());
    if (offset === undefined || Math.abs(offset - this.#clockOffsetMs) < LEAST_SKEW_MS) return false;
    this.#clockOffsetMs = offset;
    const minutes = Math.round(Math.abs(offset) / 6000) / 10;
    this.#parts.log.warning(
      `This computer's clock is ${minutes} min ${offset > 0 ? 'behind' : 'ahead of'} AWS's; signing with AWS's time. Set the clock right.`,
    );
    return true;
  }
}

function headerOf(response: IncomingMessage, name: string): string {
  const value = response.headers[name];
  return typeof value === 'string' ? value : '';
}

import type { ClientRequest, IncomingMessage } from 'node:http';
import { BridgeFailure, isFailure } from '../failure.ts';
import type { Connector } from './connector.ts';
import { networkFailure } from './network-failure.ts';

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** Aborting it closes the connection; the promise or the response then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** From the request to an established connection, TLS included, in ms. */
  readonly connectTimeoutMs: number;
  /** The longest silence of the server while it owes bytes, in ms; undefined for no limit. */
  readonly readTimeoutMs?: number | undefined;
  /** Called when the whole request has been handed to the operating system. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * Sends one HTTP request and returns the response as soon as its head is there. Rejects with a `BridgeFailure`, or
 * with the reason of the aborted signal.
 */
export function exchange(connector: Connector, request: ExchangeRequest): Promise<IncomingMessage> {
  const { signal, url } = request;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let connected = false;
    const outgoing = connector.request(url, {
      ...connector.options,
      method: request.method,
      headers:
        request.body === undefined
          ? request.headers
          : { ...request.headers, 'content-length': String(request.body.byteLength) },
    });
    const onAbort = () => outgoing.destroy(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    watchConnection(outgoing, url, request.connectTimeoutMs, () => {
      connected = true;
    });
    if (request.readTimeoutMs !== undefined) watchSilence(outgoing, url, request.readTimeoutMs);
    outgoing.once('finish', () => request.onSent?.());
    outgoing.once('close', () => {
      signal?.removeEventListener('abort', onAbort);
      request.onSent?.();
    });
    outgoing.once('response', resolve);
    outgoing.on('error', (error) => {
      if (isFailure(error) || signal?.aborted) reject(error);
      else reject(networkFailure(error, { host: url.host, proxy: connector.proxy, connected }));
    });
    outgoing.end(request.body);
  });
}

function watchConnection(outgoing: ClientRequest, url: URL, limitMs: number, onConnected: () => void): void {
  const timer = setTimeout(() => {
    outgoing.destroy(
      new BridgeFailure(
        'timeout',
        `No connection to ${url.host} within ${limitMs / 1000} s; check network and URL.`,
        {
          standing: 'not_run',
        },
      ),
    );
  }, limitMs);
  const settle = () => {
    clearTimeout(timer);
    onConnected();
  };
  outgoing.once('close', () => clearTimeout(timer));
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) settle();
    else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', settle);
  });
}

function watchSilence(outgoing: ClientRequest, url: URL, limitMs: number): void {
  outgoing.setTimeout(limitMs, () => {
    outgoing.destroy(
      new BridgeFailure(
        'timeout',
        `${url.host} sent nothing for ${limitMs / 1000} s; raise --read-timeout.`,
        {
          standing: 'unknown',
        },
      ),
    );
  });
}

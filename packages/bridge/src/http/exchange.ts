import type { ClientRequest, IncomingMessage } from 'node:http';
import { BridgeFailure, isFailure } from '../failure.ts';
import type { Connector } from './connector.ts';
import type { AbortSignalLike } from './light-abort.ts';
import { networkFailure } from './network-failure.ts';

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Aborting it closes the connection; the promise or the response then fails with the signal's reason. */
  readonly signal?: AbortSignalLike | undefined;
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
    // A body that is a string leaves in one write with the head; a Buffer would take a second.
    const headers = headerList(url, request.headers, request.body);
    const outgoing = connector.request({ ...connector.target, method: request.method, headers });
    let response: IncomingMessage | undefined;
    // Once there is a response, only its own destruction hands the reason to whoever reads it.
    const end = (reason: Error) => (response ?? outgoing).destroy(reason);
    const onAbort = () => end(asError(signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    watchConnection(outgoing, connector, request, () => {
      connected = true;
    });
    if (connector.proxy !== undefined) watchTunnel(outgoing, url, connector.proxy);
    if (request.readTimeoutMs !== undefined) watchSilence(outgoing, url, request.readTimeoutMs, end);
    outgoing.once('finish', () => request.onSent?.());
    outgoing.once('close', () => {
      signal?.removeEventListener('abort', onAbort);
      request.onSent?.();
    });
    outgoing.once('response', (incoming) => {
      response = incoming;
      resolve(incoming);
    });
    outgoing.on('error', (error) => {
      if (isFailure(error) || signal?.aborted) reject(error);
      else reject(networkFailure(error, { host: url.host, proxy: connector.proxy, connected }));
    });
    outgoing.end(request.body);
  });
}

/** Headers as Node takes them with the least work: names and values in turn. */
function headerList(url: URL, headers: Readonly<Record<string, string>>, body: string | undefined): string[] {
  const list: string[] = 'host' in headers ? [] : ['host', url.host];
  for (const name in headers) list.push(name, headers[name] ?? '');
  if (body !== undefined) list.push('content-length', String(Buffer.byteLength(body)));
  return list;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Ends a request whose connection takes too long, and tells when it is there. A kept connection needs no timer. */
function watchConnection(
  outgoing: ClientRequest,
  connector: Connector,
  { url, connectTimeoutMs }: ExchangeRequest,
  onConnected: () => void,
): void {
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer ??= setTimeout(() => outgoing.destroy(unconnected(url, connectTimeoutMs)), connectTimeoutMs);
  };
  const settle = () => {
    clearTimeout(timer);
    onConnected();
  };
  // A proxy's agent connects before it gives the request its socket.
  if (connector.proxy !== undefined) start();
  outgoing.once('close', () => clearTimeout(timer));
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) {
      settle();
      return;
    }
    start();
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', settle);
  });
}

/** A proxy's refusal would otherwise pass for the endpoint's own answer. */
function watchTunnel(outgoing: ClientRequest, url: URL, proxy: string): void {
  outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    if (statusCode === 200) return;
    const message = `The proxy ${proxy} refused to connect to ${url.host} (${statusCode}); check HTTPS_PROXY, or list the host in NO_PROXY.`;
    outgoing.destroy(
      new BridgeFailure('proxy', message, { standing: statusCode >= 500 ? 'not_run' : 'final' }),
    );
  });
}

function unconnected(url: URL, limitMs: number): BridgeFailure {
  const message = `No connection to ${url.host} within ${limitMs / 1000} s; check network and URL.`;
  return new BridgeFailure('timeout', message, { standing: 'not_run' });
}

function watchSilence(
  outgoing: ClientRequest,
  url: URL,
  limitMs: number,
  end: (reason: Error) => unknown,
): void {
  outgoing.setTimeout(limitMs, () => {
    const message = `${url.host} sent nothing for ${limitMs / 1000} s; raise --read-timeout.`;
    end(new BridgeFailure('timeout', message, { standing: 'unknown' }));
  });
}

import { isLoopback } from '../../aws/endpoint.ts';
import { BridgeFailure } from '../../failure.ts';
import { isBearerToken } from '../serve/guard.ts';
import type { ServerEntry } from './server-entry.ts';

/** A running `serve`, as a client that speaks HTTP reaches it. */
export interface HttpServer {
  readonly url: string;
  readonly token: string;
}

/** How a client writes a server that it reaches over HTTP. */
export interface HttpStyle {
  /** The member that holds the address; the headers are in `headers`. */
  readonly address: 'url' | 'httpUrl' | 'serverUrl';
  /** What stands beside them: written if it is not there, never changed. */
  readonly extra: ServerEntry['extra'];
}

/**
 * Reads the address of a `serve` and its token. Throws a `configuration` failure for an address that is not on this
 * computer, to which the token would travel in clear text, and for what is no token.
 */
export function httpServer(stageUrl: string, token: string): HttpServer {
  const url = new URL(`${stageUrl}/mcp`);
  if (url.protocol !== 'http:' || !isLoopback(url.hostname)) {
    throw new BridgeFailure(
      'configuration',
      `--token belongs to the address of "serve" on this computer, as http://127.0.0.1:8787/mcp, not to ${url.host}; leave it out.`,
    );
  }
  if (!isBearerToken(token)) {
    throw new BridgeFailure(
      'configuration',
      'The token must have at least 8 letters, digits or -._~+/; copy the one that serve printed.',
    );
  }
  return { url: url.href, token };
}

/** The entry of a client of that style. */
export function httpEntry({ url, token }: HttpServer, { address, extra }: HttpStyle): ServerEntry {
  return { launch: { [address]: url, headers: { Authorization: `Bearer ${token}` } }, extra };
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../../aws/endpoint.ts';

export interface GuardSettings {
  /** The port listened on. */
  readonly port: number;
  /** Web pages of other servers that may ask, as browsers name them: `http://localhost:6274`. */
  readonly origins: readonly string[];
  /** What `Authorization: Bearer` must hold; undefined asks for nothing. */
  readonly token: string | undefined;
}

export interface Denial {
  readonly status: 401 | 403 | 421;
  readonly message: string;
}

/**
 * Why a request is turned away; undefined when it is not. A web page whose name has been rebound to this computer is
 * told by `Host`, one that asks across origins by `Origin`, or by `Sec-Fetch-Site` where browsers send no `Origin` (GET);
 * programs send neither.
 */
export function denial(headers: IncomingHttpHeaders, settings: GuardSettings): Denial | undefined {
  if (!isOwnHost(headers.host, settings.port)) {
    return {
      status: 421,
      message: 'This server accepts local requests only: use 127.0.0.1 or localhost.',
    };
  }
  const { origin } = headers;
  const isOwnPage = origin === `http://${headers.host}`;
  if (origin !== undefined && !isOwnPage && !settings.origins.includes(origin)) {
    return {
      status: 403,
      message: `Web pages of ${origin} may not ask; start serve with --allow-origin ${origin} to let them.`,
    };
  }
  if (origin === undefined && isFromElsewhere(headers)) {
    return {
      status: 403,
      message: 'Links, images and scripts of other web pages may not ask; open the address itself.',
    };
  }
  if (settings.token !== undefined && !isToken(headers.authorization, settings.token)) {
    return {
      status: 401,
      message: 'Send the token serve was started with, as "Authorization: Bearer <token>".',
    };
  }
  return undefined;
}

/** Whether a browser says that a page of another origin caused the request (w3.org/TR/fetch-metadata). */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function isOwnHost(host: string | undefined, port: number): boolean {
  const [, name = '', digits = '80'] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host ?? '') ?? [];
  return isLoopback(name.toLowerCase()) && Number(digits) === port;
}

/** Whether a text can stand behind "Bearer" (RFC 6750) and is long enough to be a secret. */
export function isBearerToken(text: string): boolean {
  return /^[\w.~+/-]{8,}=*$/.test(text);
}

/** Compares digests, so that the time it takes tells neither the token's length nor how much of it was right. */
function isToken(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(.*)$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { BridgeFailure } from '../../failure.ts';
import type { Connector } from '../../http/connector.ts';
import { networkFailure } from '../../http/network-failure.ts';

/** What an unsigned request tells of the way to the endpoint. */
export interface Probe {
  /** Of the encrypted connection; undefined where there is none. */
  readonly tls: { readonly protocol: string; readonly issuer: string; readonly validTo: string } | undefined;
  readonly status: number;
  /** The server's clock in ms since 1970, to the second; undefined when it does not tell. */
  readonly date: number | undefined;
}

/**
 * The addresses of a host. Throws an `unknown_host` failure when there are none.
 */
export async function resolveName(hostname: string, proxy: string | undefined): Promise<string[]> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return [bare];
  try {
    return (await lookup(bare, { all: true })).map(({ address }) => address);
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw networkFailure(cause, { host: bare, proxy, connected: false });
  }
}

/** Whether an address is of a private network (RFC 1918, RFC 4193), as inside a VPC. */
export function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i.test(address);
}

/** Sends one unsigned GET and drops the answer's body. Throws a failure when no answer comes. */
export function probe(connector: Connector, host: string, limitMs: number): Promise<Probe> {
  return new Promise((resolve, reject) => {
    let connected = false;
    let tls: Probe['tls'];
    const request = connector.request({
      ...connector.target,
      method: 'GET',
      headers: { host, accept: 'application/json' },
    });
    request.setTimeout(limitMs, () => request.destroy(tooSlow(host, limitMs)));
    request.once('socket', (socket: Socket) => {
      const ready = () => {
        connected = true;
        tls = describeTls(socket);
      };
      if (!socket.connecting) ready();
      else socket.once(connector.target.protocol === 'https:' ? 'secureConnect' : 'connect', ready);
    });
    request.once('response', (response) => {
      response.resume();
      const date = Date.parse(response.headers.date ?? '');
      resolve({ tls, status: response.statusCode ?? 0, date: Number.isNaN(date) ? undefined : date });
    });
    request.once('error', (error) => {
      reject(
        error instanceof BridgeFailure
          ? error
          : networkFailure(error, { host, proxy: connector.proxy, connected }),
      );
    });
    request.end();
  });
}

function describeTls(socket: Socket): Probe['tls'] {
  if (!isTls(socket)) return undefined;
  const certificate = socket.getPeerCertificate();
  const issuer = certificate.issuer?.O ?? certificate.issuer?.CN ?? 'an unnamed authority';
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    issuer: Array.isArray(issuer) ? issuer.join(', ') : issuer,
    validTo: certificate.valid_to,
  };
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true;
}

function tooSlow(host: string, limitMs: number): BridgeFailure {
  return new BridgeFailure(
    'timeout',
    `${host} gave no answer within ${limitMs / 1000} s; check that network, VPN and firewall let you through.`,
  );
}

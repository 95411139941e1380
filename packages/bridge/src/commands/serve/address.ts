import { isLoopback } from '../../aws/endpoint.ts';
import { BridgeFailure } from '../../failure.ts';

/** Where to listen. */
export interface Address {
  /** A loopback address as `listen` takes it, without brackets. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

/**
 * Reads `--listen`: `127.0.0.1:8787`, `[::1]:8787`, `localhost:0`, or a port alone. Throws a `configuration` failure for
 * anything else, and for an address that other computers reach: whoever reaches the port asks with your credentials.
 */
export function parseListen(text: string): Address {
  const [, name = '127.0.0.1', digits = ''] = /^(?:(\[[^\]]+\]|[^:]+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = digits === '' ? Number.NaN : Number(digits);
  if (!(port <= 65_535)) {
    throw new BridgeFailure(
      'configuration',
      `--listen takes <address>:<port>, as 127.0.0.1:8787, not "${text}".`,
    );
  }
  if (!isLoopback(name)) {
    throw new BridgeFailure(
      'configuration',
      `--listen takes addresses of this computer only (127.0.0.1, [::1], localhost), not "${name}": anyone who reached it could use your credentials.`,
    );
  }
  // A hosts file could say of localhost what it likes.
  const host = name.endsWith('localhost') ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
  return { host, port };
}

/** The address as it stands in a URL. */
export function origin({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

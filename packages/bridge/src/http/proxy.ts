import { isLoopback } from '../aws/endpoint.ts';
import { BridgeFailure } from '../failure.ts';

/**
 * The proxy that `HTTPS_PROXY` names for `url`, in either spelling; undefined when there is none, for HTTP and
 * loopback, and for hosts in `NO_PROXY`. Throws a `configuration` failure when the variable is not a web address.
 */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv): URL | undefined {
  const address = environment.HTTPS_PROXY || environment.https_proxy;
  if (!address || url.protocol !== 'https:' || isLoopback(url.hostname)) return undefined;
  if (isExcluded(url, environment.NO_PROXY || environment.no_proxy || '')) return undefined;
  const text = address.includes('://') ? address : `http://${address}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol !== 'http:' && proxy?.protocol !== 'https:') {
    throw new BridgeFailure(
      'configuration',
      'HTTPS_PROXY is not a web address; set it to http://<host>:<port>.',
    );
  }
  return proxy;
}

/** Whether a `NO_PROXY` list covers the host: `*`, a name and everything under it, each with a port or without. */
function isExcluded(url: URL, list: string): boolean {
  const port = url.port === '' ? '443' : url.port;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, entryPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (entryPort !== undefined && entryPort !== port) return false;
      const suffix = name.replace(/^\*?\./, '');
      return host === suffix || host.endsWith(`.${suffix}`);
    });
}

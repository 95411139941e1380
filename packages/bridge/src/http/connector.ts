import http from 'node:http';
import { BridgeFailure } from '../failure.ts';
import { proxyFor } from './proxy.ts';

export interface ConnectorOptions {
  /** Path of a PEM file with the certificate authorities to trust besides Node's own. */
  readonly caBundle?: string | undefined;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Opens requests to one URL over kept-alive connections, through a proxy where the environment names one. */
export interface Connector {
  readonly request: typeof http.request;
  /** Where requests go, and by which agent. */
  readonly target: http.RequestOptions & { readonly agent: http.Agent };
  /** The proxy's address without credentials, for messages; undefined for a direct connection. */
  readonly proxy: string | undefined;
}

/** A dead peer is noticed by TCP keep-alive after this time, in ms; a silent stream is no error meanwhile. */
const TCP_KEEP_ALIVE_MS = 30_000;
/** An idle connection is closed by us before API Gateway, which waits 60 s, closes it under a request of ours. */
const IDLE_MS = 30_000;

/**
 * Prepares the connections to `url`. HTTPS, proxy and CA code load only where they are needed.
 * Throws a `configuration` failure for a proxy address or CA bundle that cannot be used.
 */
export async function openConnector(url: URL, options: ConnectorOptions = {}): Promise<Connector> {
  const agentOptions = {
    keepAlive: true,
    keepAliveMsecs: TCP_KEEP_ALIVE_MS,
    timeout: IDLE_MS,
    scheduling: 'lifo',
  } as const;
  const place = {
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: `${url.pathname}${url.search}`,
  };
  if (url.protocol === 'http:') {
    const agent = new http.Agent(agentOptions);
    return { request: http.request, target: { ...place, agent }, proxy: undefined };
  }
  const https = await import('node:https');
  const proxy = proxyFor(url, options.environment ?? process.env);
  const trust = options.caBundle === undefined ? {} : { ca: await readCaBundle(options.caBundle) };
  if (proxy === undefined) {
    const agent = new https.Agent({ ...agentOptions, ...trust });
    return { request: https.request, target: { ...place, agent }, proxy: undefined };
  }
  const { HttpsProxyAgent } = await import('./proxy-agent.ts');
  const agent = new HttpsProxyAgent(proxy, { ...agentOptions, ...trust });
  return { request: https.request, target: { ...place, ...trust, agent }, proxy: proxy.host };
}

/** The bundle's certificates together with Node's own, so that a bundle with only the company's CA is enough. */
async function readCaBundle(path: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  const { rootCertificates } = await import('node:tls');
  let bundle: string;
  try {
    bundle = await readFile(path, 'utf8');
  } catch (error) {
    throw new BridgeFailure('configuration', `The CA bundle ${path} cannot be read; check --ca-bundle.`, {
      cause: error,
    });
  }
  if (!bundle.includes('-----BEGIN CERTIFICATE-----')) {
    throw new BridgeFailure(
      'configuration',
      `${path} holds no PEM certificate; give --ca-bundle a .pem file.`,
    );
  }
  return [...rootCertificates, bundle];
}

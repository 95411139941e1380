import http from 'node:http';
import { profileCaBundle } from '../aws/ca-bundle.ts';
import { BridgeFailure } from '../failure.ts';
import { proxyFor } from './proxy.ts';

export interface ConnectorOptions {
  /** Path of a PEM file with the certificate authorities to trust besides those that Node trusts. */
  readonly caBundle?: string | undefined;
  /** The profiles to sign with: where no bundle is given, the first, or the one of the environment, may name one. */
  readonly profiles?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** Opens requests to one URL over kept-alive connections, through a proxy where the environment names one. */
export interface Connector {
  readonly request: typeof http.request;
  /** Where requests go, and by which agent. */
  readonly target: http.RequestOptions & { readonly agent: http.Agent };
  /** The proxy's address without credentials, for messages; undefined for a direct connection. */
  readonly proxy: string | undefined;
  /** Whether it trusts more than Node does by itself. */
  readonly hasOwnTrust: boolean;
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
    return { request: http.request, target: { ...place, agent }, proxy: undefined, hasOwnTrust: false };
  }
  const https = await import('node:https');
  const proxy = proxyFor(url, options.environment ?? process.env);
  const trust = await trustIn(options, options.environment ?? process.env);
  const hasOwnTrust = trust.ca !== undefined;
  if (proxy === undefined) {
    const agent = new https.Agent({ ...agentOptions, ...trust });
    return { request: https.request, target: { ...place, agent }, proxy: undefined, hasOwnTrust };
  }
  const { HttpsProxyAgent } = await import('./proxy-agent.ts');
  const agent = new HttpsProxyAgent(proxy, { ...agentOptions, ...trust });
  return { request: https.request, target: { ...place, ...trust, agent }, proxy: proxy.host, hasOwnTrust };
}

/**
 * The bundle's certificates together with those that Node trusts by itself, so that a bundle with only the company's CA is
 * enough. `NODE_EXTRA_CA_CERTS` is among them: Node would leave it out where it is given certificates.
 */
async function trustIn(
  { caBundle, profiles }: ConnectorOptions,
  environment: NodeJS.ProcessEnv,
): Promise<{ ca?: string[] }> {
  const given =
    caBundle === undefined
      ? await profileCaBundle(profiles?.[0], environment)
      : { path: caBundle, origin: '--ca-bundle' };
  if (given === undefined) return {};
  const { rootCertificates } = await import('node:tls');
  const bundle = await readPem(given.path, given.origin);
  const extra = environment.NODE_EXTRA_CA_CERTS;
  // Node itself only warns of a file that it cannot read.
  const extras = extra ? await readPem(extra, 'NODE_EXTRA_CA_CERTS').catch(() => '') : '';
  return { ca: [...rootCertificates, bundle, extras].filter((pem) => pem !== '') };
}

async function readPem(path: string, origin: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (error) {
    throw new BridgeFailure('configuration', `The CA bundle ${path} cannot be read; check ${origin}.`, {
      cause: error,
    });
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new BridgeFailure('configuration', `${path} holds no PEM certificate; give ${origin} a .pem file.`);
  }
  return pem;
}

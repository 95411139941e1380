import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { Failure } from '../failure.ts';

/** `fetch` for one endpoint that signs each request; `tamper` alters it afterwards, as an attacker on the way would. */
export type SignedFetch = (
  url: string | URL,
  init?: RequestInit,
  tamper?: (request: Request) => Request,
) => Promise<Response>;

/** Region of `https://<id>.execute-api.<region>.amazonaws.com`, or undefined for another kind of host name. */
export function regionOf(url: URL): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(url.hostname)?.[1];
}

/** Signs with the caller's own credentials, resolved at the first request. */
export function openSignedFetch(options: { region: string; profile?: string | undefined }): SignedFetch {
  const signer = new SignatureV4({
    service: 'execute-api',
    region: options.region,
    credentials: defaultProvider(options.profile === undefined ? {} : { profile: options.profile }),
    sha256: Sha256,
  });
  return async (target, init = {}, tamper = (request) => request) => {
    const url = new URL(target);
    const body = init.body ?? undefined;
    if (body !== undefined && typeof body !== 'string')
      throw new Failure('Only text bodies are signed here.');
    const headers = Object.fromEntries(new Headers(init.headers));
    const signed = await signer.sign({
      method: init.method ?? 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _, ...sent } = signed.headers;
    const request = new Request(url, { ...init, headers: sent });
    return fetch(tamper(request));
  };
}

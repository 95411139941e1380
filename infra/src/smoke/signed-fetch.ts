import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { Failure } from '../failure.ts';

/** `fetch` that signs each request; `tamper` alters the request after signing, as an attacker would. */
export type SignedFetch = (
  url: string | URL,
  init?: RequestInit,
  tamper?: (request: Request) => Request,
) => Promise<Response>;

/** Signs with the caller's own credentials, resolved at the first request. */
export function openSignedFetch(options: { region: string; profile?: string | undefined }): SignedFetch {
  const { profile } = options;
  const credentials = defaultProvider(profile === undefined ? {} : { profile });
  const signer = new SignatureV4({
    service: 'execute-api',
    region: options.region,
    credentials: () => credentials().catch(noCredentials),
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

function noCredentials(cause: unknown): never {
  throw new Failure('there are no AWS credentials: log in (aws sso login) or give --profile', { cause });
}

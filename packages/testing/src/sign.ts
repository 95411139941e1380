import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from './environment.ts';

export interface Unsigned {
  readonly method: string;
  /** Scheme, host, path and query, percent-encoded as they go over the wire. */
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface SigningOptions {
  readonly region?: string;
  readonly service?: string;
  readonly date?: Date;
}

/** The headers that make a request signed, `host` included, from AWS's own signer. */
export async function sign(
  { method, url, headers = {}, body }: Unsigned,
  credentials: Credentials,
  { region = 'us-east-1', service = 'execute-api', date = new Date() }: SigningOptions = {},
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ credentials: known(credentials), region, service, sha256: Sha256 });
  const signed = await signer.sign(smithyRequest(method, new URL(url), headers, body), { signingDate: date });
  return signed.headers;
}

/** The URL of a presigned request, good for `expiresIn` seconds. */
export async function presign(
  url: string,
  credentials: Credentials,
  expiresIn: number,
  date = new Date(),
): Promise<string> {
  const signer = new SignatureV4({
    credentials: known(credentials),
    region: 'us-east-1',
    service: 'execute-api',
    sha256: Sha256,
  });
  const request = await signer.presign(smithyRequest('GET', new URL(url), {}, undefined), {
    expiresIn,
    signingDate: date,
  });
  const query = Object.entries(request.query ?? {}).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return `${new URL(url).origin}${request.path}?${new URLSearchParams(query)}`;
}

function known({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function smithyRequest(
  method: string,
  url: URL,
  headers: Record<string, string>,
  body: string | Uint8Array | undefined,
) {
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: queryBag(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  };
}

function queryBag(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = parameters.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

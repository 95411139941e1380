import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Checksum } from '@smithy/types';

export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** The headers that become part of the signature, beside `host` and the date. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

/** What a signature is valid for. */
export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

/**
 * Signs a request with AWS Signature Version 4 as of `date` and returns the headers to send: the given ones with
 * `host`, `x-amz-date`, `authorization` and, for temporary credentials, `x-amz-security-token`. Headers that a proxy
 * on the way may rewrite should be added afterwards, unsigned.
 */
export async function sign(
  request: SignableRequest,
  credentials: AwsCredentialIdentity,
  scope: SigningScope,
  date: Date,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ ...scope, credentials, sha256: NodeSha256, applyChecksum: false });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: request.url.protocol,
      hostname: request.url.hostname,
      path: request.url.pathname,
      query: queryOf(request.url),
      headers: { ...request.headers, host: request.url.host },
      body: request.body,
    },
    { signingDate: date },
  );
  return signed.headers;
}

/**
 * SHA-256 by Node's own OpenSSL in the shape the signer wants. Measured against `@aws-crypto/sha256-js`, which
 * computes the same in JavaScript: see `bench/`.
 */
class NodeSha256 implements Checksum {
  readonly #secret: string | Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined || typeof secret === 'string' ? secret : bytesOf(secret);
    this.#hash = this.#fresh();
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function bytesOf(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

function queryOf(url: URL): Record<string, string[]> {
  const names = new Set(url.searchParams.keys());
  return Object.fromEntries([...names].map((name) => [name, url.searchParams.getAll(name)]));
}

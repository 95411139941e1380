import { createHash } from 'node:crypto';

/** A request as received, neither decoded nor reordered. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  /** Name, value, name, value, … in the order sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/**
 * The canonical request of Signature Version 4, for any service but S3: the path is normalised and each segment
 * encoded once more, the query is sorted after encoding, header values lose surplus white space.
 * Written from the specification and deliberately not with the SDK's signer: signing and verifying with the same code
 * would hide its mistakes.
 */
export function canonicalRequest(request: WireRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = splitTarget(request.target);
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headerValue(request.rawHeaders, name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Path and query of a request target, without the question mark. */
export function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** All values of one header, joined as the specification says; undefined when it was not sent. */
export function headerValue(rawHeaders: readonly string[], name: string): string | undefined {
  const values = rawHeaders.flatMap((header, index) =>
    index % 2 === 0 && header.toLowerCase() === name
      ? [(rawHeaders[index + 1] ?? '').trim().replace(/ +/g, ' ')]
      : [],
  );
  return values.length === 0 ? undefined : values.join(',');
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
}

function canonicalQuery(query: string): string {
  return queryParameters(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The query's parameters in the order sent, decoded. Throws URIError on a malformed escape. */
export function queryParameters(query: string): [name: string, value: string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] = equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decodeURIComponent(name), decodeURIComponent(value)];
    });
}

/** RFC 3986: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

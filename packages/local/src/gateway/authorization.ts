import { createHash } from 'node:crypto';
import { headerValue, queryParameters, splitTarget, type WireRequest } from './canonical-request.ts';
import { incompleteSignature, missingToken } from './refusal.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** What a signed request claims about itself; nothing here is verified. */
export interface Claim {
  readonly accessKeyId: string;
  /** Date, region and service of the credential scope. */
  readonly scope: { readonly date: string; readonly region: string; readonly service: string };
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  /** Seconds for which a presigned request is valid; absent for a signature in the header. */
  readonly expiresSeconds?: number;
  readonly sessionToken: string | undefined;
}

/**
 * Reads the signature from the `Authorization` header, or from the query of a presigned request.
 * Throws a Refusal when it is missing or incomplete.
 */
export function readAuthorization(request: WireRequest): Claim {
  const header = headerValue(request.rawHeaders, 'authorization');
  if (header !== undefined) return fromHeader(request, header);
  const query = new Map(queryParameters(splitTarget(request.target)[1]));
  if (query.get('X-Amz-Algorithm') === ALGORITHM) return fromQuery(query);
  throw missingToken();
}

function fromHeader(request: WireRequest, header: string): Claim {
  const hashed = createHash('sha256').update(header).digest('base64');
  const [algorithm, ...rest] = header.split(' ');
  const parameters = new Map<string, string>();
  const parts = algorithm === ALGORITHM ? rest.join(' ').split(',') : [header];
  for (const part of parts) {
    const equals = part.indexOf('=');
    if (algorithm !== ALGORITHM || equals === -1) {
      throw incompleteSignature(
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed}'.`,
      );
    }
    parameters.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const timestamp = headerValue(request.rawHeaders, 'x-amz-date') ?? dateHeader(request.rawHeaders);
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (timestamp === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (missing.length > 0 || timestamp === undefined) {
    throw incompleteSignature(
      `${missing.join(' ')} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed}`,
    );
  }
  return {
    ...credential(parameters.get('Credential') ?? ''),
    signedHeaders: (parameters.get('SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parameters.get('Signature') ?? '',
    timestamp,
    sessionToken: headerValue(request.rawHeaders, 'x-amz-security-token'),
  };
}

function fromQuery(query: ReadonlyMap<string, string>): Claim {
  const required = (name: string) => {
    const value = query.get(name);
    if (value) return value;
    throw incompleteSignature(
      `AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`,
    );
  };
  return {
    ...credential(required('X-Amz-Credential')),
    signedHeaders: required('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: required('X-Amz-Signature'),
    timestamp: required('X-Amz-Date'),
    expiresSeconds: Number(required('X-Amz-Expires')),
    sessionToken: query.get('X-Amz-Security-Token'),
  };
}

function credential(text: string): Pick<Claim, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, ...more] = text.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0) {
    throw incompleteSignature(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

function dateHeader(rawHeaders: readonly string[]): string | undefined {
  const date = new Date(headerValue(rawHeaders, 'date') ?? '');
  return Number.isNaN(date.getTime()) ? undefined : basicTimestamp(date);
}

/** `YYYYMMDDTHHMMSSZ`, the time format of signatures. */
export function basicTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

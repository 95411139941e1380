import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ServiceHandler } from '../http/service.ts';

interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  /** When it was written, in ms. */
  readonly modified: number;
}

interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Objects by `bucket/key`. */
export type Objects = Map<string, StoredObject>;

/** Puts an object under `bucket/key`, and returns it. */
export function storeObject(
  objects: Objects,
  key: string,
  content: string | Buffer,
  now = Date.now(),
): StoredObject {
  const body = Buffer.from(content);
  const stored = { body, etag: `"${createHash('md5').update(body).digest('hex')}"`, modified: now };
  objects.set(key, stored);
  return stored;
}

export interface ObjectStoreOptions {
  readonly objects?: Objects;
  /** The clock of the service, in ms; every response carries it. */
  readonly now?: () => number;
  /** The error code with which a request is refused, for tests of a bucket that does. */
  readonly refusal?: (request: { readonly method: string; readonly key: string }) => string | undefined;
}

/** ListObjectsV2 returns at most this many keys. */
const MAX_KEYS = 1_000;

const STATUS: Readonly<Record<string, number>> = {
  NoSuchKey: 404,
  PreconditionFailed: 412,
  AccessDenied: 403,
  SlowDown: 503,
  MethodNotAllowed: 405,
};

/**
 * The part of S3 that holds unfinished work: PutObject with `If-None-Match: *` and `If-Match`, GetObject, DeleteObject
 * and ListObjectsV2, in S3's own protocol (REST and XML, path style), errors included. As S3 does, it decides conditional
 * writes one after the other.
 */
export function createObjectStore(options: ObjectStoreOptions = {}): ServiceHandler {
  const { objects = new Map(), now = Date.now, refusal = () => undefined } = options;

  function put(key: string, headers: IncomingHttpHeaders, body: Buffer): S3Answer {
    const current = objects.get(key);
    const { 'if-none-match': absent, 'if-match': etag } = headers;
    if (absent === '*' && current !== undefined) return failure('PreconditionFailed');
    if (etag !== undefined && current === undefined) return failure('NoSuchKey');
    if (etag !== undefined && current?.etag !== etag) return failure('PreconditionFailed');
    const { etag: stored } = storeObject(objects, key, body, now());
    return { status: 200, headers: { etag: stored }, body: '' };
  }

  function get(key: string): S3Answer {
    const found = objects.get(key);
    if (found === undefined) return failure('NoSuchKey');
    const headers = { etag: found.etag, 'last-modified': new Date(found.modified).toUTCString() };
    return { status: 200, headers, body: found.body };
  }

  function list(bucket: string, query: URLSearchParams): S3Answer {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = `${bucket}/${query.get('continuation-token') ?? query.get('start-after') ?? ''}`;
    const limit = Math.min(MAX_KEYS, Number(query.get('max-keys') ?? MAX_KEYS));
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const shown = keys.slice(0, limit);
    const contents = shown.map((key) => {
      const modified = new Date(objects.get(key)?.modified ?? 0).toISOString();
      const name = key.slice(bucket.length + 1);
      return `<Contents><Key>${name}</Key><LastModified>${modified}</LastModified></Contents>`;
    });
    const truncated = keys.length > shown.length;
    const next = truncated
      ? `<NextContinuationToken>${shown.at(-1)?.slice(bucket.length + 1)}</NextContinuationToken>`
      : '';
    return xml(
      200,
      `<ListBucketResult><IsTruncated>${truncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
    );
  }

  function remove(key: string): S3Answer {
    objects.delete(key);
    return { status: 204, headers: {}, body: '' };
  }

  function answer(request: IncomingMessage, body: Buffer): S3Answer {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const path = pathname.slice(1).split('/').map(decodeURIComponent).join('/');
    const slash = path.indexOf('/');
    const bucket = slash < 0 ? path : path.slice(0, slash);
    const key = path.slice(bucket.length + 1);
    const { method = 'GET', headers } = request;
    const refused = refusal({ method, key });
    if (refused !== undefined) return failure(refused);
    if (method === 'PUT') return put(path, headers, body);
    if (method === 'DELETE') return remove(path);
    if (method !== 'GET') return failure('MethodNotAllowed');
    return key === '' ? list(bucket, searchParams) : get(path);
  }

  return {
    async handle(request, body, response) {
      const { status, headers, body: sent } = answer(request, body);
      response.writeHead(status, { ...headers, date: new Date(now()).toUTCString() }).end(sent);
    },
  };
}

function failure(code: string): S3Answer {
  return xml(STATUS[code] ?? 400, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function xml(status: number, body: string): S3Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  };
}

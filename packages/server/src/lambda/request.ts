import type { APIGatewayProxyEvent } from 'aws-lambda';

/** Each part may be missing where it was not API Gateway that invoked the function. */
type ProxyEvent = Partial<APIGatewayProxyEvent>;

/** Fetch forbids these in a `Request` (https://fetch.spec.whatwg.org/#forbidden-method). */
const FORBIDDEN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** Replaces a method that no route can have, so that the request is refused as one without a route. */
const UNSUPPORTED_METHOD = 'UNSUPPORTED';
const UNKNOWN_PATH = '/unknown';

/** No route looks at the host: stage and custom domain are resolved by API Gateway. */
const ORIGIN = 'https://case-insights';

/**
 * The web `Request` of a REST API proxy event. Never throws: API Gateway forwards what a `Request` rejects (a body with
 * GET, illegal headers, some methods), and that is left out. No route reads a query string, so none is kept.
 */
export function requestOf(event: ProxyEvent): Request {
  const method = methodOf(event);
  const body =
    method === 'GET' || typeof event.body !== 'string'
      ? null
      : bodyOf(event.body, event.isBase64Encoded === true);
  return new Request(`${ORIGIN}${pathOf(event)}`, { method, headers: headersOf(event, body), body });
}

/** HEAD is served as GET; API Gateway drops the body. */
function methodOf(event: ProxyEvent): string {
  const method = String(event.httpMethod ?? '').toUpperCase();
  if (method === 'HEAD') return 'GET';
  return TOKEN.test(method) && !FORBIDDEN_METHODS.has(method) ? method : UNSUPPORTED_METHOD;
}

/**
 * The path below the stage, built from the resource and its parameters: with a custom domain `event.path` begins with
 * the domain's base path, which no route expects.
 */
function pathOf(event: ProxyEvent): string {
  const parameters = event.pathParameters ?? {};
  const path =
    typeof event.resource === 'string' && event.resource.startsWith('/')
      ? event.resource.replace(/\{(\w+)\+?\}/g, (_, name: string) => parameters[name] ?? '')
      : event.path;
  if (typeof path !== 'string' || !path.startsWith('/')) return UNKNOWN_PATH;
  return path.replaceAll('?', '%3F').replaceAll('#', '%23');
}

function headersOf(event: ProxyEvent, body: Uint8Array | null): Headers {
  const headers = new Headers();
  // Where the multi-value form is present, it is the complete one.
  const values = new Map<string, readonly unknown[]>([
    ...Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value]] as const),
    ...Object.entries(event.multiValueHeaders ?? {}).map(
      ([name, all]) => [name.toLowerCase(), all ?? []] as const,
    ),
  ]);
  for (const [name, all] of values) {
    if (!TOKEN.test(name)) continue;
    for (const value of all) {
      if (typeof value === 'string' && HEADER_VALUE.test(value)) headers.append(name, value);
    }
  }
  // The client's own header describes its message to API Gateway, not the body of this event.
  headers.set('content-length', String(body?.byteLength ?? 0));
  return headers;
}

/** Node decodes what it can of broken base64, and writes U+FFFD for half a surrogate pair: neither fails. */
function bodyOf(body: string, isBase64: boolean): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(body, isBase64 ? 'base64' : 'utf8'));
}

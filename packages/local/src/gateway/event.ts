import { queryParameters, splitTarget, type WireRequest } from './canonical-request.ts';
import type { CallerContext } from './identity.ts';
import type { ResourceMatch } from './resource.ts';

export interface EventSource {
  readonly request: WireRequest;
  /** The path without the stage, as sent. */
  readonly path: string;
  readonly match: ResourceMatch;
  /** Absent for a request that needed no signature. */
  readonly caller: CallerContext | undefined;
  readonly sourceIp: string;
  readonly receivedAt: number;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly api: ApiIdentity;
}

export interface ApiIdentity {
  readonly accountId: string;
  readonly apiId: string;
  readonly region: string;
  readonly stage: string;
}

/** Set or consumed by the gateway; the client's own values never reach the function. */
const WITHHELD = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** The event of a REST API's Lambda proxy integration (payload format 1.0), field for field. */
export function proxyEvent(source: EventSource): Record<string, unknown> {
  const { request, match, caller, api } = source;
  const [wirePath, query] = splitTarget(request.target);
  const headers = forwardedHeaders(source);
  const parameters = queryParameters(query);
  const domainName = `${api.apiId}.execute-api.${api.region}.amazonaws.com`;
  const userAgent = headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null;
  return {
    resource: match.resourcePath,
    path: source.path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: parameters.length === 0 ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters: parameters.length === 0 ? null : grouped(parameters),
    pathParameters: match.pathParameters,
    stageVariables: null,
    requestContext: {
      resourceId: match.resourceId,
      resourcePath: match.resourcePath,
      httpMethod: request.method,
      extendedRequestId: source.extendedRequestId,
      requestTime: accessLogTime(source.receivedAt),
      path: wirePath,
      accountId: api.accountId,
      protocol: 'HTTP/1.1',
      stage: api.stage,
      domainPrefix: api.apiId,
      requestTimeEpoch: source.receivedAt,
      requestId: source.requestId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: caller?.accountId ?? null,
        cognitoIdentityId: null,
        caller: caller?.caller ?? null,
        sourceIp: source.sourceIp,
        principalOrgId: null,
        accessKey: caller?.accessKey ?? null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: caller?.userArn ?? null,
        userAgent,
        user: caller?.user ?? null,
      },
      domainName,
      deploymentId: 'local0',
      apiId: api.apiId,
    },
    // The API declares no binary media types, so every body is text.
    body: request.body.length === 0 ? null : Buffer.from(request.body).toString('utf8'),
    isBase64Encoded: false,
  };
}

function forwardedHeaders({ request, sourceIp, traceId }: EventSource): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!WITHHELD.has(name.toLowerCase())) headers.push([name, request.rawHeaders[index + 1] ?? '']);
  }
  headers.push(['X-Amzn-Trace-Id', traceId]);
  headers.push(['X-Forwarded-For', sourceIp]);
  headers.push(['X-Forwarded-Port', '443']);
  headers.push(['X-Forwarded-Proto', 'https']);
  return headers;
}

function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(groups);
}

/** `25/Dec/2024:10:30:45 +0000`, API Gateway's `$context.requestTime`. */
export function accessLogTime(time: number): string {
  // `Wed, 25 Dec 2024 10:30:45 GMT`, whose format the language fixes.
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

import { queryParameters, splitTarget, type WireRequest } from './canonical-request.ts';
import type { Caller } from './identity.ts';
import type { ResourceMatch } from './resource.ts';

/** What is known of a request before its caller is. */
export interface ReceivedRequest {
  readonly request: WireRequest;
  /** The path without the stage, as sent. */
  readonly path: string;
  readonly match: ResourceMatch;
  readonly sourceIp: string;
  readonly receivedAt: number;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly api: ApiIdentity;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
}

export interface ApiIdentity {
  readonly accountId: string;
  readonly apiId: string;
  readonly region: string;
  readonly stage: string;
}

/** Set or consumed by the gateway; the client's own values never reach the function. */
const WITHHELD = new Set([
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
export function proxyEvent(received: ReceivedRequest, caller: Caller): Record<string, unknown> {
  const { body } = received.request;
  return {
    ...requestFields(received, caller),
    // The API declares no binary media types, so every body is text.
    body: body.length === 0 ? null : Buffer.from(body).toString('utf8'),
    isBase64Encoded: false,
  };
}

/** The event of a Lambda authorizer of type REQUEST: that of the integration without a body and a caller. */
export function authorizerEvent(received: ReceivedRequest): Record<string, unknown> {
  return { type: 'REQUEST', methodArn: methodArn(received), ...requestFields(received, {}) };
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`: what policies allow or deny to invoke. */
export function methodArn({ api, request, path }: ReceivedRequest): string {
  const { region, accountId, apiId, stage } = api;
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${request.method}${path}`;
}

function requestFields(received: ReceivedRequest, { iam, authorizer }: Caller): Record<string, unknown> {
  const { request, match, api } = received;
  const [wirePath, query] = splitTarget(request.target);
  const headers = forwardedHeaders(received, iam !== undefined);
  const parameters = queryParameters(query);
  const domainName = `${api.apiId}.execute-api.${api.region}.amazonaws.com`;
  const userAgent = headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1] ?? null;
  return {
    resource: match.resource.path,
    path: received.path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: parameters.length === 0 ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters: parameters.length === 0 ? null : grouped(parameters),
    pathParameters: match.pathParameters,
    stageVariables: received.stageVariables ?? null,
    requestContext: {
      resourceId: match.resource.id,
      resourcePath: match.resource.path,
      httpMethod: request.method,
      extendedRequestId: received.extendedRequestId,
      requestTime: accessLogTime(received.receivedAt),
      path: wirePath,
      accountId: api.accountId,
      protocol: 'HTTP/1.1',
      stage: api.stage,
      domainPrefix: api.apiId,
      requestTimeEpoch: received.receivedAt,
      requestId: received.requestId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: iam?.accountId ?? null,
        cognitoIdentityId: null,
        caller: iam?.caller ?? null,
        sourceIp: received.sourceIp,
        principalOrgId: null,
        accessKey: iam?.accessKey ?? null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: iam?.userArn ?? null,
        userAgent,
        user: iam?.user ?? null,
      },
      ...(authorizer === undefined ? {} : { authorizer }),
      domainName,
      deploymentId: 'local0',
      apiId: api.apiId,
    },
  };
}

/** A signature is the gateway's own; a token goes on to the function. */
function forwardedHeaders(
  { request, sourceIp, traceId }: ReceivedRequest,
  signed: boolean,
): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    const lower = name.toLowerCase();
    if (WITHHELD.has(lower) || (signed && lower === 'authorization')) continue;
    headers.push([name, request.rawHeaders[index + 1] ?? '']);
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

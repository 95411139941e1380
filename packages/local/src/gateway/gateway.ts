import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen, stop } from '../http/listen.ts';
import type { LambdaFunction } from '../lambda/function.ts';
import { type AccessLogEntry, accessLogEntry } from './access-log.ts';
import { splitTarget } from './canonical-request.ts';
import type { Authorize, Decision } from './decision.ts';
import { type ApiIdentity, proxyEvent } from './event.ts';
import { Answer, readRequest } from './exchange.ts';
import { type IntegrationOptions, integrate } from './integration.ts';
import {
  badIntegration,
  badRequest,
  forbidden,
  type GatewayResponse,
  missingToken,
  Refusal,
  type ResponseType,
  tooManyRequests,
} from './refusal.ts';
import { matchResource, type Resource, type ResourceMatch } from './resource.ts';
import { createThrottle, type ThrottleLimits } from './throttle.ts';

export interface GatewayOptions {
  readonly api: ApiIdentity;
  readonly resources: readonly Resource[];
  readonly authorize: Authorize;
  readonly function: Pick<LambdaFunction, 'invoke'>;
  readonly integration: IntegrationOptions;
  readonly throttle: ThrottleLimits;
  /** Every event of the API carries them. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** What the template changes about the gateway's own responses. */
  readonly gatewayResponses?: GatewayResponses;
  /** Origins the deployment allows; when there are any, OPTIONS needs no authorization. */
  readonly corsOrigins: readonly string[];
  readonly accessLog: (entry: AccessLogEntry) => void;
}

export type GatewayResponses = Partial<Record<ResponseType, GatewayResponse>>;

export interface Gateway {
  /** The stage URL, without a slash at its end. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A REST API whose address is known before it answers, for settings that name the address. */
export interface OpenGateway extends Gateway {
  /** Answers from now on. */
  serve(options: GatewayOptions): void;
}

/** Takes a port on loopback for a stage of a REST API; port 0 takes any free one. */
export async function openGateway(port: number, stage: string): Promise<OpenGateway> {
  const server: Server = createServer();
  // API Gateway has no such limits within its own time-outs.
  server.requestTimeout = 0;
  return {
    endpoint: `${await listen(server, port)}/${stage}`,
    serve(options) {
      const serve = createHandler(options);
      server.on('request', (request, response) => void serve(request, response));
    },
    close: () => stop(server),
  };
}

/** Starts a REST API on loopback in front of one function. */
export async function startGateway(options: GatewayOptions & { readonly port: number }): Promise<Gateway> {
  const gateway = await openGateway(options.port, options.api.stage);
  gateway.serve(options);
  return gateway;
}

/** What is known of a request so far; the access log gets it at the end, whatever the outcome. */
interface Exchange {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  readonly receivedAt: number;
  readonly sourceIp: string;
  match?: ResourceMatch;
  decision?: Decision;
  refusal?: Refusal;
}

function createHandler(options: GatewayOptions) {
  const take = createThrottle(options.throttle, Date.now);

  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = newExchange(incoming);
    const answer = new Answer(response, [
      ['x-amzn-RequestId', exchange.requestId],
      ['x-amz-apigw-id', exchange.extendedRequestId],
      ['X-Amzn-Trace-Id', exchange.traceId],
    ]);
    response.once('close', () => options.accessLog(finishedEntry(incoming, exchange, answer)));
    try {
      await serve(exchange, incoming, answer);
    } catch (error) {
      const refusal = asRefusal(error);
      exchange.refusal = refusal;
      const { headers = [], ...response } = options.gatewayResponses?.[refusal.responseType] ?? {};
      answer.refuse(refusal, exchange.requestId, {
        ...response,
        headers: [...headers, ...corsHeaders(incoming)],
      });
    }
  };

  async function serve(exchange: Exchange, incoming: IncomingMessage, answer: Answer): Promise<void> {
    const request = await readRequest(incoming);
    const path = withoutStage(request.target);
    const match = matchResource(path, options.resources);
    // API Gateway answers so where no resource matches.
    if (match === undefined) throw missingToken();
    exchange.match = match;
    const { api, stageVariables } = options;
    const received = { ...exchange, request, path, match, api, stageVariables };
    // On AWS the template's mock integration answers a preflight, with the same rules as the function.
    const preflight = request.method === 'OPTIONS' && options.corsOrigins.length > 0;
    const open = preflight || match.resource.open === true;
    const decision: Decision = open ? { caller: {} } : await options.authorize(received);
    exchange.decision = decision;
    if (decision.refusal !== undefined) throw decision.refusal;
    if (!take()) throw tooManyRequests();
    const event = proxyEvent(received, decision.caller);
    await integrate(
      (onChunk) =>
        options.function.invoke({ requestId: randomUUID(), traceId: exchange.traceId, event, onChunk }),
      answer,
      options.integration,
    );
  }

  /** The path within the stage; a request that names another stage is refused. */
  function withoutStage(target: string): string {
    const [path] = splitTarget(target);
    const prefix = `/${options.api.stage}`;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) throw forbidden();
    return path.slice(prefix.length) || '/';
  }

  /** The headers that the template adds to the gateway's own responses with CORS: the request's origin, echoed. */
  function corsHeaders({ headers }: IncomingMessage): [string, string][] {
    if (options.corsOrigins.length === 0 || headers.origin === undefined) return [];
    return [
      ['Access-Control-Allow-Origin', headers.origin],
      ['Access-Control-Expose-Headers', 'x-amzn-errortype,x-amzn-requestid,retry-after'],
      ['Vary', 'Origin'],
    ];
  }
}

/** A malformed escape is the sender's fault; any other error that is not a Refusal is ours. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return error instanceof URIError ? badRequest() : badIntegration();
}

function newExchange(incoming: IncomingMessage): Exchange {
  const epoch = Math.floor(Date.now() / 1000).toString(16);
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString('base64url')}=`,
    traceId: `Root=1-${epoch}-${randomBytes(12).toString('hex')}`,
    receivedAt: Date.now(),
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}

function finishedEntry(incoming: IncomingMessage, exchange: Exchange, answer: Answer): AccessLogEntry {
  const { iam, authorizer } = exchange.decision?.caller ?? {};
  return accessLogEntry({
    requestId: exchange.requestId,
    receivedAt: exchange.receivedAt,
    finishedAt: Date.now(),
    httpMethod: incoming.method ?? '',
    resourcePath: exchange.match?.resource.path,
    path: splitTarget(incoming.url ?? '/')[0],
    status: answer.status,
    responseLength: answer.bytes,
    clientIp: exchange.sourceIp,
    userAgent: incoming.headers['user-agent'],
    caller: iam?.userArn ?? authorizer?.principalId,
    user: iam?.user,
    error: exchange.refusal?.message,
    errorType: exchange.refusal?.responseType,
  });
}

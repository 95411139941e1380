import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { RequestContext } from '../call/request-context.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { requestContexts } from './invocation.ts';
import { requestOf } from './request.ts';

/** What API Gateway sends; somebody who invokes the function by hand may send nothing. */
type ProxyEvent = APIGatewayProxyEvent | null;

/** What serves one HTTP request whose context is known. */
export type ServeRequest = (request: Request, context: RequestContext) => Promise<Response>;

/**
 * The handler for a streaming deployment. The prelude with the status leaves with the first byte of the body, so
 * every response must have one (`createApp` sees to it).
 */
export function streamingHandler(serve: ServeRequest, config: Config, log: Log) {
  const contextOf = requestContexts(config, log);
  return async (event: ProxyEvent, responseStream: awslambda.HttpResponseStream, context: Context) => {
    const request = await contextOf(event ?? {}, context);
    const response = await serve(readRequest(event ?? {}, request), request);
    const out = awslambda.HttpResponseStream.from(responseStream, {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
    });
    try {
      await pipeline(response.body === null ? Readable.from(['\n']) : chunksOf(response.body), out);
    } catch (error) {
      request.work.clientLeft();
      request.log.warn('the answer could not be sent', {
        error_name: error instanceof Error ? error.name : typeof error,
      });
    }
    request.work.answered();
    await request.work.settled();
  };
}

/** The handler for a buffered deployment: API Gateway invokes the function the ordinary way and takes one object. */
export function bufferedHandler(serve: ServeRequest, config: Config, log: Log) {
  const contextOf = requestContexts(config, log);
  return async (event: ProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    const request = await contextOf(event ?? {}, context);
    const response = await serve(readRequest(event ?? {}, request), request);
    const body = await response.text();
    // A buffered response ends the invocation.
    await request.work.settled();
    return { statusCode: response.status, headers: Object.fromEntries(response.headers), body };
  };
}

/** The request, without its body where it is refused: that is not even decoded. */
function readRequest(
  event: NonNullable<ProxyEvent> | Record<string, never>,
  { web }: RequestContext,
): Request {
  return requestOf(web?.refusal === undefined ? event : { ...event, body: null });
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { callerOf, type RequestContext } from '../call/request-context.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import { reportColdStart } from '../log/metrics.ts';
import { deadlineOf } from './deadline.ts';
import { requestOf } from './request.ts';

/** What serves one HTTP request whose context is known. */
export type ServeRequest = (request: Request, context: RequestContext) => Promise<Response>;

/**
 * The handler for a streaming deployment. The prelude with the status leaves with the first byte of the body, so
 * every response must have one (`createApp` sees to it).
 */
export function streamingHandler(serve: ServeRequest, config: Config, log: Log) {
  const contextOf = contexts(config, log);
  return async (
    event: APIGatewayProxyEvent,
    responseStream: awslambda.HttpResponseStream,
    context: Context,
  ) => {
    const request = contextOf(event, context);
    const response = await serve(requestOf(event), request);
    const out = awslambda.HttpResponseStream.from(responseStream, {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
    });
    try {
      await pipeline(response.body === null ? Readable.from(['\n']) : chunksOf(response.body), out);
    } catch (error) {
      request.log.warn('the answer could not be sent', {
        error_name: error instanceof Error ? error.name : typeof error,
      });
    }
  };
}

/** The handler for a buffered deployment: API Gateway invokes the function the ordinary way and takes one object. */
export function bufferedHandler(serve: ServeRequest, config: Config, log: Log) {
  const contextOf = contexts(config, log);
  return async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    const response = await serve(requestOf(event), contextOf(event, context));
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function contexts(config: Config, log: Log) {
  let coldStart = true;
  return (event: APIGatewayProxyEvent, lambda: Context): RequestContext => {
    const caller = callerOf(event.requestContext?.identity?.userArn);
    const requestId = event.requestContext?.requestId ?? lambda.awsRequestId;
    const context: RequestContext = {
      requestId,
      caller,
      deadline: deadlineOf(
        config.RESPONSE_MODE,
        event.requestContext?.requestTimeEpoch,
        lambda.getRemainingTimeInMillis(),
      ),
      coldStart,
      log: log.with({
        request_id: requestId,
        function_request_id: lambda.awsRequestId,
        caller: caller.arn,
        ...traceId(),
      }),
    };
    if (coldStart) reportColdStart(context.log, config.METRICS_NAMESPACE);
    coldStart = false;
    return context;
  };
}

/** Lambda puts the trace of the running invocation here: `Root=1-…;Parent=…;Sampled=1`. */
function traceId(): { readonly xray_trace_id?: string } {
  const root = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
  return root === undefined ? {} : { xray_trace_id: root };
}

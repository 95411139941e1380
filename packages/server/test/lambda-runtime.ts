import { PassThrough } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { readConfig } from '../src/config/config.ts';
import { bufferedHandler, type ServeRequest, streamingHandler } from '../src/lambda/handler.ts';
import type { Log } from '../src/log/log.ts';

/** What a client would see of a streamed answer: nothing of it exists before the first byte. */
export interface Streamed {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  /** The pieces as they were written. */
  readonly pieces: readonly string[];
}

class ResponseStream extends PassThrough {
  metadata: { statusCode: number; headers: Record<string, string> } | undefined;
}

Object.assign(globalThis, {
  awslambda: {
    HttpResponseStream: {
      from: (stream: ResponseStream, metadata: ResponseStream['metadata']) =>
        Object.assign(stream, { metadata }),
    },
  },
});

const CONTEXT = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 60_000 } as Context;
const SETTINGS = { ATHENA_DATABASE: 'd', ATHENA_WORKGROUP: 'w', BEDROCK_MODEL_ID: 'm' };
// Read once, since thousands of requests are made.
const STREAMING = readConfig(SETTINGS);
const BUFFERED = readConfig({ ...SETTINGS, RESPONSE_MODE: 'buffered' });

/** A REST API proxy event, as API Gateway sends it for `ANY /{proxy+}` with IAM authorization. */
export function proxyEvent(
  method: string,
  path: string,
  body: string | null,
  headers: Record<string, string> = {},
  parts: object = {},
) {
  return {
    resource: path === '/' ? '/' : '/{proxy+}',
    path,
    pathParameters: path === '/' ? null : { proxy: path.slice(1) },
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'gateway-1',
      requestTimeEpoch: Date.now(),
      identity: { userArn: 'arn:aws:iam::111122223333:user/fuzz' },
    },
    ...parts,
  } as unknown as APIGatewayProxyEvent;
}

/** Invokes the streaming handler as Lambda does, and collects what reaches the client. */
export async function invokeStreaming(
  serve: ServeRequest,
  log: Log,
  event: APIGatewayProxyEvent | null,
  onEnd: () => void = () => {},
): Promise<Streamed> {
  const stream = new ResponseStream();
  const pieces: string[] = [];
  stream.on('end', onEnd);
  stream.on('data', (chunk: Buffer) => pieces.push(chunk.toString()));
  const handler = streamingHandler(serve, STREAMING, log);
  await handler(event, stream as unknown as awslambda.HttpResponseStream, CONTEXT);
  const { statusCode = 0, headers = {} } = pieces.length === 0 ? {} : (stream.metadata ?? {});
  return { statusCode, headers, body: pieces.join(''), pieces };
}

/** Invokes the handler of a buffered deployment. */
export async function invokeBuffered(serve: ServeRequest, log: Log, event: APIGatewayProxyEvent) {
  return await bufferedHandler(serve, BUFFERED, log)(event, CONTEXT);
}

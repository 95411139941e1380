import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromInstance, ToInstance } from './protocol.ts';
import { HttpResponseStream, InvocationStream } from './response-stream.ts';

/*
 * The Node.js runtime as a function sees it, one process an instance: provides `awslambda`, loads the handler that
 * `_HANDLER` names once, and runs one invocation at a time. Exits when the stack that started it has exited.
 */

/** Marks a streaming handler. The name is AWS's. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

interface Handler {
  readonly streaming: boolean;
  readonly run: (...args: readonly unknown[]) => unknown;
}

function send(message: FromInstance): Promise<void> {
  return new Promise((sent) => {
    process.send?.(message, undefined, undefined, () => sent());
  });
}

const awslambda = {
  streamifyResponse: (streaming: object) => Object.assign(streaming, { [STREAMING]: 'response' }),
  HttpResponseStream,
};
Object.assign(globalThis, { awslambda });

process.on('disconnect', () => process.exit());

const handler = await loadHandler();
process.on('message', (message: ToInstance) => {
  void invoke(message);
});
await send({ type: 'ready' });

async function loadHandler(): Promise<Handler> {
  const [moduleName = '', exportName = ''] = (process.env._HANDLER ?? '').split('.');
  const file = join(process.env.LAMBDA_TASK_ROOT ?? '', `${moduleName}.mjs`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = loaded[exportName];
  if (typeof found !== 'function') throw new Error(`${process.env._HANDLER} is undefined or not exported`);
  return {
    streaming: Reflect.get(found, STREAMING) === 'response',
    run: (...args) => Reflect.apply(found, undefined, args),
  };
}

async function invoke(message: ToInstance): Promise<void> {
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const event: unknown = JSON.parse(message.event);
  const context = invocationContext(message);
  try {
    if (handler.streaming) {
      const stream = new InvocationStream((data) => send({ type: 'chunk', data }));
      const finished = new Promise<void>((resolve, reject) => {
        stream.on('finish', resolve);
        stream.on('error', reject);
      });
      let working = true;
      const run = Promise.resolve(handler.run(event, stream, context)).finally(() => {
        working = false;
      });
      const responded = finished.then(async () => {
        // A handler that only waited for its stream ends now.
        await new Promise(setImmediate);
        if (working) await send({ type: 'responded' });
      });
      await Promise.all([run, responded]);
    } else {
      const result = await handler.run(event, context);
      await send({ type: 'chunk', data: Buffer.from(JSON.stringify(result ?? null)) });
    }
    await send({ type: 'end', maxMemoryBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    const { name, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
    await send({ type: 'failed', errorType: name, errorMessage });
  }
}

function invocationContext({ requestId, deadline, functionArn }: ToInstance): Record<string, unknown> {
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

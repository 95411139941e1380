// Measures warm calls in this process: run bundled, by run.mjs. Prints one line of JSON.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { IAM_CALLERS_SEE_ALL } from '../src/access/scopes.ts';
import { createApp } from '../src/app.ts';
import { bedrockOnFirstUse } from '../src/bedrock/bedrock-client.ts';
import { bedrockCatalogOnFirstUse } from '../src/bedrock/lifecycle.ts';
import { readConfig } from '../src/config/config.ts';
import { streamingHandler } from '../src/lambda/handler.ts';
import { createLog } from '../src/log/log.ts';
import { type Clients, createServices } from '../src/services.ts';

const quick = process.argv.includes('--quick');
const TIMED_CALLS = quick ? 500 : 2_000;
const WARM_UP_CALLS = 500;
const MEMORY_CALLS = quick ? 10_000 : 50_000;
const MEMORY_STEP = MEMORY_CALLS / 5;

const ANSWERS: Record<string, object> = {
  StartQueryExecution: { QueryExecutionId: 'q' },
  GetQueryExecution: {
    QueryExecution: {
      QueryExecutionId: 'q',
      WorkGroup: 'w',
      StatementType: 'DML',
      Status: { State: 'SUCCEEDED' },
    },
  },
  GetQueryResults: {
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: [{ Name: 'total_cases', Type: 'bigint' }] },
      Rows: [{ Data: [{ VarCharValue: 'total_cases' }] }],
    },
  },
};

/** Athena over HTTP that has every query finished at once. */
const endpoint = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(ANSWERS[operation]));
  });
});
await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;

const overHttp = new AthenaClient({
  region: 'us-east-1',
  endpoint: url,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
});
/** The same answers without any transport, for the many calls of the memory test. */
const inProcess = {
  send: async (command: { constructor: { name: string } }) =>
    ANSWERS[command.constructor.name.replace(/Command\d*$/, '')],
} as unknown as Clients['athena'];

const config = readConfig({ ATHENA_DATABASE: 'd', ATHENA_WORKGROUP: 'w', BEDROCK_MODEL_ID: 'm' });
const log = createLog('INFO', () => {});
Object.assign(globalThis, { awslambda: { HttpResponseStream: { from: (stream: unknown) => stream } } });

function handlerWith(athena: Clients['athena']) {
  const services = createServices(config, {
    athena,
    bedrock: bedrockOnFirstUse(),
    bedrockCatalog: bedrockCatalogOnFirstUse(),
    scopes: IAM_CALLERS_SEE_ALL,
    viewPage: async () => '',
    // Waiting for the query is Athena's time, not ours.
    sleep: async () => {},
  });
  return streamingHandler(createApp(services), config, log);
}

const body = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'get_case_summary', arguments: { service_code: 'EC2' } },
});
const event = {
  resource: '/mcp',
  path: '/mcp',
  httpMethod: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body,
  requestContext: { requestId: 'r', identity: { userArn: 'arn:aws:iam::111122223333:user/bench' } },
} as unknown as APIGatewayProxyEvent;
const context = { awsRequestId: 'i', getRemainingTimeInMillis: () => 300_000 } as Context;

async function call(handler: ReturnType<typeof handlerWith>): Promise<void> {
  const stream = new PassThrough();
  let answer = '';
  stream.on('data', (chunk) => {
    answer += chunk;
  });
  await handler(event, stream as unknown as awslambda.HttpResponseStream, context);
  if (!answer.includes('"structuredContent"')) throw new Error(`The call failed: ${answer}`);
}

/** What a call asks of Athena, without a server around it. */
async function bare(): Promise<void> {
  await overHttp.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup: 'w' }));
  await overHttp.send(new GetQueryExecutionCommand({ QueryExecutionId: 'q' }));
  await overHttp.send(new GetQueryResultsCommand({ QueryExecutionId: 'q', MaxResults: 1_000 }));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const httpHandler = handlerWith(overHttp);
const calls: number[] = [];
const bareCalls: number[] = [];
for (let n = 0; n < WARM_UP_CALLS + TIMED_CALLS; n += 1) {
  const one = await timed(() => call(httpHandler));
  const other = await timed(bare);
  if (n < WARM_UP_CALLS) continue;
  calls.push(one);
  bareCalls.push(other);
}

const memoryHandler = handlerWith(inProcess);
const heap: number[] = [];
for (let n = 1; n <= MEMORY_CALLS; n += 1) {
  await call(memoryHandler);
  if (n % MEMORY_STEP !== 0) continue;
  globalThis.gc?.();
  heap.push(process.memoryUsage().heapUsed);
}
endpoint.close();
overHttp.destroy();
console.log(JSON.stringify({ calls, bareCalls, heap, heapStep: MEMORY_STEP }));

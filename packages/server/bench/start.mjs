// Measures how the function starts under AWS's own runtime client: the initialization, the first statement and the
// second, with and without a list of tools before them; and what the function answers to a null event and to SIGTERM
// in mid-call. Times are in ms: of the wall, and of the processor, which a busy machine does not change. Build first.
//
//   node packages/server/bench/start.mjs <folder with node_modules/aws-lambda-ric> [rounds]
//
// The client is no dependency of this project, since its native part needs cmake and autoconf: in a folder of its own,
// `npm install aws-lambda-ric@4`. NODE_BINARY names another Node than this one, such as that of nodejs24.x.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [client, rounds = '5'] = process.argv.slice(2);
if (client === undefined) throw new Error('Give the folder whose node_modules has aws-lambda-ric.');
const CLIENT = join(client, 'node_modules/aws-lambda-ric/index.mjs');
/** What Linux counts processor time in: 100 a second. */
const TICK_MS = 10;

/** Lambda's Runtime API for one instance, which takes events one after the other. */
async function startInstance(endpoints) {
  let serveNext;
  const idle = () => new Promise((resolve) => (serveNext = resolve));
  const pending = new Map();
  let waiting = idle();
  const server = createServer(async (request, response) => {
    const [, id, what] = /invocation\/([^/]+)\/(response|error)$/.exec(request.url) ?? [];
    if (request.url.endsWith('/invocation/next')) {
      serveNext(response);
      return;
    }
    const body = await text(request);
    pending.get(id)?.({ what: what ?? request.url, body, at: performance.now() });
    response.writeHead(202).end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${server.address().port}`;
  const started = performance.now();
  const child = spawn(process.env.NODE_BINARY ?? process.execPath, [CLIENT], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: address,
      LAMBDA_TASK_ROOT: here('../dist'),
      _HANDLER: 'lambda.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_LOG_GROUP_NAME: 'g',
      AWS_LAMBDA_LOG_STREAM_NAME: 's',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_ENDPOINT_URL_ATHENA: endpoints.athenaEndpoint,
      ATHENA_DATABASE: endpoints.database,
      ATHENA_WORKGROUP: endpoints.workgroup,
      BEDROCK_MODEL_ID: 'm',
      LOG_LEVEL: 'ERROR',
    },
  });
  const processor = () => {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  };
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let next = await Promise.race([waiting, exited]);
  if (child.exitCode !== null) throw new Error(`The runtime client ended with ${child.exitCode}.`);
  const initialized = { wall: performance.now() - started, processor: processor() };
  return {
    child,
    initialized,
    /** Sends an event and waits for its answer, and until the instance takes another. */
    async invoke(event) {
      const id = crypto.randomUUID();
      const [from, used] = [performance.now(), processor()];
      const answered = new Promise((resolve) => pending.set(id, resolve));
      const respond = next;
      waiting = idle();
      const sent = JSON.stringify(event);
      respond.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(sent),
        'Lambda-Runtime-Trace-Id': 'Root=1',
        'Lambda-Runtime-Aws-Request-Id': id,
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:f',
      });
      respond.end(sent);
      const { what, body, at } = await answered;
      const answer = {
        what,
        body: body.split('\0'.repeat(8)).at(-1),
        wall: at - from,
        processor: processor() - used,
      };
      next = await Promise.race([waiting, exited]);
      return { ...answer, wallInAll: performance.now() - from };
    },
    async stop() {
      child.kill('SIGKILL');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const event = (method, path, body) => ({
  resource: '/{proxy+}',
  path,
  pathParameters: { proxy: path.slice(1) },
  httpMethod: method,
  headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
  body: body === undefined ? null : JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { requestId: 'r', identity: { userArn: 'arn:aws:iam::123456789012:user/bench' } },
});
const LIST = event('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const statement = (query) => event('POST', '/tools/query_athena', { query });
const SLOW =
  'SELECT count(*) FROM case_summary a CROSS JOIN case_summary b CROSS JOIN case_summary c WHERE a.subject < b.subject || c.subject';

const median = (numbers) => Math.round(numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]);
const report = (name, times) =>
  console.log(
    `${name.padEnd(44)}${String(median(times.map(({ wall }) => wall))).padStart(6)} ms${String(median(times.map(({ processor }) => processor))).padStart(6)} ms of the processor`,
  );

const stack = spawn(process.execPath, [here('../../local/dist/local.js'), '--json', '--cases', '400'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [line] = await Promise.race([
  new Promise((resolve) => createInterface({ input: stack.stdout }).once('line', (text) => resolve([text]))),
]);
const endpoints = JSON.parse(line);
try {
  // The local Athena loads its own grammar with its first statement.
  const warm = await startInstance(endpoints);
  await warm.invoke(statement('SELECT count(*) AS n FROM case_summary'));
  await warm.stop();

  const times = { initialized: [], first: [], second: [], list: [], firstAfter: [], secondAfter: [] };
  for (let round = 0; round < Number(rounds); round += 1) {
    const cold = await startInstance(endpoints);
    times.initialized.push(cold.initialized);
    times.first.push(await cold.invoke(statement('SELECT count(*) AS n FROM case_summary')));
    times.second.push(await cold.invoke(statement('SELECT count(*) AS m FROM case_summary')));
    await cold.stop();
    const opened = await startInstance(endpoints);
    times.list.push(await opened.invoke(LIST));
    times.firstAfter.push(await opened.invoke(statement('SELECT count(*) AS n FROM case_summary')));
    times.secondAfter.push(await opened.invoke(statement('SELECT count(*) AS m FROM case_summary')));
    await opened.stop();
  }
  report('initialization', times.initialized);
  report('first statement', times.first);
  report('second statement', times.second);
  report('list of tools', times.list);
  console.log(`  and busy in all ${median(times.list.map(({ wallInAll }) => wallInAll))} ms`);
  report('first statement after the list', times.firstAfter);
  report('second statement after the list', times.secondAfter);

  const odd = await startInstance(endpoints);
  const { what, body } = await odd.invoke(null);
  console.log(`a null event: ${what} ${body.slice(0, 200)}`);
  const running = odd.invoke(statement(SLOW));
  setTimeout(() => odd.child.kill('SIGTERM'), 2_000);
  const ended = await running;
  console.log(
    `SIGTERM in mid-call, ${Math.round(ended.wall - 2_000)} ms later: ${ended.what} ${ended.body.slice(0, 300)}`,
  );
  await odd.stop();
} finally {
  stack.kill();
}

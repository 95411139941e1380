// Measures what it costs to keep a part of an analysis, beside the same part that is not kept: run bundled, by run.mjs.
// Prints one line of JSON.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { KEPT_PART } from '../src/analysis/problems/read-part.ts';
import { createLog } from '../src/log/log.ts';
import { s3Bucket } from '../src/store/bucket.ts';
import { workStore } from '../src/store/kept-work.ts';

const WARM_UP_PARTS = 50;
const TIMED_PARTS = process.argv.includes('--quick') ? 200 : 1_000;

/** An S3 that answers at once and in which no part is found, as with each part that is read for the first time. */
let requests = 0;
const s3 = createServer((request, response) => {
  requests += 1;
  request.resume();
  request.on('end', () => {
    if (request.method === 'GET' && request.url?.includes('list-type')) {
      response.end('<ListBucketResult/>');
    } else if (request.method === 'GET') {
      response.writeHead(404, { 'content-type': 'application/xml' });
      response.end('<Error><Code>NoSuchKey</Code></Error>');
    } else {
      response.writeHead(request.method === 'PUT' ? 200 : 204, { etag: '"1"' });
      response.end();
    }
  });
});
await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
Object.assign(process.env, {
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(s3.address() as AddressInfo).port}`,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
});

const store = workStore({ bucket: s3Bucket('s3://bench/unfinished/'), sleep: async () => {} });
let warnings = 0;
const log = createLog('WARN', () => {
  warnings += 1;
});
/** What a model finds in a part of usual length. */
const PART = {
  problems: Array.from({ length: 15 }, (_, problem) => ({
    name: `Network lost after a change of route table ${problem}`,
    definition: 'Instances lose their network after somebody changes the route table of their subnet.',
    apart: 'The instances themselves are healthy.',
    entries: Array.from({ length: 20 }, (_, place) => problem * 20 + place),
    cases: 20,
  })),
  findings: Array.from({ length: 10 }, (_, finding) => ({
    text: 'Most of these began within an hour of a deployment to the network account.',
    entries: [finding],
  })),
  read: 300,
  cases: 300,
  citationsRemoved: 0,
  estimatedTokens: 60_000,
  notes: [],
};
const work = async () => {
  await setImmediate();
  return { value: PART, usableSeconds: 3_600 };
};

const before: number[] = [];
const behind: number[] = [];
for (let part = 0; part < WARM_UP_PARTS + TIMED_PARTS; part += 1) {
  const writes: Promise<void>[] = [];
  const kept = store.forCall({
    accounts: 'all',
    owner: 'bench',
    signal: new AbortController().signal,
    log,
    callId: undefined,
    cancel: () => {},
    behind: (write) => writes.push(write),
  });
  if (part === WARM_UP_PARTS) requests = 0;
  const startedAt = performance.now();
  await kept.once(['part', part], KEPT_PART, work);
  const answeredAt = performance.now();
  await Promise.all(writes);
  const keptAt = performance.now();
  await work();
  const bare = performance.now() - keptAt;
  if (part < WARM_UP_PARTS) continue;
  before.push(answeredAt - startedAt - bare);
  behind.push(keptAt - answeredAt);
}
s3.close();
s3.closeAllConnections();
if (warnings > 0) throw new Error(`The store failed ${warnings} times.`);
console.log(JSON.stringify({ before, behind, requests: requests / TIMED_PARTS }));

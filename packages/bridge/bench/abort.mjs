/** What a request pays for being abortable: `LightAbortController` beside the platform's `AbortController`. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { transform } from 'esbuild';

const ROUNDS = 15;
const REQUESTS = 20_000;

/** Nanoseconds for one request: a controller, a listener that is added, and removed when the answer is there. */
function oneRound(Controller) {
  const before = process.hrtime.bigint();
  for (let request = 0; request < REQUESTS; request++) {
    const { signal } = new Controller();
    const listener = () => request;
    signal.addEventListener('abort', listener, { once: true });
    signal.removeEventListener('abort', listener);
  }
  return Number(process.hrtime.bigint() - before) / REQUESTS;
}

/** The median of each over rounds that take turns, in nanoseconds. */
export async function measureAbort() {
  const source = await readFile(resolve(import.meta.dirname, '../src/http/light-abort.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', target: 'node20.19' });
  const { LightAbortController } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const controllers = { LightAbortController, AbortController };
  const times = { LightAbortController: [], AbortController: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, Controller] of Object.entries(controllers)) times[name].push(oneRound(Controller));
  }
  const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

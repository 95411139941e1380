import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { closeServer, listen } from '../reference-servers.ts';

/** Until the test ends, an endpoint that does with every request what the test says. Returns its origin. */
export async function startGateway(
  answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(Object.assign(request, { body }), response);
  });
  onTestFinished(() => closeServer(server));
  return listen(server);
}

/** A promise, and what fulfils it. */
export function deferred<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Sends one request with exactly these headers, which `fetch` would not. */
export async function send(url: string, headers: Record<string, string>, body?: string, method = 'POST') {
  const request = httpRequest(url, { method, headers: { 'content-type': 'application/json', ...headers } });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

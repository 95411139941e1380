import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenDuringTest } from '@case-insights/testing/loopback';

/** Until the test ends, an endpoint that does with every request what the test says. Returns its origin. */
export async function startGateway(
  answer: (request: IncomingMessage & { body: string }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(async (request, response) => {
    answer(Object.assign(request, { body: await text(request) }), response);
  });
  return listenDuringTest(server);
}

/** Sends one request with exactly these headers, which `fetch` would not. */
export async function send(url: string, headers: Record<string, string>, body?: string, method = 'POST') {
  const request = httpRequest(url, { method, headers: { 'content-type': 'application/json', ...headers } });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}
